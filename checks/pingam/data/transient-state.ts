import { object, text, type TypeOf } from '../../../src/api.ts'

/** Label the upgrade maps the key to (PingAM 8.1, Upgrade AM instances, "Before you upgrade", step 5). */
export const TRANSIENT_STATE_LABEL = 'am.authn.trees.transientstate.encryption'

const schema = object({ alias: text('alias of the transient-state key', 1024) })
export type AliasParameter = TypeOf<typeof schema>

/** The alias is the vendor's (same place); the plan may name another. */
export const ALIAS_PARAMETER = { parameters: schema, defaults: { alias: 'directenctest' } } as const
