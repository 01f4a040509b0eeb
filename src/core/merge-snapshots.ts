import { createHash } from 'node:crypto'
import { canonicalJson, compareText } from './json.ts'
import { orderedEvidence, type Snapshot, type SnapshotTarget, type TranscriptSummary } from './snapshot.ts'

export type MergeOutcome = { readonly ok: true; readonly snapshot: Snapshot } | { readonly ok: false; readonly text: string }

/** What all snapshots must say alike: the same evidence is judged differently under another profile, phase, option or parameter. */
const MUST_AGREE = ['profile', 'phase', 'step', 'options', 'parameters', 'gaps'] as const

/**
 * One snapshot out of several, each collected on a host of its own (DESIGN §3, "Snapshot"). A target belongs, with everything derived from it, to the
 * snapshot that collected it; collected twice it is an error, unless `latest` says that the newer one counts. Salts may differ, since every fingerprint
 * names its own. The order of the snapshots does not matter.
 */
export const mergeSnapshots = (snapshots: readonly Snapshot[], { latest }: { readonly latest: boolean }): MergeOutcome => {
  const sorted = snapshots.toSorted(
    (a, b) => compareText(a.run.startedAt, b.run.startedAt) || compareText(a.run.id, b.run.id) || compareText(canonicalJson(a), canonicalJson(b)),
  )
  const [first] = sorted
  if (first === undefined) return refused('there is no snapshot to read')
  if (sorted.length === 1) return { ok: true, snapshot: first }

  for (const field of MUST_AGREE)
    for (const other of sorted)
      if (canonicalJson(other[field]) !== canonicalJson(first[field]))
        return refused(
          `the snapshots do not agree on ${field}: ${described(first, field)}, but ${described(other, field)}. Collect them with the same plan`,
        )

  const attestations = unionOfAttestations(sorted)
  if (typeof attestations === 'string') return refused(attestations)
  const owners = ownersOf(sorted, latest)
  if (typeof owners === 'string') return refused(owners)

  const kept = (snapshot: Snapshot, target: string): boolean => {
    const owner = owners.get(familyOf(target))
    return owner === undefined || owner === snapshot
  }
  const ownChecks = [...new Set(sorted.flatMap((snapshot) => snapshot.ownChecks ?? []))].sort(compareText)
  const witness = sorted.flatMap((snapshot) => (snapshot.witness ?? []).filter(({ target }) => kept(snapshot, target)))
  const targets = new Map<string, SnapshotTarget>()
  for (const snapshot of sorted)
    for (const target of snapshot.targets) if (kept(snapshot, target.name) && !targets.has(target.name)) targets.set(target.name, target)

  return {
    ok: true,
    snapshot: {
      ...first,
      run: {
        id: first.run.id,
        startedAt: first.run.startedAt,
        collectedAt: sorted.map(({ run }) => run.collectedAt).reduce((a, b) => (a > b ? a : b)),
      },
      attestations,
      ...(ownChecks.length === 0 ? {} : { ownChecks }),
      targets: [...targets.values()].sort((a, b) => compareText(a.name, b.name)),
      evidence: orderedEvidence(sorted.flatMap((snapshot) => snapshot.evidence.filter(({ target }) => kept(snapshot, target)))),
      interrupted: sorted.map(({ interrupted }) => interrupted).find((signal) => signal !== null) ?? null,
      tainted: taintsOf(sorted, owners),
      transcript: transcriptOf(sorted),
      ...(witness.length === 0 ? {} : { witness: witness.sort((a, b) => compareText(a.target, b.target) || compareText(a.text, b.text)) }),
    },
  }
}

/** The name of the target that a derived one (`<parent>/<name>`) comes from; its own otherwise. */
const familyOf = (target: string): string => target.split('/')[0] ?? target

/** Which snapshot each family of targets is taken from: the one that collected it. Families that none collected have no owner. */
const ownersOf = (snapshots: readonly Snapshot[], latest: boolean): ReadonlyMap<string, Snapshot> | string => {
  const named = new Map<string, SnapshotTarget>()
  const owners = new Map<string, { readonly snapshot: Snapshot; readonly at: number }>()
  for (const snapshot of snapshots) {
    for (const target of snapshot.targets) {
      const known = named.get(target.name) ?? target
      named.set(target.name, known)
      if (known.type !== target.type || known.role !== target.role)
        return `target ${target.name} is a ${known.type} (${known.role}) in one snapshot and a ${target.type} (${target.role}) in another`
    }
    for (const [family, at] of collectedFamilies(snapshot)) {
      const owner = owners.get(family)
      if (owner === undefined) owners.set(family, { snapshot, at })
      else if (!latest) return `target ${family} was collected twice. Leave one of the snapshots out, or give --latest to have the newer one count`
      else if (owner.at === at) return `target ${family} was collected twice at the same time, so neither snapshot is the newer one`
      else if (at > owner.at) owners.set(family, { snapshot, at })
    }
  }
  return new Map([...owners].map(([family, { snapshot }]) => [family, snapshot]))
}

/** The families a snapshot collected, with the latest time (ms) of each. */
const collectedFamilies = (snapshot: Snapshot): ReadonlyMap<string, number> => {
  const families = new Map<string, number>()
  for (const { name, collectedAt } of snapshot.targets)
    if (collectedAt !== null) families.set(familyOf(name), Math.max(families.get(familyOf(name)) ?? 0, Date.parse(collectedAt)))
  return families
}

/** A taint stays unless the same target was collected anew, and later, by the snapshot that counts. */
const taintsOf = (snapshots: readonly Snapshot[], owners: ReadonlyMap<string, Snapshot>): Snapshot['tainted'] => {
  const taints = snapshots.flatMap((snapshot) =>
    snapshot.tainted.filter(({ target }) => {
      const owner = owners.get(familyOf(target))
      const superseded = owner !== undefined && owner !== snapshot && collectedFamilies(snapshot).has(familyOf(target))
      return !superseded
    }),
  )
  return [...new Map(taints.map((taint) => [canonicalJson(taint), taint])).values()].sort((a, b) => compareText(canonicalJson(a), canonicalJson(b)))
}

/** The operator's words of all snapshots; a sentence when two of them differ. */
const unionOfAttestations = (snapshots: readonly Snapshot[]): Snapshot['attestations'] | string => {
  const union = new Map<string, Snapshot['attestations'][string]>()
  for (const { attestations } of snapshots)
    for (const [check, attestation] of Object.entries(attestations)) {
      const known = union.get(check)
      if (known !== undefined && canonicalJson(known) !== canonicalJson(attestation))
        return `the snapshots hold two different attestations for ${check}`
      union.set(check, attestation)
    }
  return Object.fromEntries([...union].sort(([a], [b]) => compareText(a, b)))
}

/** Counts added up; the digest is over the digests, sorted, one a line. */
const transcriptOf = (snapshots: readonly Snapshot[]): TranscriptSummary => {
  const total = (kind: keyof TranscriptSummary['operations']): number =>
    snapshots.reduce((sum, { transcript }) => sum + transcript.operations[kind], 0)
  const digests = snapshots.map(({ transcript }) => `${transcript.digest}\n`).sort(compareText)
  return {
    digest: `sha256:${createHash('sha256').update(digests.join('')).digest('hex')}`,
    operations: { files: total('files'), sql: total('sql'), ldap: total('ldap'), http: total('http') },
  }
}

const described = (snapshot: Snapshot, field: (typeof MUST_AGREE)[number]): string => {
  const value = snapshot[field]
  const names = snapshot.targets.filter(({ collectedAt }) => collectedAt !== null).map(({ name }) => name)
  return `${typeof value === 'string' ? value : canonicalJson(value)} in the one of ${snapshot.run.startedAt}${names.length === 0 ? '' : ` (${names.join(', ')})`}`
}

const refused = (text: string): MergeOutcome => ({ ok: false, text })
