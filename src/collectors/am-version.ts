import { defineCollector, known } from '../core/collector.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import { amReleasesOf, releaseIn } from '../derived/am-libraries.ts'
import { amVersion } from '../facts/am-version.ts'
import { jsonDocumentOf, type JsonData } from '../formats/json-document.ts'
import { configurationVersionIn, memberOf, textsIn } from './support/configuration-version.ts'
import { understood } from './support/understood.ts'
import { contentsOf, currentForms } from './support/web-application-files.ts'

type AmVersion = ValueOf<typeof amVersion>
type Statement = AmVersion['statements'][number]

/** Files of the file-based tree, below the configuration directory (facts/pingam 2.3). */
const ROOT_REALM = 'config/services/realm/root'
const SERVER_DEFAULT = `${ROOT_REALM}/iplanetamplatformservice/1.0/globalconfig/default/com-sun-identity-servers/server-default.json`
const CONFIGURATION_VERSION = `${ROOT_REALM}/configurationversionservice/1.0/globalconfig/default.json`

export default defineCollector({
  fact: amVersion,
  type: 'pingam',
  needs: ({ fields }) => (fields.config === undefined && fields.webapp === undefined ? 'config or webapp' : null),
  touches: ({ fields: { config, webapp, tomcat } }) => [
    ...(config === undefined
      ? []
      : ['.version', SERVER_DEFAULT, CONFIGURATION_VERSION].map((name) => ({ kind: 'file' as const, what: `${config}/${name}` }))),
    ...(webapp === undefined
      ? []
      : [webapp, ...(tomcat === undefined ? [] : [`${tomcat}/webapps`])].map((what) => ({ kind: 'tree' as const, what }))),
  ],
  collect: async ({ target: { fields }, files }) => {
    const { config } = fields
    const statements: Statement[] = []
    if (config !== undefined) {
      const path = `${config}/.version`
      const text = await textAt(files, path)
      if (text !== null) statements.push({ source: 'version-file', path, version: releaseIn(text) })
    }
    for (const form of await currentForms(files, fields)) {
      const releases = amReleasesOf((await contentsOf(files, form)).libraries)
      for (const version of releases.length === 0 ? [null] : releases) statements.push({ source: 'web-application', path: form.path, version })
    }
    if (config !== undefined) statements.push(...(await serverDefault(files, `${config}/${SERVER_DEFAULT}`)))
    return known({ statements, configuration: config === undefined ? null : await configurationOf(files, `${config}/${CONFIGURATION_VERSION}`) })
  },
})

const textAt = async (files: FileSession, path: string): Promise<string | null> => ((await files.stat(path)) === null ? null : files.readText(path))

const documentAt = async (files: FileSession, path: string): Promise<JsonData> => {
  const text = await textAt(files, path)
  return text === null ? null : memberOf(understood(path, () => jsonDocumentOf(text)).value, 'data')
}

/** `serverconfig` is a list of "key=value" texts, which holds passwords too: only the one line is looked at. */
const serverDefault = async (files: FileSession, path: string): Promise<readonly Statement[]> => {
  const data = await documentAt(files, path)
  const line = textsIn(memberOf(data, 'serverconfig')).find((text) => text.startsWith('com.iplanet.am.version='))
  return line === undefined ? [] : [{ source: 'server-default', path, version: releaseIn(line.slice(line.indexOf('=') + 1)) }]
}

const configurationOf = async (files: FileSession, path: string): Promise<AmVersion['configuration']> => {
  const data = await documentAt(files, path)
  if (data === null) return null
  return { path, ...configurationVersionIn(data) }
}
