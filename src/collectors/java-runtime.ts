import { defineCollector, known, partial } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import { javaRuntime } from '../facts/java-runtime.ts'
import { assignmentsIn } from '../formats/start-script.ts'
import { propertiesOf } from '../formats/java-properties.ts'
import { latin1TextOf } from '../formats/text-decoding.ts'
import { containerNeeds, containerPathsOf } from './support/container-paths.ts'
import { lastStartOf } from './support/last-start.ts'
import { dropInDirectoriesOf, startFilesOf } from './support/start-files.ts'
import { understood } from './support/understood.ts'

type JavaRuntime = ValueOf<typeof javaRuntime>
type Declared = JavaRuntime['declared'][number]
type Release = NonNullable<Declared['release']>

const HOMES = ['JAVA_HOME', 'JRE_HOME'] as const

export default defineCollector({
  fact: javaRuntime,
  type: 'pingam',
  needs: ({ fields }, { which }) => {
    if (which === 'tools') return fields.javaHome === undefined ? 'javaHome' : null
    if (which === 'new') return fields.newTomcat === undefined ? containerNeeds(which) : null
    return fields.javaHome === undefined && fields.serviceUnit === undefined && containerPathsOf(fields, which) === null
      ? 'javaHome (or tomcat, or serviceUnit)'
      : null
  },
  touches: ({ fields }, { which }) => {
    if (which === 'tools') return fields.javaHome === undefined ? [] : [{ kind: 'file', what: `${fields.javaHome}/release` }]
    const paths = containerPathsOf(fields, which)
    const ofContainer = paths === null ? [] : [`${paths.home}/bin`, `${paths.base}/bin`, `${paths.base}/logs`]
    const ofService = fields.serviceUnit === undefined ? [] : [fields.serviceUnit, ...dropInDirectoriesOf(fields.serviceUnit)]
    const ofJava = fields.javaHome === undefined ? [] : [fields.javaHome]
    // Java homes and environment files lie where they lie; of what the plan does not name only the attempt is made.
    const usual = ['/etc/default', '/etc/sysconfig', '/usr/lib/jvm']
    return [...new Set([...ofJava, ...ofContainer, ...ofService, ...usual])].map((what) => ({ kind: 'tree', what }))
  },
  collect: async ({ files, target: { fields }, params: { which } }) => {
    const home = fields.javaHome === undefined ? null : { path: fields.javaHome, release: await releaseAt(files, fields.javaHome) }
    if (which === 'tools') return known({ home, declared: [], lastStart: null })
    const paths = containerPathsOf(fields, which)
    const start = await startFilesOf(files, paths, fields.serviceUnit)
    const declared: Declared[] = []
    for (const { path, role, active } of start.files) {
      // Tomcat's own scripts only derive one variable from the other.
      if (role === 'product') continue
      for (const { name, value, line } of assignmentsIn(active, HOMES)) {
        const known = HOMES.find((one) => one === name)
        if (known !== undefined && value !== '')
          declared.push({ name: known, value: value.slice(0, 4096), path, line, where: role, ...(await declaredHomeAt(files, value)) })
      }
    }
    // A Tomcat that is only prepared was never started.
    const last = paths === null || which === 'new' ? null : await lastStartOf(files, paths.base, [])
    const lastStart = last === null || last.path === null ? null : { path: last.path, ...whatWasLogged(last.start) }
    // A drop-in that is not seen may override the unit, and nothing else would show it.
    const byUnitAlone = home === null && lastStart === null && declared.at(-1)?.where === 'service'
    const unseen = byUnitAlone
      ? start.unseen.map((directory) => `${directory} may hold drop-ins of the service unit; name it in the plan's alsoRead`)
      : []
    return partial({ home, declared, lastStart }, [...start.omitted, ...unseen])
  },
})

const whatWasLogged = ({ line, time, javaHome, jvmVersion }: Omit<NonNullable<JavaRuntime['lastStart']>, 'path'>) => ({
  line,
  time: time?.slice(0, 64) ?? null,
  javaHome: javaHome?.slice(0, 4096) ?? null,
  jvmVersion: jvmVersion?.slice(0, 128) ?? null,
})

const releaseAt = async (files: FileSession, home: string): Promise<Release> => {
  const path = `${home}/release`
  const bytes = await files.read(path)
  const values = new Map(
    understood(path, () => propertiesOf(latin1TextOf(bytes))).map(({ key, value }) => [key, value.replace(/^"(.*)"$/, '$1').trim()]),
  )
  const stated = (key: string, max: number): string | null => values.get(key)?.slice(0, max) || null
  return { path, version: stated('JAVA_VERSION', 64), runtimeVersion: stated('JAVA_RUNTIME_VERSION', 128), implementor: stated('IMPLEMENTOR', 128) }
}

/** Where a declared Java home leads, and its release, when the plan lets that be read. */
const declaredHomeAt = async (files: FileSession, value: string): Promise<Pick<Declared, 'resolved' | 'release'>> => {
  if (!/^(?:\/|[A-Za-z]:[\\/])[^$%`]*$/.test(value)) return { resolved: null, release: null }
  try {
    const stat = await files.stat(value)
    if (stat === null) return { resolved: null, release: null }
    return { resolved: stat.resolved, release: (await files.stat(`${value}/release`)) === null ? null : await releaseAt(files, value) }
  } catch (error) {
    if (error instanceof FactError) return { resolved: null, release: null }
    throw error
  }
}
