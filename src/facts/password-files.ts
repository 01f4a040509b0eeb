import { defineFact } from '../core/fact.ts'
import { anyOrder, choice, flag, integer, keyedBy, list, nullable, object, text } from '../core/schema.ts'

/** The files that hold AM's keystore passwords in clear text: how they end and who may read them, never what they hold (facts/pingam 2.1, 2.2). */
export const passwordFiles = defineFact({
  id: 'password-files',
  title: "The files with AM's keystore passwords: there, empty, how they end, who may read them",
  value: object({
    boot: anyOrder(list(text('a boot.json that was read'))),
    files: keyedBy(
      list(
        object({
          path: text(),
          purpose: choice(['store', 'entry'], 'password of the store, or of its entries'),
          namedBy: choice(['boot.json', 'default'], 'default: it lies where AM keeps it'),
          exists: flag(),
          empty: flag('no byte, or nothing but line ends'),
          ending: choice(['none', 'LF', 'CRLF', 'CR'], 'what stands after the password'),
          mode: nullable(integer('permission bits', 0, 0o7777), 'null: the platform has none, or there is no file'),
        }),
      ),
      'path',
      'purpose',
    ),
    unresolved: keyedBy(
      list(
        object({ key: text('pointer in boot.json'), value: text('as written'), variables: anyOrder(list(text())) }),
        'files that boot.json names by an expression nothing resolves',
      ),
      'key',
    ),
  }),
})
