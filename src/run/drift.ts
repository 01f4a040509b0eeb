import { driftBetween, type FactPlace } from '../core/drift.ts'
import type { Profile } from '../core/profile.ts'
import type { Report } from '../core/report.ts'
import { wantedFacts } from '../core/selection.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { UserError } from '../core/user-error.ts'
import { assertInOrder, assertSameTargets } from './baseline.ts'
import { checkSet, genericOnly, profileNamed, type CheckSet } from './prepare.ts'
import { reportOf, snapshotDigest } from './report-of.ts'
import { heldAgainstSchemas, snapshotFrom } from './saved-snapshot.ts'
import { selectionOf } from './selection-of-flags.ts'

/** Whether anything counts is not a matter of severities here: an unexpected change always does. */
const THRESHOLD = 'high'

/** What changed between two saved snapshots, each change expected by the profile or not. Nothing is contacted. Throws UserError. */
export const driftReport = async (beforeFile: string, afterFile: string, profileName: string | undefined): Promise<Report> => {
  const raw = { before: await snapshotFrom([beforeFile], false), after: await snapshotFrom([afterFile], false) }
  if (profileName === undefined && raw.before.profile !== raw.after.profile)
    throw new UserError(
      `the snapshots are of different profiles: ${raw.before.profile} and ${raw.after.profile}`,
      'Say by whose drift contract they are to be compared: --profile NAME.',
    )
  assertInOrder(raw.before, raw.after, `To compare them the other way round: iam-preflight drift ${afterFile} ${beforeFile}`)
  assertSameTargets(raw.before.targets, raw.after.targets, beforeFile, afterFile)
  const profile = await profileNamed(profileName ?? raw.after.profile)
  const checks = await checkSet(profile, [], genericOnly({ ...raw.before.parameters, ...raw.after.parameters }), new AbortController().signal)
  const before = heldAgainstSchemas(raw.before, checks)
  const after = heldAgainstSchemas(raw.after, checks)

  const facts = checks.builtIn.flatMap((check) => [...Object.values(check.facts), ...Object.values(check.before ?? {})].map(({ fact }) => fact))
  const drift = driftBetween({
    before,
    after,
    baselineDigest: snapshotDigest(raw.before),
    schemas: new Map(facts.map(({ id, value }) => [id, value.json])),
    rules: profile.drift,
    wanted: { before: wantedIn(before, profile, checks), after: wantedIn(after, profile, checks) },
  })
  const selection = selectionOf(profile, after, { targets: [], checks: [], exclude: [] })
  return reportOf(raw.after, { profile, checks, selection }, { results: [], gaps: [] }, THRESHOLD, drift)
}

/** What a snapshot of this phase holds when nothing is lost. */
const wantedIn = (snapshot: Snapshot, profile: Profile, { builtIn }: CheckSet): readonly FactPlace[] =>
  wantedFacts(builtIn, snapshot.targets, selectionOf(profile, snapshot, { targets: [], checks: [], exclude: [] })).map(
    ({ target, fact, params }) => ({
      target: target.name,
      fact,
      params,
    }),
  )
