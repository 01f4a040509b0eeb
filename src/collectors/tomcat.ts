import { defineCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import { tomcat } from '../facts/tomcat.ts'
import { manifestAttributesOf } from '../formats/java-manifest.ts'
import { propertiesOf } from '../formats/java-properties.ts'
import { latin1TextOf } from '../formats/text-decoding.ts'
import { containerNeeds, containerPathsOf } from './support/container-paths.ts'
import { OTHER_CONTAINERS, otherContainerAt } from './support/other-containers.ts'
import { understood } from './support/understood.ts'

type Tomcat = ValueOf<typeof tomcat>
type Jar = Tomcat['jars'][number]

const CATALINA = 'lib/catalina.jar'
const SERVLET_API = 'lib/servlet-api.jar'
const SERVER_INFO = 'org/apache/catalina/util/ServerInfo.properties'

export default defineCollector({
  fact: tomcat,
  type: 'pingam',
  needs: ({ fields }, { which }) => (containerPathsOf(fields, which) === null ? containerNeeds(which) : null),
  touches: ({ fields }, { which }) => {
    const paths = containerPathsOf(fields, which)
    if (paths === null) return []
    const below = [CATALINA, SERVLET_API, `lib/${SERVER_INFO}`, ...OTHER_CONTAINERS.map(({ file }) => file)]
    return [...new Set([paths.home, paths.base].flatMap((root) => below.map((file) => `${root}/${file}`)))].map((what) => ({ kind: 'file', what }))
  },
  collect: async ({ files, target, params: { which } }) => {
    const paths = containerPathsOf(target.fields, which)
    if (paths === null) throw new FactError('missing-evidence', `the plan names no ${containerNeeds(which)}`)
    const { home } = paths
    // A CATALINA_BASE of its own may hold libraries too, and Tomcat loads those first (common.loader).
    const roots = [...new Set([home, paths.base])]
    if ((await files.stat(`${home}/${CATALINA}`)) === null)
      return known({ home, ...(await otherContainerAt(files, home)), jars: [], copies: [], servletPackage: null })
    const jars: Jar[] = []
    const copies: Tomcat['copies'][number][] = []
    for (const root of roots) {
      const jar = await jarAt(files, `${root}/${CATALINA}`)
      if (jar !== null && !jars.some(({ resolved }) => resolved === jar.resolved)) jars.push(jar)
      const copy = `${root}/lib/${SERVER_INFO}`
      if ((await files.stat(copy)) !== null) copies.push({ path: copy, ...serverInfoIn(copy, await files.read(copy)) })
    }
    return known({
      home,
      container: 'tomcat',
      recognisedBy: `${home}/${CATALINA}`,
      jars,
      copies,
      servletPackage: await servletPackageAt(files, `${home}/${SERVLET_API}`),
    })
  },
})

const jarAt = async (files: FileSession, path: string): Promise<Jar | null> => {
  const stat = await files.stat(path)
  if (stat === null) return null
  const archive = await files.openArchive(path)
  try {
    const info = await archive.readEntry(SERVER_INFO)
    const manifest = await archive.readEntry('META-INF/MANIFEST.MF')
    const attributes = manifest === null ? null : understood(`${path}!/META-INF/MANIFEST.MF`, () => manifestAttributesOf(manifest))
    return {
      path,
      resolved: stat.resolved,
      link: stat.link,
      ...(info === null ? { info: null, number: null, built: null } : serverInfoIn(`${path}!/${SERVER_INFO}`, info)),
      implementationVersion: stated(attributes?.get('implementation-version'), 64),
    }
  } finally {
    await archive.close()
  }
}

const serverInfoIn = (path: string, bytes: Uint8Array): Pick<Jar, 'info' | 'number' | 'built'> => {
  const properties = new Map(understood(path, () => propertiesOf(latin1TextOf(bytes))).map(({ key, value }) => [key, value]))
  return {
    info: stated(properties.get('server.info'), 256),
    number: stated(properties.get('server.number'), 64),
    built: stated(properties.get('server.built'), 128),
  }
}

/** A text that says something, cut to what the fact holds; an empty one says nothing. */
const stated = (value: string | undefined, max: number): string | null => value?.trim().slice(0, max) || null

const servletPackageAt = async (files: FileSession, path: string): Promise<Tomcat['servletPackage']> => {
  if ((await files.stat(path)) === null) return null
  const archive = await files.openArchive(path)
  try {
    const names = new Set(archive.entries.map(({ name }) => name))
    const jakarta = names.has('jakarta/servlet/Servlet.class')
    const javax = names.has('javax/servlet/Servlet.class')
    return jakarta && javax ? 'both' : jakarta ? 'jakarta.servlet' : javax ? 'javax.servlet' : null
  } finally {
    await archive.close()
  }
}
