import type { JsonObject } from '../core/json.ts'
import { fieldsSchema, mapFields } from '../core/target-fields.ts'
import type { WireSecret, WireTarget } from '../core/target-wire.ts'
import type { Plan } from './plan-model.ts'
import type { SecretReference } from './secret-reference.ts'
import type { ResolvedSecrets } from './secrets.ts'

/** What a collector process is sent: a target as JSON, and beside it the secrets it refers to. Only this target's secrets are among them. */
export interface CollectorTarget {
  readonly target: WireTarget & JsonObject
  readonly secrets: readonly WireSecret[]
}

/** The targets of a plan as they are sent to collector processes, in the order of the plan. `resolved` may follow the links of a path. */
export const collectorTargets = (
  plan: Plan,
  secrets: ResolvedSecrets,
  resolved: (path: string) => string = (path) => path,
): readonly CollectorTarget[] =>
  plan.targets.map(({ name, type, role, fields }) => {
    const sent: WireSecret[] = []
    const wired = mapFields<JsonObject>(fieldsSchema(type), fields, {
      path: resolved,
      secret: (reference) => ({ $secret: sent.push(secrets.wireOf(reference as SecretReference)) - 1 }),
    })
    // Fields are an object in every target's schema, and mapFields keeps that.
    return { target: { name, type, role, fields: wired as JsonObject }, secrets: sent }
  })
