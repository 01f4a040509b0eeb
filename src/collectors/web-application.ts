import { defineCollector, known } from '../core/collector.ts'
import type { FileSession } from '../core/session.ts'
import type { ValueOf } from '../core/fact.ts'
import { webApplication } from '../facts/web-application.ts'
import { elementsOf, xmlDocumentOf, type XmlElement } from '../formats/xml.ts'
import { understood } from './support/understood.ts'
import { contentsOf, currentForms, formAt, type ApplicationForm } from './support/web-application-files.ts'

type Form = ValueOf<typeof webApplication>['forms'][number]

export default defineCollector({
  fact: webApplication,
  type: 'pingam',
  needs: ({ fields }, { which }) =>
    which === 'new' ? (fields.newWar === undefined ? 'newWar' : null) : fields.webapp === undefined ? 'webapp' : null,
  touches: ({ fields }, { which }) => {
    const paths = which === 'new' ? [fields.newWar] : [fields.webapp, fields.tomcat === undefined ? undefined : `${fields.tomcat}/webapps`]
    return paths.flatMap((what) => (what === undefined ? [] : [{ kind: 'tree', what }]))
  },
  collect: async ({ target: { fields }, params, files }) => {
    const fresh = params.which === 'new' && fields.newWar !== undefined ? await formAt(files, fields.newWar) : null
    const forms = params.which === 'current' ? await currentForms(files, fields) : fresh === null ? [] : [fresh]
    const read: Form[] = []
    for (const form of forms) read.push(await readForm(files, form))
    return known({ forms: read })
  },
})

const readForm = async (files: FileSession, form: ApplicationForm): Promise<Form> => {
  const { kind, path, link } = form
  const { libraries, webXml } = await contentsOf(files, form)
  const sha256 = kind === 'war' ? (await files.digest(path)).sha256 : null
  const place = kind === 'war' ? path : `${path}/WEB-INF/web.xml`
  return {
    kind,
    path,
    link,
    sha256,
    libraries,
    descriptor: webXml === null ? null : { path: place, ...clickIn(understood(place, () => xmlDocumentOf(webXml))) },
  }
}

/** Names compare without the namespace prefix that a descriptor may give its elements. */
const localName = (element: XmlElement): string => element.name.replace(/^.*:/, '')
const textsOf = (element: XmlElement, child: string): readonly XmlElement[] => element.children.filter((one) => localName(one) === child)
const textOf = (element: XmlElement, child: string): string => textsOf(element, child)[0]?.text.trim() ?? ''

/** The Click servlet by its name or class, what is mapped to it, and what else is mapped to `*.htm`. */
const clickIn = (
  root: XmlElement,
): { servlets: { name: string; line: number }[]; mappings: { servlet: string; pattern: string; line: number }[] } => {
  const elements = [...elementsOf(root)]
  const servlets = elements
    .filter((element) => localName(element) === 'servlet')
    .filter((element) => textOf(element, 'servlet-name') === 'click-servlet' || /(^|\.)ClickServlet$/.test(textOf(element, 'servlet-class')))
    .map((element) => ({ name: textOf(element, 'servlet-name'), line: element.line }))
  const click = new Set(['click-servlet', ...servlets.map(({ name }) => name)])
  const mappings = elements
    .filter((element) => localName(element) === 'servlet-mapping')
    .flatMap((element) =>
      textsOf(element, 'url-pattern').map((pattern) => ({
        servlet: textOf(element, 'servlet-name'),
        pattern: pattern.text.trim(),
        line: pattern.line,
      })),
    )
    .filter(({ servlet, pattern }) => click.has(servlet) || pattern.toLowerCase() === '*.htm')
  return { servlets, mappings }
}
