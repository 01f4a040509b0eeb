import { REFERENCE_KINDS } from '../core/archive-scan.ts'
import { defineFact, type ValueOf } from '../core/fact.ts'
import { anyOrder, choice, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'

/** References told of one archive; more are counted. */
export const REFERENCES_TOLD = 40

/** References to Java packages in the archives and loose files of one place (facts/pingam 5). */
export const archiveReferences = defineFact({
  id: 'archive-references',
  title: 'References to Java packages in archives, the archives in them, and loose files',
  params: object({
    place: choice(
      ['path', 'webapp', 'newWar', 'tomcat', 'newTomcat', 'sources'],
      'the path of a directory target; of a pingam target the web application in all its forms, the new WAR, the lib directories of a Tomcat, the sources',
    ),
    prefixes: list(text('a package or class, dotted', 256), 'sorted', 100),
  }),
  value: object({
    roots: keyedBy(list(object({ path: text(), found: choice(['file', 'directory', 'nothing']) }), 'what was scanned', 200), 'path'),
    files: integer('files looked into', 0),
    archives: keyedBy(
      list(
        object({
          path: text('the file on disk, or the directory of loose files'),
          chain: list(text('file name'), 'archives from the file inwards; empty for the file itself', 10),
          classes: integer('class files', 0),
          newest: nullable(
            object({ major: integer('class file version; minus 44 it is the Java release', 45), entry: text() }),
            'the class that needs the newest Java, of those every runtime loads; null: there is none',
          ),
          referring: keyedBy(
            list(
              object({
                prefix: text('of the parameters', 256),
                kind: choice(REFERENCE_KINDS),
                count: integer('references', 1),
                packages: anyOrder(list(text('dotted; of the classes that refer, or the directory of other files', 512), 'sorted', 2_000)),
              }),
              'all references, summed up; empty: there is none',
              2_000,
            ),
            'prefix',
            'kind',
          ),
          references: keyedBy(
            list(
              object(
                {
                  entry: text('the class or file'),
                  kind: choice(REFERENCE_KINDS),
                  name: text('what is referred to, dotted', 256),
                  line: nullable(volatile(integer('from 1', 1))),
                },
                {
                  member: volatile(
                    text('of a class: the field, or the method with (), that refers; script: one in JSON, of which the line is one', 1024),
                  ),
                },
              ),
              `the first ${REFERENCES_TOLD}`,
              REFERENCES_TOLD,
            ),
            'entry',
            'kind',
            'name',
          ),
        }),
        'sorted; those without references too',
      ),
      'path',
      'chain',
    ),
  }),
})

export type ArchiveReferences = ValueOf<typeof archiveReferences>
export type ReferringArchive = ArchiveReferences['archives'][number]

/** Where a reference is, in words: `com/acme/A.class service()`, `WEB-INF/web.xml:12`. */
export const placeIn = ({ entry, line, member }: ReferringArchive['references'][number]): string =>
  `${entry}${line === null ? '' : `:${line}`}${member === undefined ? '' : ` ${member}`}`
