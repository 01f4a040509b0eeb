import { defineFact, type ValueOf } from '../core/fact.ts'
import { anyOrder, choice, flag, keyedBy, list, nullable, object, text } from '../core/schema.ts'

const scope = text('"global", or the realm the store belongs to ("/", "/alpha")')

/** Where the secrets of an AM instance come from, in one model for the file-based tree and the Amster export (facts/pingam 2.3, 2.4). */
export const amSecretStores = defineFact({
  id: 'am-secret-stores',
  title: 'The secret stores AM is configured with, and the secret labels mapped to aliases in them',
  value: object({
    form: choice(['file-based', 'amster', 'classic'], 'classic: the configuration is kept in a directory server'),
    visible: flag('at least one globally configured secret store was seen; false is no proof that there is none'),
    layer: choice(
      ['whole', 'overlay', 'unknown'],
      'overlay: AM 8, whose web application holds a baseline below this tree, so what is not here may be there; unknown: no version was found',
    ),
    keyStores: keyedBy(
      list(
        object({
          scope,
          name: text(),
          type: nullable(text('storetype as configured; as written where it is an expression that nothing resolves'), 'null: not given'),
          file: nullable(text('as written')),
          resolvedFile: nullable(text('absolute; null when an expression is unresolved or the path is relative')),
          unresolved: anyOrder(list(text('variable nothing in the plan resolves'))),
          storePasswordId: nullable(text('secret id of the store password')),
          entryPasswordId: nullable(text('secret id of the entry password')),
          provider: nullable(text()),
          declaredIn: text('the file that says so'),
        }),
      ),
      'scope',
      'name',
    ),
    otherStores: keyedBy(
      list(
        object({
          scope,
          kind: text('for example FileSystemSecretStore, HsmSecretStore'),
          name: text(),
          format: nullable(text('for example ENCRYPTED_PLAIN')),
          directory: nullable(text()),
          declaredIn: text(),
        }),
      ),
      'scope',
      'kind',
      'name',
    ),
    mappings: keyedBy(
      list(
        object({
          label: text('secret label'),
          aliases: list(text(), 'the first is the active one'),
          kind: text('kind of the store'),
          store: text('name of the store'),
          scope,
          declaredIn: text(),
        }),
      ),
      'label',
      'scope',
      'kind',
      'store',
    ),
  }),
})

export type AmSecretStores = ValueOf<typeof amSecretStores>
