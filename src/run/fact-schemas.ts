import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { OWN_SCHEMAS } from '../config/own-schemas.ts'
import { evidenceSchema } from '../config/snapshot-schema.ts'
import type { AnyCheck } from '../core/check.ts'
import type { Evidence } from '../core/fact.ts'
import type { JsonObject } from '../core/json.ts'
import { COMPARISON_KEYWORDS } from '../core/schema.ts'

const FACT_SCHEMAS = { allowUnionTypes: true, keywords: [...COMPARISON_KEYWORDS] }

const schemasOf = (checks: readonly AnyCheck[]): ReadonlyMap<string, JsonObject> => {
  const schemas = new Map<string, JsonObject>()
  for (const check of checks)
    for (const { fact } of [...Object.values(check.facts), ...Object.values(check.before ?? {})])
      if (!schemas.has(fact.id)) schemas.set(fact.id, fact.value.json)
  return schemas
}

/** Throws an Error that says what is wrong when the schema of one of its facts, or of its parameters, is none. */
export const assertSchemasOf = (check: AnyCheck): void => {
  const ajv = new Ajv2020({ strict: true, ...FACT_SCHEMAS })
  const parameters = check.parameters === undefined ? [] : [check.parameters.json]
  for (const schema of [...schemasOf([check]).values(), ...parameters]) ajv.compile(schema)
}

/** Holds evidence against the closed schema of its fact: on arrival from a collector process, and when a snapshot is read back. */
export class FactSchemas {
  readonly #ajv = new Ajv2020({ ...OWN_SCHEMAS, ...FACT_SCHEMAS })
  readonly #schemas: ReadonlyMap<string, JsonObject>
  readonly #validators = new Map<string, ValidateFunction>()
  #evidence: ValidateFunction<Evidence> | undefined

  /** Of checks whose schemas are sound: built in, or looked at by `assertSchemasOf`. */
  constructor(checks: readonly AnyCheck[]) {
    this.#schemas = schemasOf(checks)
  }

  /** Whether what a process sent is evidence at all, with nothing beside it. */
  isEvidence(sent: unknown): sent is Evidence {
    this.#evidence ??= this.#ajv.compile<Evidence>(evidenceSchema())
    return this.#evidence(sent)
  }

  /** The evidence itself, or in its place an `error` when its value does not match. A fact that no check declares is dropped by the evaluation anyway. */
  checked(evidence: Evidence): Evidence {
    if (evidence.state !== 'value') return evidence
    const validate = this.#validatorOf(evidence.fact)
    if (validate === undefined || validate(evidence.value)) return evidence
    const [first] = validate.errors ?? []
    // The value itself is not shown: what does not match its schema may hold anything.
    const text = `the value of "${evidence.fact}" does not match its schema (${first?.instancePath ?? ''} ${first?.message ?? ''})`
    return { target: evidence.target, fact: evidence.fact, params: evidence.params, state: 'error', reason: { code: 'internal', text } }
  }

  /** Compiled when the first value comes: by then the collector processes are at work, and many facts are asked of none. */
  #validatorOf(fact: string): ValidateFunction | undefined {
    const known = this.#validators.get(fact)
    const schema = this.#schemas.get(fact)
    if (known !== undefined || schema === undefined) return known
    const validate = this.#ajv.compile(schema)
    this.#validators.set(fact, validate)
    return validate
  }
}
