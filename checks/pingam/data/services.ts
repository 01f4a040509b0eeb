import type { Severity, ValueOf, servicesTree } from '../../../src/api.ts'
import { CONFIGURATION_RELEASES, NEWEST_OLD_CONFIGURATION } from './am-releases.ts'
import { compareReleases } from './releases-of.ts'

export type ServicesTree = ValueOf<typeof servicesTree>

/** For messages: the first paths of a list, and how many more there are. */
export const pathList = ({ count, examples }: { readonly count: number; readonly examples: readonly string[] }): string => {
  const shown = examples.slice(0, 5)
  return `${shown.join(', ')}${count > shown.length ? ` and ${count - shown.length} more` : ''}`
}

/** Whether a tree records a configuration version of a release before 8.1. */
export const isOldTree = ({ configuration }: ServicesTree): boolean =>
  configuration !== null && configuration.version !== null && compareReleases(configuration.version, NEWEST_OLD_CONFIGURATION) <= 0

export interface ConversionGap {
  readonly id: 'unrecorded' | 'noRules' | 'notUpgraded' | 'notMoved' | 'ruleLost'
  readonly data: Readonly<Record<string, string>>
  /** Path of what is wrong. */
  readonly where: string
  readonly severity?: Severity
}

/**
 * What the record of the rules shows to be undone (facts/pingam 2.3 and 7.1): no record, no rules, a configuration version that is known to be old, or one
 * that has not moved from the tree that was converted. Whether an Amster export carries the record is not known for every release: there its absence is
 * one level lower.
 */
export const conversionGaps = (tree: ServicesTree, before: ServicesTree | null, fileBased: boolean): readonly ConversionGap[] => {
  const { configuration } = tree
  if (configuration === null) return [{ id: 'unrecorded', data: {}, where: tree.path, ...(fileBased ? {} : { severity: 'high' as const }) }]
  const where = `${tree.path}/${configuration.path}`
  const { version, appliedRules } = configuration
  const gaps: ConversionGap[] = []
  if (appliedRules.length === 0) gaps.push({ id: 'noRules', data: {}, where })
  if (version !== null && isOldTree(tree))
    gaps.push({ id: 'notUpgraded', data: { version, release: CONFIGURATION_RELEASES[version] ?? 'before 8.1' }, where })
  const earlier = before?.configuration ?? null
  if (before === null || earlier === null || version === null) return gaps
  const lost = earlier.appliedRules.filter((rule) => !appliedRules.includes(rule))
  if (lost.length > 0) gaps.push({ id: 'ruleLost', data: { rules: lost.join(', '), other: before.path }, where, severity: 'high' })
  else if (earlier.version === version && earlier.appliedRules.length === appliedRules.length && !isOldTree(tree))
    gaps.push({ id: 'notMoved', data: { version, other: before.path }, where })
  return gaps
}
