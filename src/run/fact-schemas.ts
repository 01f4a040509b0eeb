import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { evidenceSchema } from '../config/snapshot-schema.ts'
import type { AnyCheck } from '../core/check.ts'
import type { Evidence } from '../core/fact.ts'
import { COMPARISON_KEYWORDS } from '../core/schema.ts'

/** Holds evidence against the closed schema of its fact: on arrival from a collector process, and when a snapshot is read back. */
export class FactSchemas {
  readonly #ajv = new Ajv2020({ strict: true, allowUnionTypes: true, keywords: [...COMPARISON_KEYWORDS] })
  readonly #validators = new Map<string, ValidateFunction>()
  readonly #evidence: ValidateFunction<Evidence>

  constructor(checks: readonly AnyCheck[]) {
    this.#evidence = this.#ajv.compile<Evidence>(evidenceSchema())
    for (const check of checks)
      for (const { fact } of [...Object.values(check.facts), ...Object.values(check.before ?? {})])
        if (!this.#validators.has(fact.id)) this.#validators.set(fact.id, this.#ajv.compile(fact.value.json))
  }

  /** Whether what a process sent is evidence at all, with nothing beside it. */
  isEvidence(sent: unknown): sent is Evidence {
    return this.#evidence(sent)
  }

  /** The evidence itself, or in its place an `error` when its value does not match. A fact that no check declares is dropped by the evaluation anyway. */
  checked(evidence: Evidence): Evidence {
    if (evidence.state !== 'value') return evidence
    const validate = this.#validators.get(evidence.fact)
    if (validate === undefined || validate(evidence.value)) return evidence
    const [first] = validate.errors ?? []
    // The value itself is not shown: what does not match its schema may hold anything.
    const text = `the value of "${evidence.fact}" does not match its schema (${first?.instancePath ?? ''} ${first?.message ?? ''})`
    return { target: evidence.target, fact: evidence.fact, params: evidence.params, state: 'error', reason: { code: 'internal', text } }
  }
}
