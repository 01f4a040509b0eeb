import { defineCollector, partial } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ValueOf } from '../core/fact.ts'
import { compareText } from '../core/json.ts'
import type { FileSession } from '../core/session.ts'
import { systemProperties, WATCHED_PROPERTIES } from '../facts/system-properties.ts'
import { propertiesOf } from '../formats/java-properties.ts'
import { systemPropertiesIn, type FoundValue } from '../formats/start-script.ts'
import { latin1TextOf } from '../formats/text-decoding.ts'
import { elementsOf, xmlDocumentOf, xmlTextOf } from '../formats/xml.ts'
import { containerNeeds, containerPathsOf } from './support/container-paths.ts'
import { lastStartOf } from './support/last-start.ts'
import { dropInDirectoriesOf, startFilesOf } from './support/start-files.ts'
import { understood } from './support/understood.ts'

type Setting = ValueOf<typeof systemProperties>['settings'][number]

export default defineCollector({
  fact: systemProperties,
  type: 'pingam',
  needs: ({ fields }, { which }) => (containerPathsOf(fields, which) === null ? containerNeeds(which) : null),
  touches: ({ fields }, { which }) => {
    const paths = containerPathsOf(fields, which)
    if (paths === null) return []
    const unit = which === 'current' ? fields.serviceUnit : undefined
    const trees = [
      `${paths.home}/bin`,
      `${paths.base}/bin`,
      `${paths.base}/conf`,
      `${paths.base}/logs`,
      ...(unit === undefined ? [] : [unit, ...dropInDirectoriesOf(unit)]),
    ]
    // Where distributions keep the environment files that units and scripts read; others are read only when the plan names them.
    return [...new Set([...trees, '/etc/default', '/etc/sysconfig'])].map((what) => ({ kind: 'tree', what }))
  },
  collect: async ({ files, target, params: { which } }) => {
    const paths = containerPathsOf(target.fields, which)
    if (paths === null) throw new FactError('missing-evidence', `the plan names no ${containerNeeds(which)}`)
    const unit = which === 'current' ? target.fields.serviceUnit : undefined
    const start = await startFilesOf(files, paths, unit)
    const inConf = [
      await inCatalinaProperties(files, `${paths.base}/conf/catalina.properties`),
      await inServerXml(files, `${paths.base}/conf/server.xml`),
    ]
    const settings: Setting[] = [
      ...start.files.flatMap(({ path, role, active }) =>
        systemPropertiesIn(active, WATCHED_PROPERTIES).flatMap((found) => settingOf(found, path, role === 'service' ? 'service' : 'setenv')),
      ),
      ...inConf.flatMap((read) => read ?? []),
    ]
    const looked = [
      ...start.files.map(({ path }) => path),
      ...['catalina.properties', 'server.xml'].flatMap((name, index) => (inConf[index] === null ? [] : [`${paths.base}/conf/${name}`])),
    ]
    const omitted = [...start.omitted]
    // A Tomcat that is only prepared was never started, and what will start it is not there yet.
    if (which === 'current') {
      const last = await lastStartOf(files, paths.base, WATCHED_PROPERTIES)
      if (last.path !== null) {
        looked.push(last.path)
        settings.push(...last.start.properties.flatMap((found) => settingOf(found, last.path, 'last-start')))
      } else {
        omitted.push(
          ...start.unseen.map(
            (directory) => `${directory} may hold drop-ins of the service unit, and ${last.unknown}; name it in the plan's alsoRead`,
          ),
        )
        if (unit === undefined) {
          omitted.push(
            `how the container is started is not known: the plan names no serviceUnit (the systemd unit or start script), and ${last.unknown}`,
          )
        }
      }
    }
    return partial({ settings: settings.toSorted(byPlace), looked: [...new Set(looked)].toSorted(compareText) }, omitted)
  },
})

/** Lines of catalina.properties; null when there is no such file. */
const inCatalinaProperties = async (files: FileSession, path: string): Promise<readonly Setting[] | null> => {
  if ((await files.stat(path)) === null) return null
  const bytes = await files.read(path)
  const properties = understood(path, () => propertiesOf(latin1TextOf(bytes)))
  return properties.flatMap(({ key, value, line }) => settingOf({ name: key, value, line }, path, 'catalina.properties'))
}

/** Attributes of server.xml named like a property, where the upgrade guide looks for them, or that mention one; null when there is no such file. */
const inServerXml = async (files: FileSession, path: string): Promise<readonly Setting[] | null> => {
  if ((await files.stat(path)) === null) return null
  const bytes = await files.read(path)
  const root = understood(path, () => xmlDocumentOf(xmlTextOf(bytes)))
  return [...elementsOf(root)].flatMap(({ attributes }) =>
    attributes.flatMap((attribute) =>
      WATCHED_PROPERTIES.flatMap((name) => {
        if (attribute.name === name) return settingOf({ ...attribute, name }, path, 'server.xml')
        return attribute.value.includes(name) ? settingOf({ name, value: '(mentioned)', line: attribute.line }, path, 'server.xml') : []
      }),
    ),
  )
}

const settingOf = (found: FoundValue, path: string, where: Setting['where']): readonly Setting[] => {
  const name = WATCHED_PROPERTIES.find((watched) => watched === found.name)
  const value = found.value.trim()
  return name === undefined ? [] : [{ name, value: /^[\w.$%{}():+ -]{0,64}$/.test(value) ? value : null, path, line: found.line, where }]
}

const byPlace = (a: Setting, b: Setting): number => compareText(a.path, b.path) || a.line - b.line || compareText(a.name, b.name)
