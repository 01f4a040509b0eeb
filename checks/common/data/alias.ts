import { object, text, type TypeOf } from '../../../src/api.ts'

const schema = object({ alias: text('alias of the entry, compared without regard to case; empty: the check has nothing to judge', 1024) })
export type AliasParameters = TypeOf<typeof schema>

/** There is no alias that every keystore has, so that without the plan's the check does not apply. */
export const ALIAS = { parameters: schema, defaults: { alias: '' } } as const
