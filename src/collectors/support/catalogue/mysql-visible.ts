import type { Cells } from './cells.ts'

/**
 * What the account may not see: a line, or none. information_schema leaves out each table to which the account has no right, without a word; so only SELECT
 * on everything or on the whole database proves that nothing is left out. The server takes the rights of one grant on databases, the most specific: with more
 * than one that matches, only an exact one counts. Rights that come by a role are not looked for.
 */
export const hiddenFrom = (rights: readonly Cells[], schema: string): readonly string[] => {
  if (rights.some((row) => row.maybe('kind') === null && row.text('name') === 'SELECT')) return []
  const patterns = new Set(rights.flatMap((row) => row.maybe('kind') ?? []))
  const exact = [...patterns].find((pattern) => pattern.replaceAll(/\\(.)/gs, '$1') === schema)
  const counted = exact ?? (patterns.size === 1 ? [...patterns][0] : undefined)
  const proven = rights.some((row) => row.maybe('kind') !== null && row.maybe('kind') === counted && row.text('name') === 'SELECT')
  return proven ? [] : [`tables that the account has no right to are not shown: grant it SELECT on all of the database ${schema}`]
}
