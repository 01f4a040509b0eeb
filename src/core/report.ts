import type { Attestation, Location, Reference } from './check.ts'
import type { JsonObject } from './json.ts'
import type { ChangeKind } from './profile.ts'
import type { TranscriptSummary } from './snapshot.ts'
import type { TargetName } from './target.ts'
import type { Outcome, Phase, ReasonCode, Severity, Threshold } from './vocabulary.ts'

/** The report model (DESIGN §7): everything a reporter needs, and what `--reporter json` prints. */
export interface Report {
  readonly schemaVersion: 1
  readonly tool: { readonly name: string; readonly version: string }
  readonly run: {
    readonly id: string
    readonly profile: string
    readonly phase: Phase
    readonly step: string | null
    readonly failOn: Threshold
    readonly startedAt: string
    readonly finishedAt: string
    readonly planDigest: string
    readonly snapshotDigest: string
  }
  readonly targets: readonly TargetName[]
  readonly summary: Summary
  readonly results: readonly Result[]
  readonly checks: readonly CheckSummary[]
  readonly transcript: TranscriptSummary
  readonly witness: readonly string[]
  readonly attestations: readonly ({ readonly check: string } & Attestation)[]
  /** Results that are not-checked by somebody's decision, and so do not count. */
  readonly gaps: readonly AcceptedGap[]
  /** Null: nothing was compared. */
  readonly drift: Drift | null
  /** What the reader must know besides: a line each. */
  readonly notes: readonly string[]
}

/** What differs between a baseline and the snapshot of the report. Places are sorted by target, fact and pointer. */
export interface Drift {
  readonly baselineDigest: string
  readonly baselinePhase: Phase
  /** ISO time. */
  readonly baselineCollectedAt: string
  /** Facts that both snapshots hold and that were compared to the end. */
  readonly compared: number
  readonly unexpected: readonly DriftChange[]
  readonly expected: readonly DriftChange[]
  /** What could not be compared: one side is missing, unread or incomplete, or its keys were fingerprinted with another salt. */
  readonly incomparable: readonly (DriftPlace & { readonly text: string })[]
  /** Facts that one snapshot holds, and that nothing asks for in the phase of the other. */
  readonly notCompared: readonly (Omit<DriftPlace, 'pointer'> & { readonly heldBy: 'before' | 'after' })[]
}

/** A place in a fact of a target; the fact `target` is the target itself, and the empty pointer the whole fact. */
export interface DriftPlace {
  readonly target: string
  readonly fact: string
  readonly params: JsonObject
  readonly pointer: string
}

export interface DriftChange extends DriftPlace {
  /** `unchanged`: it had to change. */
  readonly kind: ChangeKind | 'unchanged'
  /** Shortened; null: it was or is not there. */
  readonly before: string | null
  readonly after: string | null
  /** The clause of the drift contract that decides; null: no clause speaks of it. */
  readonly why: string | null
}

export type Verdict = 'passed' | 'incomplete' | 'drift' | 'failed' | 'blocked' | 'tainted' | 'interrupted'

export interface Summary {
  readonly verdict: Verdict
  readonly exitCode: number
  readonly outcomes: { readonly [K in Outcome]: number }
  readonly waived: number
  readonly failuresBySeverity: { readonly [K in Severity]: number }
}

export interface Result {
  readonly check: string
  readonly title: string
  readonly severity: Severity
  /** Null: the result spans targets. For a role's result: `role:<name>`. */
  readonly target: string | null
  readonly outcome: Outcome
  readonly reason: { readonly code?: ReasonCode; readonly text: string } | null
  readonly observed: string | null
  readonly findings: readonly Finding[]
  readonly remedy: string
  readonly references: readonly Reference[]
  readonly waiver: null
  readonly durationMs: number
}

export interface Finding {
  readonly severity: Severity
  readonly waiver: null
  /** SHA-256 over check, target role and subject; never over text, severity or line: the same defect keeps it. */
  readonly fingerprint: string
  readonly message: string
  readonly subject: string
  readonly expected: string | null
  readonly actual: string | null
  readonly location: Location
}

export interface CheckSummary {
  readonly id: string
  readonly title: string
  readonly why: string
  readonly remedy: string
  readonly references: readonly Reference[]
}

export interface AcceptedGap {
  readonly check: string
  readonly target: string | null
  readonly reason: string
  /** Who decided: the plan's `gaps`, or a flag of the command line. */
  readonly by: 'plan' | 'flag'
}
