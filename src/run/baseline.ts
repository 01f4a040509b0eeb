import type { Snapshot } from '../core/snapshot.ts'
import type { TargetName } from '../core/target.ts'
import { BASELINE_PHASE } from '../core/selection.ts'
import { UserError } from '../core/user-error.ts'
import type { Judging } from './prepare.ts'
import { heldAgainstSchemas, snapshotFrom } from './saved-snapshot.ts'

/**
 * The snapshot from before the upgrade, read back (several are merged by target). Throws UserError when it is no baseline for what is audited: of another
 * profile, collected in another phase, or of other targets. What it holds of each target is for the evaluation to say.
 */
export const baselineFrom = async (
  files: readonly string[],
  { profile, checks, selection }: Judging,
  targets: readonly TargetName[],
): Promise<Snapshot> => {
  if (selection.phase !== BASELINE_PHASE)
    throw new UserError(
      `nothing compares with a baseline in phase ${selection.phase}`,
      `Leave --baseline out, or give --phase ${BASELINE_PHASE}; two snapshots of any phase are compared by: iam-preflight drift BEFORE AFTER`,
    )
  const baseline = await snapshotFrom(files, false)
  if (baseline.profile !== profile.id) throw new UserError(`the baseline is of profile ${baseline.profile}, and the audit of ${profile.id}`)
  if (baseline.phase !== 'pre-upgrade')
    throw new UserError(
      `the baseline was collected in phase ${baseline.phase}, and what is lost by then cannot be seen any more`,
      'Give the snapshot that was collected before the upgrade, in phase pre-upgrade.',
    )
  assertSameTargets(baseline.targets, targets, 'the baseline', 'the audit')
  return heldAgainstSchemas(baseline, checks)
}

/** Throws UserError when two snapshots have no target in common, or one of another type or role: they are not of the same system. */
export const assertSameTargets = (earlier: readonly TargetName[], later: readonly TargetName[], before: string, after: string): void => {
  const names = new Map(earlier.map((target) => [target.name, target]))
  if (!later.some(({ name }) => names.has(name)))
    throw new UserError(
      `no target of ${after} is in ${before}: ${namesOf(later)} in the one, ${namesOf(earlier)} in the other`,
      'Targets are compared by name: give the same system the same name in both plans.',
    )
  for (const { name, type } of later) {
    const known = names.get(name)
    if (known !== undefined && known.type !== type) throw new UserError(`target ${name} is a ${known.type} in ${before} and a ${type} in ${after}`)
  }
}

const namesOf = (targets: readonly TargetName[]): string => targets.map(({ name }) => name).join(', ')

/** Throws UserError when the earlier of two snapshots is the later one. */
export const assertInOrder = (before: Snapshot, after: Snapshot, hint: string): void => {
  if (Date.parse(before.run.collectedAt) > Date.parse(after.run.collectedAt))
    throw new UserError(
      `the snapshot to compare with was collected later (${before.run.collectedAt}) than the other (${after.run.collectedAt})`,
      hint,
    )
}
