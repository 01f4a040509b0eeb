import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Attestation } from '../core/check.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import type { TargetType } from '../core/target.ts'
import type { Phase } from '../core/vocabulary.ts'
import { LIMITS } from '../limits.ts'
import { readOwnFile } from './own-file.ts'
import { planOf } from './plan-content.ts'
import { checkKeyProblems, ruleProblems, type Known, type Overrides } from './plan-rules.ts'
import { OWN_KEYWORDS, plainNames, planSchema } from './plan-schema.ts'
import { secretPlaces } from './plan-walk.ts'
import { inOrder, problemWithFile, type Problem } from './problem.ts'
import { schemaProblems } from './schema-problems.ts'
import type { SecretReference } from './secret-reference.ts'
import { jsonOf, yamlDocument } from './yaml-document.ts'

/** preflight.yaml, validated: paths absolute, secrets still references. */
export interface Plan {
  /** Absolute path of the plan. */
  readonly file: string
  /** `sha256:` and hex, over the bytes. */
  readonly digest: string
  readonly profile: string
  readonly phase: Phase | null
  readonly step: string | null
  readonly options: { readonly [name: string]: string }
  readonly variables: { readonly env: { readonly [name: string]: string }; readonly properties: { readonly [name: string]: string } }
  readonly fingerprintSalt: SecretReference | null
  /** By check id. */
  readonly parameters: { readonly [check: string]: JsonObject }
  /** By check id or glob: the reason. */
  readonly gaps: { readonly [glob: string]: string }
  readonly alsoRead: readonly string[]
  /** Directories or files of the user's own checks. */
  readonly checks: readonly string[]
  readonly attestations: { readonly [check: string]: Attestation }
  /** In the order of the plan. */
  readonly targets: readonly PlanTarget[]
}

export interface PlanTarget {
  readonly name: string
  readonly type: TargetType
  readonly role: string
  /** Line of its name in the plan. */
  readonly line: number
  /** As core/target.ts declares them for the type, with references in place of secrets. */
  readonly fields: PlanFields
}

export interface PlanFields {
  readonly [field: string]: PlanValue
}
export type PlanValue = JsonValue | SecretReference | readonly PlanValue[] | PlanFields

export type PlanOutcome =
  | {
      readonly ok: true
      readonly plan: Plan
      /** Keys of `parameters`, `gaps` and `attestations` that match none of these ids: to be asked again when the user's own checks are known. */
      readonly unknownChecks: (ids: readonly string[]) => readonly Problem[]
    }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * Reads and validates a plan. Everything wrong with it is found at once and told with its place; no problem holds a secret. With `known` its profile,
 * options, step, roles and check ids are validated too; `overrides` are the flags that take the place of what the plan says. Paths are relative to the
 * plan's directory. Nothing but the plan's file is touched.
 */
export const loadPlan = async (path: string, known: Known | null = null, overrides: Overrides = {}): Promise<PlanOutcome> => {
  const file = resolve(path)
  const content = await readOwnFile(file, LIMITS.planFile.value)
  if (!content.ok) {
    const hint = content.missing ? 'run `iam-preflight init` to write one, or give --plan FILE' : null
    return { ok: false, problems: [problemWithFile(path, `the plan ${content.why}`, hint)] }
  }
  const document = yamlDocument(path, content.bytes, plainNames())
  if (!document.ok) return document
  const { source, root } = document

  const schema = planSchema()
  const secrets = secretPlaces(root, schema)
  const validate = validatorOf(schema)
  if (!validate(jsonOf(root))) return { ok: false, problems: schemaProblems(validate.errors ?? [], source, root, secrets) }

  const complaints: Problem[] = []
  const complain = (offset: number, message: string, hint: string | null = null): void => {
    complaints.push(source.problemAt(offset, message, hint, secrets.hidden))
  }
  const digest = `sha256:${createHash('sha256').update(content.bytes).digest('hex')}`
  const plan = planOf({ file, digest, directory: dirname(file), source, root, complain })
  if (known !== null) ruleProblems(plan, root, known, overrides, complain)
  if (complaints.length > 0) return { ok: false, problems: inOrder(complaints) }
  return { ok: true, plan, unknownChecks: (ids) => checkKeyProblems(plan, root, ids, source, secrets.hidden) }
}

const validatorOf = (schema: JsonObject): ValidateFunction =>
  new Ajv2020({ strict: true, allErrors: true, verbose: true, ownProperties: true, strictRequired: false, keywords: [...OWN_KEYWORDS] }).compile(
    schema,
  )
