import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { JsonObject } from '../core/json.ts'
import { LIMITS } from '../limits.ts'
import { readOwnFile } from './own-file.ts'
import { OWN_SCHEMAS } from './own-schemas.ts'
import { planOf } from './plan-content.ts'
import type { Plan } from './plan-model.ts'
import { checkKeyProblems, ruleProblems, type Known, type Overrides } from './plan-rules.ts'
import { OWN_KEYWORDS, plainNames, planSchema } from './plan-schema.ts'
import { secretPlaces } from './plan-walk.ts'
import { inOrder, problemWithFile, type Problem } from './problem.ts'
import { schemaProblems } from './schema-problems.ts'
import { jsonOf, yamlDocument } from './yaml-document.ts'

export type { Plan } from './plan-model.ts'

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
    const hint = content.missing ? 'give --plan FILE; the README shows how to write one' : null
    return { ok: false, problems: [problemWithFile(path, `the plan ${content.why}`, hint)] }
  }
  const document = yamlDocument(path, content.bytes, plainNames())
  if (!document.ok) return document
  const { source, root } = document

  const { schema, validate } = planValidator()
  const secrets = secretPlaces(root, schema)
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

let validator: { readonly schema: JsonObject; readonly validate: ValidateFunction } | undefined

/** Made on first use, then kept: compiling takes longer than validating. */
const planValidator = (): NonNullable<typeof validator> => {
  if (validator !== undefined) return validator
  const schema = planSchema()
  const ajv = new Ajv2020({ ...OWN_SCHEMAS, allErrors: true, verbose: true, ownProperties: true, strictRequired: false, keywords: [...OWN_KEYWORDS] })
  validator = { schema, validate: ajv.compile(schema) }
  return validator
}
