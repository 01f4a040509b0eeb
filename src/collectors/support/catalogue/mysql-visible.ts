import type { Cells } from './cells.ts'

/** A right of the account; `over` is the database of the grant, a pattern as for LIKE, or null for everything. */
export interface MysqlGrant {
  readonly privilege: string
  readonly over: string | null
}

/**
 * Whether the account has a right to all of a database. The server takes the rights of one grant on databases, the most specific: with more than one that
 * matches, only an exact one counts. Rights that come by a role are not looked for.
 */
export const heldOn = (grants: readonly MysqlGrant[], schema: string): ((privilege: string) => boolean) => {
  const patterns = new Set(grants.flatMap(({ over }) => over ?? []))
  const exact = [...patterns].find((pattern) => pattern.replaceAll(/\\(.)/gs, '$1') === schema)
  const counted = exact ?? (patterns.size === 1 ? [...patterns][0] : undefined)
  return (privilege) => grants.some((grant) => grant.privilege === privilege && (grant.over === null || grant.over === counted))
}

/**
 * What the account may not see: a line, or none. information_schema leaves out each table to which the account has no right, without a word; so only SELECT
 * on everything or on the whole database proves that nothing is left out.
 */
export const hiddenFrom = (rights: readonly Cells[], schema: string): readonly string[] => {
  const held = heldOn(
    rights.map((row) => ({ privilege: row.text('name'), over: row.maybe('kind') })),
    schema,
  )
  return held('SELECT') ? [] : [`tables that the account has no right to are not shown: grant it SELECT on all of the database ${schema}`]
}
