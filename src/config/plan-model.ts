import type { Attestation } from '../core/check.ts'
import type { JsonObject, JsonValue } from '../core/json.ts'
import type { TargetType } from '../core/target.ts'
import type { Phase } from '../core/vocabulary.ts'
import type { SecretReference } from './secret-reference.ts'

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
