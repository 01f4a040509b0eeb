import { defineCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import { RECORDED_ATTRIBUTES, serverXml } from '../facts/server-xml.ts'
import { attributeOf, elementsOf, xmlDocumentOf, xmlTextOf, type XmlElement } from '../formats/xml.ts'
import { containerNeeds, containerPathsOf, type ContainerPaths } from './support/container-paths.ts'
import { OTHER_CONTAINERS, otherContainerAt } from './support/other-containers.ts'
import { understood } from './support/understood.ts'

type ServerXml = ValueOf<typeof serverXml>

export default defineCollector({
  fact: serverXml,
  type: 'pingam',
  needs: ({ fields }, { which }) => (containerPathsOf(fields, which) === null ? containerNeeds(which) : null),
  touches: ({ fields }, { which }) => {
    const paths = containerPathsOf(fields, which)
    if (paths === null) return []
    const others = OTHER_CONTAINERS.map(({ file }) => `${paths.home}/${file}`)
    return [`${paths.base}/conf/server.xml`, ...witnessesOf(paths), ...others].map((what) => ({ kind: 'file', what }))
  },
  collect: async ({ files, target, params: { which } }) => {
    const paths = containerPathsOf(target.fields, which)
    if (paths === null) throw new FactError('missing-evidence', `the plan names no ${containerNeeds(which)}`)
    const path = `${paths.base}/conf/server.xml`
    if ((await files.stat(path)) === null && !(await holdsTomcat(files, paths))) {
      // Another container has no such file to miss; what is neither that nor Tomcat is not understood, and to find no Connector there says nothing.
      await otherContainerAt(files, paths.home)
      return known({ path, connectors: [], classes: [], components: [] })
    }
    const bytes = await files.read(path)
    const root = understood(path, () => xmlDocumentOf(xmlTextOf(bytes)))
    if (root.name !== 'Server') throw new FactError('parse-failed', `${path}: the root element is <${root.name.slice(0, 64)}>, not <Server>`)
    const elements = [...elementsOf(root)]
    return known({
      path,
      connectors: elements.filter(({ name }) => name === 'Connector').map(connectorOf),
      classes: elements.flatMap((element) => {
        const className = attributeOf(element, 'className')
        return className === null ? [] : [{ element: element.name.slice(0, 256), className: className.trim().slice(0, 1024), ...placeOf(element) }]
      }),
      components: elements
        .filter(({ name }) => COMPONENTS.has(name))
        .map((element) => ({
          element: element.name,
          className: attributeOf(element, 'className')?.trim().slice(0, 1024) ?? null,
          ...placeOf(element),
          attributes: attributesOf(element),
        })),
    })
  },
})

/** Files that only Tomcat has. */
const witnessesOf = ({ home, base }: ContainerPaths): readonly string[] => [...new Set([home, base])].map((root) => `${root}/lib/catalina.jar`)

const holdsTomcat = async (files: FileSession, paths: ContainerPaths): Promise<boolean> => {
  for (const path of witnessesOf(paths)) if ((await files.stat(path)) !== null) return true
  return false
}

const COMPONENTS: ReadonlySet<string> = new Set(['Listener', 'Loader', 'Manager'])
const RECORDED: ReadonlySet<string> = new Set(RECORDED_ATTRIBUTES)

const connectorOf = (element: XmlElement): ServerXml['connectors'][number] => ({
  ...placeOf(element),
  attributes: attributesOf(element),
  hostConfigs: element.children.filter(({ name }) => name === 'SSLHostConfig').length,
  upgradeProtocols: element.children
    .filter(({ name }) => name === 'UpgradeProtocol')
    .map((child) => ({ ...placeOf(child), attributes: attributesOf(child) })),
})

const attributesOf = (element: XmlElement): ServerXml['connectors'][number]['attributes'] =>
  element.attributes.map(({ name, value, line, column }) => ({
    name: name.slice(0, 256),
    value: RECORDED.has(name) ? value.slice(0, 1024) : null,
    line,
    column,
  }))

const placeOf = ({ line, column }: XmlElement): { readonly line: number; readonly column: number } => ({ line, column })
