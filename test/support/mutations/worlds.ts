import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { makeEstate, type Estate } from '../../../fixtures/estate/estate.ts'
import { estateBefore, upgraded } from '../../../fixtures/estate/pair.ts'
import { copyTree, put, putJson, stamp, type InstancePaths } from '../../../fixtures/estate/paths.ts'
import { planText, type EstatePlan } from '../../../fixtures/estate/plan.ts'
import { warOf, webApplication } from '../../../fixtures/estate/web-application.ts'
import type { AnyCheck } from '../../../src/core/check.ts'
import type { Result } from '../../../src/core/report.ts'
import type { Snapshot } from '../../../src/core/snapshot.ts'
import { amsterDocument } from '../am-documents.ts'
import { auditedEstate } from '../estate-audit.ts'

/**
 * Estates in which every check of the profile passes or does not apply (but for what `knownGaps` says), each ready for one thing to be changed: before the
 * upgrade, staged by the file-based route, staged by the Amster route before the import, and after the upgrade with a snapshot from before it.
 */
export type WorldName = 'pre' | 'staged' | 'amster' | 'post'

/** What a change may touch. */
export interface Scene {
  readonly directory: string
  /** The second instance, the one that a change is made to. */
  readonly instance: InstancePaths
  readonly all: readonly InstancePaths[]
  /** Changes the plan; answers with the whole plan that is to be. */
  readonly editPlan: (edit: (plan: EstatePlan) => void) => void
}

/** Directories that a world adds to those of the estate. */
export const amsterOf = ({ upgrader }: InstancePaths): string => upgrader.replace(/amupgrade$/, 'amster-8.1.0')
export const exportOf = ({ upgrader }: InstancePaths): string => upgrader.replace(/amupgrade$/, 'converted')

/** AM 8 keeps a layer of its configuration in the web application: what only an export could show is not known afterwards. */
export const KNOWN_GAPS: { readonly [W in WorldName]: readonly string[] } = {
  pre: [],
  staged: [],
  amster: [],
  post: ['pingam/javax-allow-lists', 'pingam/javax-scripts', 'pingam/javax-webapp'],
}

const sceneOf = ({ plan: path, instances }: Estate): Scene => {
  const [, second] = instances
  if (second === undefined) throw new Error('the estate has one instance only')
  return {
    directory: path.replace(/\/[^/]*$/, ''),
    instance: second,
    all: instances,
    editPlan: (edit) => {
      const plan: EstatePlan = parse(readFileSync(path, 'utf8'))
      edit(plan)
      writeFileSync(path, planText(plan))
    },
  }
}

/** Fields of an instance in the plan. */
export const fieldsOf = (plan: EstatePlan, name: string): Record<string, unknown> => {
  const fields = plan.targets[name]
  if (fields === undefined) throw new Error(`the plan has no target ${name}`)
  return fields as Record<string, unknown>
}

const BUILD: { readonly [W in WorldName]: (directory: string) => Estate } = {
  pre: (directory) => makeEstate(directory, { phase: 'pre-upgrade', route: 'file-based' }),
  staged: (directory) => makeEstate(directory, { phase: 'staged', route: 'file-based' }),
  amster: (directory) => {
    const estate = makeEstate(directory, { phase: 'staged', route: 'amster', step: 'convert' })
    const { editPlan } = sceneOf(estate)
    for (const instance of estate.instances) {
      putAmster(amsterOf(instance), '8.1.0')
      putExport(exportOf(instance))
      editPlan((plan) => Object.assign(fieldsOf(plan, instance.name), named(instance, { upgradedConfig: exportOf, amster: amsterOf })))
    }
    return estate
  },
  post: estateBefore,
}

const named = (instance: InstancePaths, paths: { readonly [field: string]: (instance: InstancePaths) => string }): object =>
  Object.fromEntries(Object.entries(paths).map(([field, of]) => [field, of(instance).replace(new RegExp(`^.*/(?=${instance.name}/)`), '')]))

export const putAmster = (directory: string, release: string): void => {
  put(`${directory}/amster`, '#!/bin/sh\n', 0o755)
  put(`${directory}/amster-${release}.jar`, warOf({ 'META-INF/MANIFEST.MF': `Manifest-Version: 1.0\r\nImplementation-Version: ${release}\r\n\r\n` }))
}

/** What amupgrade made of an Amster export: as much of it as the checks ask for. */
const putExport = (directory: string, amsterVersion = '8.1.0'): void => {
  const document = (path: string, type: string, id: string, data: object, more: object = {}): void =>
    putJson(`${directory}/${path}`, amsterDocument(type, id, data, { amsterVersion, ...more }))
  const script = {
    name: 'Claims',
    context: 'OIDC_CLAIMS',
    language: 'GROOVY',
    default: true,
    script: Buffer.from('return claims\n').toString('base64'),
  }
  document('realms/root/Scripts/claims.json', 'Scripts', 'claims', script, { realm: '/' })
  document(
    'global/ScriptingEngineConfiguration/tree.json',
    'ScriptingEngineConfiguration',
    'engineConfiguration',
    { whiteList: ['java.lang.Math'], blackList: [] },
    { pathParams: { contexts: 'AUTHENTICATION_TREE_DECISION_NODE' } },
  )
  document('global/DefaultAdvancedProperties.json', 'DefaultAdvancedProperties', 'DefaultAdvancedProperties', { 'acme.retries': '3' })
}

/** Everything as it is after the upgrade, and the last start after all of it. */
const afterwards = (estate: Estate): void => {
  upgraded(estate)
  const { directory, editPlan } = sceneOf(estate)
  for (const instance of estate.instances) {
    const { tomcat, services, config, java } = instance
    putAmster(amsterOf(instance), '8.1.0')
    // The vendor's descriptor of 8.1 without the wizard's servlet.
    const descriptor = readFileSync(`${tomcat}/webapps/am/WEB-INF/web.xml`, 'utf8').replaceAll(/ *<(servlet|servlet-mapping)>.*?<\/\1>\n/gs, '')
    const application = Object.fromEntries(Object.entries(webApplication('8.1.0')).filter(([path]) => !/\/(click-|velocity-)/.test(path)))
    put(`${tomcat}/webapps/am.war`, warOf({ ...application, 'WEB-INF/web.xml': descriptor }))
    put(`${tomcat}/webapps/am/WEB-INF/web.xml`, descriptor)
    stamp('2026-11-21T20:00:00Z', `${tomcat}/webapps/am.war`, `${tomcat}/webapps/am/WEB-INF/web.xml`)
    for (const tree of [services, `${config}/.version`, `${tomcat}/webapps`, `${tomcat}/lib`, java]) touchAll(tree, '2026-11-21T20:00:00Z')
    stamp('2026-11-22T10:01:44.902Z', `${tomcat}/logs/catalina.out`)
  }
  copyTree(`${directory}/am-1/home/am`, `${directory}/reference/am`)
  editPlan((plan) => {
    for (const { name } of estate.instances) Object.assign(fieldsOf(plan, name), { amster: `${name}/staging/amster-8.1.0` })
    plan.targets['reference'] = { type: 'pingam', role: 'reference', config: 'reference/am' }
    const attestation = plan.attestations['pingam/backup-taken']
    if (attestation !== undefined) for (const id of ['components-reviewed', 'traffic-restored']) plan.attestations[`pingam/${id}`] = attestation
    Object.assign(plan, { alsoRead: ['vendor', 'am-1/staging', 'am-2/staging'] })
  })
}

const touchAll = (path: string, time: string): void => {
  execFileSync('find', [path, '-exec', 'touch', '-h', '-d', time, '{}', '+'])
}

/** One world on disk, and what the audit says of it while nothing is changed. */
export class World {
  readonly name: WorldName
  readonly #directory: string
  readonly #checks: readonly AnyCheck[]
  readonly #estate: Estate
  #baseline: Snapshot | null = null

  private constructor(name: WorldName, directory: string, checks: readonly AnyCheck[], estate: Estate) {
    this.name = name
    this.#directory = directory
    this.#checks = checks
    this.#estate = estate
  }

  /** `before`: a change made before the snapshot that the world `post` is compared with. */
  static async at(root: string, name: WorldName, checks: readonly AnyCheck[], before?: (scene: Scene) => void): Promise<World> {
    const directory = `${root}/${name}${before === undefined ? '' : '-before'}`
    rmSync(directory, { recursive: true, force: true })
    mkdirSync(directory)
    const estate = BUILD[name](directory)
    const world = new World(name, directory, checks, estate)
    before?.(sceneOf(estate))
    if (name === 'post') {
      world.#baseline = (await auditedEstate(estate, checks)).snapshot
      afterwards(estate)
    }
    rmSync(`${directory}.kept`, { recursive: true, force: true })
    execFileSync('cp', ['-a', directory, `${directory}.kept`])
    return world
  }

  /** What the audit says once a change is made to the healthy world. */
  async with(change: (scene: Scene) => void = () => {}): Promise<readonly Result[]> {
    rmSync(this.#directory, { recursive: true })
    execFileSync('cp', ['-a', `${this.#directory}.kept`, this.#directory])
    change(sceneOf(this.#estate))
    return (await auditedEstate(this.#estate, this.#checks, this.#baseline)).results
  }
}
