import { resolve } from 'node:path'
import type { Attestation } from '../core/check.ts'
import { jsonObjectOf, type JsonObject, type JsonValue } from '../core/json.ts'
import { Secret } from '../core/secret.ts'
import { mapFields, pointerToken } from '../core/target-fields.ts'
import { TARGET_ROLES, TARGET_TYPES } from '../core/target.ts'
import { PHASES } from '../core/vocabulary.ts'
import type { Plan, PlanFields, PlanTarget } from './plan-model.ts'
import { planFields, planKey } from './plan-schema.ts'
import { nodeAt, pathInWords } from './plan-walk.ts'
import type { SecretReference } from './secret-reference.ts'
import type { SourceText } from './source-text.ts'
import { jsonOf, type YamlNode } from './yaml-document.ts'

export type Complain = (offset: number, message: string, hint?: string | null) => void

export interface PlanSource {
  readonly file: string
  readonly digest: string
  readonly directory: string
  readonly source: SourceText
  /** Matches the plan's schema. */
  readonly root: YamlNode
  readonly complain: Complain
}

/** The plan that a valid document says: paths made absolute, secrets made references. Complains about paths and dates that cannot be. */
export const planOf = (input: PlanSource): Plan => {
  const { source, root, directory, complain } = input
  const at = (pointer: string): YamlNode | null => nodeAt(root, pointer)?.node ?? null
  const offsetOf = (pointer: string): number => at(pointer)?.range[0] ?? root.range[0]
  const path = (value: string, pointer: string): string => {
    const flaw = pathFlaw(value)
    if (flaw !== null) complain(offsetOf(pointer), `${pathInWords(pointer)} ${flaw.message}`, flaw.hint)
    return resolve(directory, value)
  }
  const secret = (value: unknown, pointer: string): SecretReference =>
    referenceOf(value, source.placeOf(offsetOf(pointer)), (file) => path(file, `${pointer}/file`))

  const content = jsonObjectOf(jsonOf(root))
  const variables = jsonObjectOf(content['variables'])
  return {
    file: input.file,
    digest: input.digest,
    profile: word(content['profile']),
    phase: PHASES.find((phase) => phase === content['phase']) ?? null,
    step: typeof content['step'] === 'string' ? content['step'] : null,
    options: texts(content['options']),
    variables: { env: texts(variables['env']), properties: texts(variables['properties']) },
    fingerprintSalt: content['fingerprintSalt'] === undefined ? null : secret(content['fingerprintSalt'], '/fingerprintSalt'),
    parameters: mapped(content['parameters'], (_check, value) => jsonObjectOf(value)),
    gaps: texts(content['gaps']),
    alsoRead: list(content['alsoRead']).map((value, index) => path(word(value), `/alsoRead/${index}`)),
    checks: list(content['checks']).map((value, index) => path(word(value), `/checks/${index}`)),
    attestations: mapped(content['attestations'], (check, value) =>
      attestationOf(jsonObjectOf(value), offsetOf(`/attestations/${pointerToken(check)}/on`), complain),
    ),
    targets: targetsOf(input, content, path, secret),
  }
}

const targetsOf = (
  { source, root }: PlanSource,
  content: JsonObject,
  path: (value: string, pointer: string) => string,
  secret: (value: unknown, pointer: string) => SecretReference,
): readonly PlanTarget[] =>
  Object.entries(jsonObjectOf(content['targets'])).map(([name, value]) => {
    const target = jsonObjectOf(value)
    const type = TARGET_TYPES.find((candidate) => candidate === target['type'])
    // The schema has proven it; the loop only gives TypeScript the narrow type.
    if (type === undefined) throw new Error(`target ${name} has no known type`)
    const pointer = `/targets/${pointerToken(name)}`
    const { type: _type, role, ...written } = target
    const mappedFields = mapFields<SecretReference>(planFields(type), written, { path, secret }, pointer)
    return {
      name,
      type,
      role: typeof role === 'string' ? role : (TARGET_ROLES[type].roles[0] ?? ''),
      line: source.lineOf(nodeAt(root, pointer)?.key?.[0] ?? 0),
      fields: namedAsDeclared(mappedFields as PlanFields),
    }
  })

/** Fields under the names of core/target.ts, where the plan has to call one differently. */
const namedAsDeclared = (fields: PlanFields): PlanFields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key === planKey('type') ? 'type' : key, value]))

const referenceOf = (value: unknown, where: string, path: (file: string) => string): SecretReference => {
  const { env, file, exec, insecure } = jsonObjectOf(value)
  if (typeof env === 'string') return { from: 'env', name: env, where }
  if (typeof file === 'string') return { from: 'file', path: path(file), where }
  if (Array.isArray(exec)) return { from: 'exec', command: exec.map(word), where }
  return { from: 'insecure', secret: Secret.of(word(insecure)), where }
}

/** What keeps a path from being meant as it is written, or null. `~` and drive letters would silently become names below the plan's directory. */
const pathFlaw = (value: string): { readonly message: string; readonly hint: string | null } | null => {
  // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
  if (/[\u0000-\u001f]/.test(value)) return { message: 'holds a control character', hint: "use single quotes for Windows paths: 'C:\\openam'" }
  // For Node's permission model a star ends the path and stands for everything that begins like it: far more than is meant.
  if (value.includes('*')) return { message: 'holds a *, and paths are no patterns', hint: 'name the directory: everything below it is read' }
  if (/^~(?:[/\\]|$)/.test(value)) return { message: 'begins with ~, which is not expanded', hint: 'write the whole path' }
  if (process.platform !== 'win32' && /^(?:[A-Za-z]:[\\/]|\\\\)/.test(value))
    return {
      message: 'is a Windows path, and this host is not a Windows host',
      hint: 'collect on the Windows host with a plan of its own, and read its snapshot here (--from)',
    }
  return null
}

const attestationOf = (value: JsonObject, offset: number, complain: Complain): Attestation => {
  const on = word(value['on'])
  const date = new Date(`${on}T00:00:00Z`)
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== on) complain(offset, `there is no date ${on}`)
  return { by: word(value['by']), on, note: typeof value['note'] === 'string' ? value['note'] : null }
}

/** A value that the schema has found to be a text. */
const word = (value: JsonValue | undefined): string => {
  if (typeof value === 'string') return value
  throw new TypeError('the schema of the plan lets through what is no text')
}

const list = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : [])
const mapped = <T>(value: JsonValue | undefined, make: (key: string, value: JsonValue) => T): { readonly [key: string]: T } =>
  Object.fromEntries(Object.entries(jsonObjectOf(value)).map(([key, member]) => [key, make(key, member)]))
const texts = (value: JsonValue | undefined): { readonly [key: string]: string } => mapped(value, (_key, member) => word(member))
