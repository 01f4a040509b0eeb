import { defineFact } from '../core/fact.ts'
import { choice, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'
import { WHICH_TOMCAT } from './tomcat.ts'

/** Java system properties that are looked for. A closed list: no other property, which may be a password, ever enters a snapshot. */
export const WATCHED_PROPERTIES = ['org.apache.tomcat.util.buf.UDecoder.ALLOW_ENCODED_SLASH', 'org.forgerock.donotupgrade'] as const

/** Where the start files of a container set the system properties that decide checks. Commented-out lines are not settings. */
export const systemProperties = defineFact({
  id: 'system-properties',
  title: 'Where the container sets the system properties that matter to the upgrade',
  params: object({ which: choice(WHICH_TOMCAT) }),
  value: object({
    settings: keyedBy(
      list(
        object({
          name: choice(WATCHED_PROPERTIES),
          value: nullable(text('as written, quotes removed; variables are not expanded', 64), 'null: longer or stranger than any sensible value'),
          path: text(),
          line: volatile(integer('from 1', 1)),
          where: choice(
            ['catalina.properties', 'setenv', 'service', 'server.xml', 'last-start'],
            'setenv: setenv and catalina.sh of this Tomcat; service: the unit and what it leads to; last-start: the command line that the log of the last start shows',
          ),
        }),
        'sorted by path and line',
      ),
      'name',
      'path',
    ),
    looked: volatile(list(text(), 'files that were read, sorted', 200)),
  }),
})
