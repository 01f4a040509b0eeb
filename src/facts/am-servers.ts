import { defineFact, type ValueOf } from '../core/fact.ts'
import { anyOrder, flag, integer, keyedBy, list, nullable, object, text, textLike, volatile } from '../core/schema.ts'
import { configurationTree, whichConfiguration } from './am-configuration-tree.ts'

/**
 * Servers, sites and server properties of an AM deployment. A property's value may be a password whatever its name says, so only values that cannot be
 * one are recorded as they are (src/derived/harmless-value.ts); every value has a fingerprint by which it can be told from another.
 */
export const amServers = defineFact({
  id: 'am-servers',
  title: 'The servers and sites AM is configured with, and their (advanced) properties',
  params: object({ which: whichConfiguration }),
  value: object({
    tree: configurationTree,
    servers: keyedBy(
      list(object({ name: text('URL or id'), site: nullable(text()), declaredIn: text() }), 'without the defaults, sorted by name'),
      'name',
    ),
    sites: keyedBy(list(object({ name: text(), declaredIn: text('one of the files that do') }), 'sorted by name'), 'name'),
    properties: keyedBy(
      list(
        object(
          {
            server: text('server-default for what every server inherits; else name or id of the server'),
            key: text(),
            advanced: nullable(flag('listed among the advanced properties'), 'null: the file-based tree does not tell'),
            value: nullable(text('as configured', 256), 'null: it might be a secret; see fingerprint'),
            fingerprint: nullable(
              object({ saltId: text(), hmac: textLike('^[0-9a-f]{64}$') }),
              'HMAC-SHA-256 of the value, or of what is written where that is unresolved; comparable only under one salt. null: of no kind that can be compared',
            ),
            unresolved: anyOrder(list(text('variable nothing in the plan resolves'), undefined, 100)),
            declaredIn: text(),
            line: nullable(volatile(integer('from 1', 1))),
          },
          { refersTo: list(text('dotted', 256), 'names in javax.servlet and javax.websocket in key and value; absent: none', 100) },
        ),
        'sorted by server and key',
        20_000,
      ),
      'server',
      'key',
    ),
  }),
})

export type AmServers = ValueOf<typeof amServers>
