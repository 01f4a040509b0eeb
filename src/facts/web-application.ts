import { defineFact } from '../core/fact.ts'
import { choice, flag, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'

/** A library in WEB-INF/lib, by its file name. */
export const library = object({
  name: text('file name'),
  artifact: text('file name without version and .jar, lower case'),
  version: nullable(text('for example 2.3.0 or 1.7-p1')),
})

/** The part of web.xml that the wizards' Click servlet takes; comments do not count. */
export const clickDescriptor = object({
  path: text('web.xml, or the WAR that holds it'),
  servlets: keyedBy(
    list(object({ name: text(), line: volatile(integer('line in web.xml, from 1')) }), 'servlets named click-servlet or of a ClickServlet class'),
    'name',
  ),
  mappings: keyedBy(
    list(
      object({ servlet: text(), pattern: text(), line: volatile(integer('line in web.xml, from 1')) }),
      'mappings of those servlets, and mappings of any servlet to *.htm',
    ),
    'servlet',
    'pattern',
  ),
})

/** A web application as it lies on disk; an exploded directory and the WAR beside it are two forms of one application. */
export const webApplication = defineFact({
  id: 'web-application',
  title: 'The AM web application: libraries, digest and the wizards in its web.xml',
  params: object({ which: choice(['current', 'new'], 'the deployed one, or the one prepared for the upgrade') }),
  value: object({
    forms: keyedBy(
      list(
        object({
          kind: choice(['war', 'directory']),
          path: text(),
          link: flag('the path is a symbolic link'),
          sha256: nullable(text('of a WAR, lower-case hex')),
          libraries: keyedBy(list(library), 'artifact'),
          descriptor: nullable(clickDescriptor, 'null: there is no WEB-INF/web.xml'),
        }),
        'sorted by path; empty: nothing is there',
        100,
      ),
      'kind',
    ),
  }),
})
