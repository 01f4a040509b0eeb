import { readSnapshot } from '../config/snapshot-file.ts'
import { mergeSnapshots } from '../core/merge-snapshots.ts'
import { canonicalJson } from '../core/json.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { UserError } from '../core/user-error.ts'
import { FactSchemas } from './fact-schemas.ts'
import { assertSelection, checkSet, prepare, profileNamed, type CheckSet, type Judging, type Prepared } from './prepare.ts'
import { selectionOf, type SelectionFlags } from './selection-of-flags.ts'

/** Saved evidence with what it is judged by. */
export interface Saved extends Judging {
  readonly snapshot: Snapshot
}

/** Snapshots read back and merged by target; their values are not held against the facts' schemas yet. Throws UserError. */
export const snapshotFrom = async (files: readonly string[], latest: boolean): Promise<Snapshot> => {
  const read: Snapshot[] = []
  for (const file of files) {
    const outcome = await readSnapshot(file)
    if (!outcome.ok) throw new UserError(outcome.problem)
    read.push(outcome.snapshot)
  }
  const merged = mergeSnapshots(read, { latest })
  if (!merged.ok) throw new UserError(merged.text)
  return merged.snapshot
}

/**
 * Snapshots read back and merged by target. Without a plan, profile, phase, targets, parameters, gaps and attestations come from their header; with one,
 * its gaps, attestations and parameters are used; profile, phase, step and options it must say alike. Evidence that does not match its fact's schema
 * becomes an error. Throws UserError.
 */
export const savedSnapshot = async (files: readonly string[], latest: boolean, planFile: string | null, flags: SelectionFlags): Promise<Saved> => {
  const saved = await snapshotFrom(files, latest)
  const signal = new AbortController().signal

  const prepared = planFile === null ? null : await prepare(planFile, flags, signal)
  if (prepared !== null) assertSamePlan(prepared, saved, flags)
  const profile = await profileNamed(flags.profile ?? prepared?.profile.id ?? saved.profile)
  const header =
    prepared === null ? saved : { ...saved, gaps: prepared.plan.gaps, attestations: prepared.plan.attestations, parameters: prepared.plan.parameters }
  const selection = selectionOf(profile, { ...saved, parameters: header.parameters }, flags)
  const ownMissing = prepared === null ? (saved.ownChecks ?? []) : []
  if (ownMissing.length > 0)
    throw new UserError(
      `the snapshot was collected with checks of your own, which are not here: ${ownMissing.join(', ')}`,
      'Give the plan that names them: --plan FILE.',
    )
  const checks = prepared?.checks ?? (await checkSet(profile, [], header.parameters, signal))
  assertSelection(checks, selection)
  return { snapshot: heldAgainstSchemas(header, checks), checks, selection, profile }
}

/** The snapshot with every value that does not match its fact's schema replaced by an error. */
export const heldAgainstSchemas = (snapshot: Snapshot, checks: CheckSet): Snapshot => {
  const schemas = new FactSchemas([...checks.builtIn, ...checks.own])
  return { ...snapshot, evidence: snapshot.evidence.map((item) => schemas.checked(item)) }
}

/** The evidence of one phase or route says nothing about another: a plan that means another is not quietly passed over. */
const assertSamePlan = ({ plan, selection }: Prepared, saved: Snapshot, flags: SelectionFlags): void => {
  const differs = (what: string, collected: string | null, planned: string | null, hint: string): void => {
    if (collected !== planned)
      throw new UserError(`the snapshot was collected for ${what} ${collected ?? '(none)'}, and the plan says ${planned ?? '(none)'}`, hint)
  }
  if (flags.profile === undefined) differs('profile', saved.profile, plan.profile, 'Give the plan it was collected with, or none.')
  if (flags.phase === undefined) {
    differs('phase', saved.phase, selection.phase, `Collect again, or give --phase ${saved.phase} to judge it as what it is.`)
    if (flags.step === undefined) differs('step', saved.step, selection.step, 'Give --step to say which one is meant.')
  }
  differs('options', canonicalJson(saved.options), canonicalJson(selection.options), 'Give the plan it was collected with, or none.')
}
