import { defineFact } from '../core/fact.ts'
import { choice, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'

const milliseconds = (description: string) => integer(`${description}, milliseconds since the epoch`)

/** When the container was started last, as its log says. The log gives local time without its zone, so the moment lies between two. */
export const lastStart = defineFact({
  id: 'last-start',
  title: 'When the container was started last, by its log',
  value: object({
    start: volatile(
      nullable(
        object({
          path: text('the log file'),
          line: integer('of the start banner, from 1; counted from where reading began in a very large file', 1),
          time: nullable(text('as logged', 64)),
          between: nullable(object({ earliest: milliseconds('not before'), latest: milliseconds('not after') }), 'null: the time is not understood'),
        }),
      ),
    ),
    unknown: nullable(text('why no start is known'), 'null: one is'),
  }),
})

/** Files that an upgrade changes and that AM or Tomcat reads when it starts. */
export const CHANGES = [
  'web-application',
  'services-directory',
  'configuration-version',
  'install-properties',
  'version-file',
  'converted-export',
] as const

/** When the files that an upgrade changes were changed. */
export const upgradeTimes = defineFact({
  id: 'upgrade-times',
  title: 'When the files that the upgrade puts in place were changed',
  value: object({
    changes: keyedBy(
      list(object({ what: choice(CHANGES), path: text(), modifiedAt: volatile(milliseconds('its time')) }), 'sorted by path', 100),
      'path',
      'what',
    ),
    newestDocument: nullable(
      object({ path: text('below the services directory'), modifiedAt: volatile(milliseconds('its time')) }),
      'of a file-based configuration: AM itself writes there while it runs',
    ),
  }),
})
