import { createHash } from 'node:crypto'
import type { Evaluation } from '../core/evaluate.ts'
import { canonicalJson, compareText, isJsonObject } from '../core/json.ts'
import type { Drift, Report } from '../core/report.ts'
import type { Selection } from '../core/selection.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { WITNESS_VERDICTS } from '../core/sql.ts'
import { judge } from '../core/verdict.ts'
import type { Threshold } from '../core/vocabulary.ts'
import { TOOL } from './installation.ts'
import type { Judging } from './prepare.ts'

/** The report of an evaluation (DESIGN §7). Everything but `run` follows from snapshot, checks and flags alone. */
export const reportOf = (
  snapshot: Snapshot,
  { profile, checks, selection, baseline }: Judging,
  evaluation: Evaluation,
  failOn: Threshold,
  drift: Drift | null = null,
): Report => {
  const { results, gaps } = evaluation
  const reported = new Set(results.map((result) => result.check))
  return {
    schemaVersion: 1,
    tool: TOOL,
    run: {
      id: snapshot.run.id,
      profile: profile.id,
      phase: selection.phase,
      step: selection.step,
      failOn,
      startedAt: snapshot.run.startedAt,
      finishedAt: new Date().toISOString(),
      planDigest: snapshot.planDigest,
      snapshotDigest: snapshotDigest(snapshot),
    },
    targets: snapshot.targets.map(({ name, type, role, line }) => ({ name, type, role, line })).sort((a, b) => compareText(a.name, b.name)),
    summary: judge(results, { failOn, gaps, interrupted: snapshot.interrupted, tainted: snapshot.tainted.length > 0, drift }),
    results,
    checks: [...checks.builtIn, ...checks.own]
      .filter((check) => reported.has(check.id))
      .map(({ id, title, why, remedy, references }) => ({ id, title, why, remedy, references }))
      .sort((a, b) => compareText(a.id, b.id)),
    transcript: snapshot.transcript,
    witness: (snapshot.witness ?? []).map(({ target, verdict, text }) => `${target}: ${WITNESS_VERDICTS[verdict]}: ${text}`),
    attestations: Object.entries(snapshot.attestations)
      .map(([check, attestation]) => ({ check, ...attestation }))
      .sort((a, b) => compareText(a.check, b.check)),
    gaps,
    drift,
    notes: notesOf(snapshot, selection, baseline ?? null),
  }
}

/** `sha256:` and hex, over the canonical JSON. */
export const snapshotDigest = (snapshot: Snapshot): string => `sha256:${createHash('sha256').update(canonicalJson(snapshot)).digest('hex')}`

/** Targets with evidence from a server that nobody vouched for. */
const unverified = ({ evidence }: Snapshot): readonly string[] => [
  ...new Set(
    evidence.flatMap((item) => (item.state === 'value' && isJsonObject(item.value) && item.value['transport'] === 'unverified' ? [item.target] : [])),
  ),
]

const notesOf = (snapshot: Snapshot, selection: Selection, baseline: Snapshot | null): readonly string[] => [
  ...(baseline === null ? [] : [`compared with the baseline of ${baseline.run.collectedAt} (${snapshotDigest(baseline)})`]),
  ...(selection.only.length === 0 ? [] : [`only checks matching ${selection.only.join(', ')} were run`]),
  ...(selection.targets === null ? [] : [`only these targets were looked at: ${selection.targets.join(', ')}`]),
  ...unverified(snapshot).map((target) => `${target}: whoever answered was believed, since the plan says so (tls.insecure)`),
  ...snapshot.tainted.map(({ target, text }) => `${target}: ${text}`),
  ...(snapshot.interrupted === null ? [] : [`the run was stopped by ${snapshot.interrupted}: what was not read by then is an error`]),
]
