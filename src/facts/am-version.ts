import { defineFact } from '../core/fact.ts'
import { anyOrder, choice, keyedBy, list, nullable, object, text } from '../core/schema.ts'

/** Places that say which AM this is. `server-default` is `com.iplanet.am.version` of the server defaults, which an upgrade may leave behind (facts/pingam 2.3). */
export const AM_VERSION_SOURCES = ['version-file', 'web-application', 'server-default'] as const

/** What each place says, without deciding between them; a place that is not there has no statement. */
export const amVersion = defineFact({
  id: 'am-version',
  title: 'What each place says about the version of AM, and how far its configuration was upgraded',
  value: object({
    statements: keyedBy(
      list(
        object({
          source: choice(AM_VERSION_SOURCES),
          path: text('file or directory that says it'),
          version: nullable(text('release number, for example 7.5.0'), 'null: the place is there and names no version that is understood'),
        }),
      ),
      'source',
      'path',
    ),
    configuration: nullable(
      object({
        path: text('the file of the configuration version service'),
        version: nullable(text('for example 8.0.0.0')),
        appliedRules: anyOrder(list(text('id of an upgrade rule that was applied'))),
      }),
      'null: the configuration has no configuration version service',
    ),
  }),
})
