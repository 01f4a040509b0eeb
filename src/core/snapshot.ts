import type { Attestation } from './check.ts'
import type { Evidence } from './fact.ts'
import { canonicalJson, compareText, type JsonObject } from './json.ts'
import type { SqlWitness } from './sql.ts'
import type { TargetName } from './target.ts'
import type { Phase } from './vocabulary.ts'

/** A target in a snapshot's header. Every target of the plan is there, collected or not, so that one left out is seen to be missing. */
export interface SnapshotTarget extends TargetName {
  /** ISO time at which its collection ended; null when it was not collected. */
  readonly collectedAt: string | null
}

/** All evidence of one collection: the seam between collecting and judging (DESIGN §1, §3 "Snapshot"). */
export interface Snapshot {
  readonly schemaVersion: 1
  readonly kind: 'iam-preflight-snapshot'
  readonly tool: { readonly name: string; readonly version: string }
  readonly run: { readonly id: string; readonly startedAt: string; readonly collectedAt: string }
  readonly planDigest: string
  readonly profile: string
  readonly phase: Phase
  readonly step: string | null
  readonly options: { readonly [name: string]: string }
  /** Per check id: the plan's parameters. */
  readonly parameters: { readonly [check: string]: JsonObject }
  readonly gaps: { readonly [glob: string]: string }
  readonly attestations: { readonly [check: string]: Attestation }
  /** Checks of the user's own that were selected: a snapshot is judged with them or not at all. Absent: none. */
  readonly ownChecks?: readonly string[]
  /** Which salt the key fingerprints were made with; fingerprints of different salts are incomparable. */
  readonly saltId: string
  readonly targets: readonly SnapshotTarget[]
  readonly evidence: readonly Evidence[]
  /** Set when the collection was cut short by a signal. */
  readonly interrupted: 'SIGINT' | 'SIGTERM' | null
  /** Targets whose evidence was dropped because the read-only guard or the secret scrubber stopped something. */
  readonly tainted: readonly { readonly target: string; readonly text: string }[]
  readonly transcript: TranscriptSummary
  /** What targets that can bear witness said of what was done to them, a line for each process that read one. Absent: none could. */
  readonly witness?: readonly TargetWitness[]
}

export interface TargetWitness extends SqlWitness {
  readonly target: string
}

export interface TranscriptSummary {
  /** SHA-256 over the lines, `sha256:` and hex. */
  readonly digest: string
  readonly operations: { readonly files: number; readonly sql: number; readonly ldap: number; readonly http: number }
}

/** The key of a piece of evidence: one fact of one target with its parameters. */
export const evidenceKey = (fact: string, target: string, params: JsonObject): string => `${fact} ${target} ${canonicalJson(params)}`

/**
 * Evidence in its canonical order, duplicates dropped. Two different records under one key contradict each other; both are replaced by one `error` of
 * reason `ambiguous`, so that no order of reading decides.
 */
export const orderedEvidence = (evidence: readonly Evidence[]): readonly Evidence[] => {
  const byKey = new Map<string, Evidence>()
  for (const item of evidence) {
    const key = evidenceKey(item.fact, item.target, item.params)
    const known = byKey.get(key)
    if (known === undefined) byKey.set(key, item)
    else if (canonicalJson(known) !== canonicalJson(item)) byKey.set(key, contradiction(item))
  }
  return [...byKey].sort(([a], [b]) => compareText(a, b)).map(([, item]) => item)
}

const contradiction = (item: Evidence): Evidence => ({
  target: item.target,
  fact: item.fact,
  params: item.params,
  state: 'error',
  reason: { code: 'ambiguous', text: 'the snapshot holds two different records of this fact' },
})
