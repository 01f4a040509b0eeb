import { REFERENCE_KINDS } from '../core/archive-scan.ts'
import { defineFact, type ValueOf } from '../core/fact.ts'
import { choice, flag, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'

/** References to Java packages in the files that a container or a framework reads as text, one by one with their lines (facts/pingam 5.2, 5.3). */
export const webappReferences = defineFact({
  id: 'webapp-references',
  title: 'References to Java packages in descriptors, pages, Spring XML and properties',
  params: object({
    place: choice(
      ['webapp', 'newWar', 'tomcat', 'newTomcat'],
      'the web application in all its forms, the WAR to be deployed, or the conf directory of a Tomcat',
    ),
    prefixes: list(text('a package, dotted', 256), 'sorted', 100),
  }),
  value: object({
    roots: keyedBy(list(object({ path: text(), found: choice(['file', 'directory', 'nothing']) }), 'what was looked through', 200), 'path'),
    files: integer('files looked into', 0),
    references: keyedBy(
      list(
        object({
          path: text('the WAR or the file'),
          entry: nullable(text('path in the WAR'), 'null: a file of its own'),
          kind: choice(REFERENCE_KINDS),
          name: text('dotted', 256),
          line: nullable(volatile(integer('from 1', 1))),
          parameter: flag('it is the name of a context or init parameter: <param-name>'),
        }),
        'sorted by path, entry and line',
        10_000,
      ),
      'path',
      'entry',
      'kind',
      'name',
    ),
  }),
})

export type WebappReferences = ValueOf<typeof webappReferences>
