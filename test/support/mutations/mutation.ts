import { readFileSync, writeFileSync } from 'node:fs'
import { classOf, type ClassInput } from '../../../fixtures/archives/class-writer.ts'
import { zipOf } from '../../../fixtures/archives/zip-writer.ts'
import { put, type InstancePaths } from '../../../fixtures/estate/paths.ts'
import { warOf, webApplication, type WebApplication } from '../../../fixtures/estate/web-application.ts'
import { fieldsOf, type Scene, type WorldName } from './worlds.ts'

/** One change to a healthy world, and the one check that must answer otherwise by it. */
export interface Mutation {
  readonly name: string
  readonly world: WorldName
  readonly check: string
  /** Of the check afterwards; `pass`: the change is a tempting false alarm, or a note. */
  readonly outcome: 'fail' | 'error' | 'pass'
  /** Worst severity of its findings where it fails. */
  readonly severity?: 'blocker' | 'high' | 'medium' | 'low'
  /** What its findings or its reason say that they did not say before: the place above all. None: it says nothing new. */
  readonly says?: string
  /** A trap of CATALOG (catalog-traps.ts). */
  readonly trap?: string
  /** Checks whose rule is about the same thing, or that cannot see past it, with their outcomes. */
  readonly also?: { readonly [check: string]: 'fail' | 'error' }
  readonly change: (scene: Scene) => void
  /** Made before the snapshot that the world `post` is compared with. */
  readonly before?: (scene: Scene) => void
}

/** Rows of one check in one world. */
export const mutationsOf = (check: string, world: WorldName, rows: readonly Omit<Mutation, 'check' | 'world'>[]): readonly Mutation[] =>
  rows.map((row) => ({ check: `pingam/${check}`, world, ...row }))

export const replaceIn = (path: string, from: string, to: string): void => {
  const text = readFileSync(path, 'utf8')
  if (!text.includes(from)) throw new Error(`${path} does not hold "${from}": the mutation would change nothing`)
  writeFileSync(path, text.replace(from, to))
}

interface Document {
  readonly metadata: Record<string, unknown>
  readonly data: Record<string, unknown>
}

/** Changes a JSON document of AM's configuration. */
export const editDocument = (path: string, edit: (document: Document) => void): void => {
  const document: Document = JSON.parse(readFileSync(path, 'utf8'))
  edit(document)
  writeFileSync(path, `${JSON.stringify(document, null, 2)}\n`)
}

/** Sets lines of a server's properties. */
export const addProperty = (path: string, line: string): void =>
  editDocument(path, ({ data }) => {
    const lines = data['serverconfig']
    data['serverconfig'] = [...(Array.isArray(lines) ? lines : []), line]
  })

/** Sets fields of an instance in the plan; undefined takes one away. */
export const setFields = ({ editPlan, instance }: Scene, fields: { readonly [field: string]: unknown }): void =>
  editPlan((plan) => {
    const own = fieldsOf(plan, instance.name)
    for (const [field, value] of Object.entries(fields)) {
      if (value === undefined) delete own[field]
      else own[field] = value
    }
  })

export const setParameters = ({ editPlan }: Scene, check: string, parameters: object): void =>
  editPlan((plan) => {
    const { [check]: given } = plan.parameters
    Object.assign(plan.parameters, { [check]: { ...given, ...parameters } })
  })

/** The new WAR with further files, for the second instance (all of them where they must be alike). */
export const putInNewWar = (files: WebApplication, ...instances: readonly InstancePaths[]): void => {
  for (const { newWar } of instances) put(newWar, warOf({ ...webApplication('8.1.0'), ...files }))
}

export const acmeClass = (more: Partial<ClassInput>): Buffer => classOf({ name: 'com/acme/A', ...more })

/** A JAR with one class of the customer. */
export const acmeJar = (more: Partial<ClassInput>): Buffer => zipOf({ 'com/acme/A.class': acmeClass(more) })

export const FILTER = 'javax/servlet/Filter'
