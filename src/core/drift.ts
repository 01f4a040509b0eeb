import { differencesBetween, pointersIn, type Difference } from './difference.ts'
import { mustHaveChanged, rulesBetween, rulesFor, standingOfChange } from './drift-contract.ts'
import type { Evidence } from './fact.ts'
import { canonicalJson, compareText, type JsonObject, type JsonValue } from './json.ts'
import type { DriftRule } from './profile.ts'
import type { Drift, DriftChange, DriftPlace } from './report.ts'
import { evidenceKey, orderedEvidence, type Snapshot } from './snapshot.ts'

/** One fact of one target with its parameters. */
export type FactPlace = Omit<DriftPlace, 'pointer'>

export interface DriftInput {
  readonly before: Snapshot
  readonly after: Snapshot
  readonly baselineDigest: string
  /** Schema of the value by fact id; a fact without one is compared place by place. */
  readonly schemas: ReadonlyMap<string, JsonObject>
  /** The profile's drift contract. */
  readonly rules: readonly DriftRule[]
  /** The evidence that a snapshot of each side's phase holds when nothing is lost. */
  readonly wanted: { readonly before: readonly FactPlace[]; readonly after: readonly FactPlace[] }
}

/**
 * What differs between two snapshots, fact by fact, each difference expected by the profile or not. What one side does not hold, could not read or holds
 * in part is never taken for unchanged.
 */
export const driftBetween = (input: DriftInput): Drift => {
  const { before, after } = input
  const rules = rulesBetween(input.rules, before.phase, after.phase)
  const recorded = { before: recordsOf(before), after: recordsOf(after) }
  const wanted = { before: keyed(input.wanted.before), after: keyed(input.wanted.after) }
  const samePhase = before.phase === after.phase
  const places = keyed([...recorded.before.values(), ...recorded.after.values(), ...input.wanted.before, ...input.wanted.after])

  const outcomes = [...places].flatMap(([key, place]): readonly Outcome[] => {
    const earlier = recorded.before.get(key)
    const later = recorded.after.get(key)
    if (place.fact === TARGET) return valueOutcomes(place, valueOf(earlier), valueOf(later), TARGET_SCHEMA, rules)
    // A target that has come or gone says so itself, and nothing more can be said of it.
    const header = evidenceKey(TARGET, place.target, {})
    if (!recorded.before.has(header) || !recorded.after.has(header)) return []
    if (earlier !== undefined && later !== undefined) return recordOutcomes(earlier, later, input.schemas.get(place.fact) ?? {}, rules)
    const missing = [...(earlier === undefined ? ['the earlier'] : []), ...(later === undefined ? ['the later'] : [])]
    const askedFor =
      (earlier !== undefined || wanted.before.has(key) || (samePhase && later !== undefined)) &&
      (later !== undefined || wanted.after.has(key) || (samePhase && earlier !== undefined))
    if (askedFor) return [incomparable(place, `${missing.join(' and ')} snapshot does not hold it`)]
    return missing.length === 2 ? [] : [{ state: 'not-compared', fact: factIn(place), heldBy: earlier === undefined ? 'after' : 'before' }]
  })
  return {
    baselineDigest: input.baselineDigest,
    baselinePhase: before.phase,
    baselineCollectedAt: before.run.collectedAt,
    compared: outcomes.filter(({ state }) => state === 'compared').length,
    unexpected: outcomes.flatMap((one) => (one.state === 'unexpected' ? [one.change] : [])).sort(byPlace),
    expected: outcomes.flatMap((one) => (one.state === 'expected' ? [one.change] : [])).sort(byPlace),
    incomparable: outcomes.flatMap((one) => (one.state === 'incomparable' ? [one.gap] : [])).sort(byPlace),
    notCompared: outcomes.flatMap((one) => (one.state === 'not-compared' ? [{ ...one.fact, heldBy: one.heldBy }] : [])).sort(byPlace),
  }
}

type Outcome =
  /** A fact compared to the end. */
  | { readonly state: 'compared' }
  | { readonly state: 'expected' | 'unexpected'; readonly change: DriftChange }
  | { readonly state: 'incomparable'; readonly gap: Drift['incomparable'][number] }
  | { readonly state: 'not-compared'; readonly fact: FactPlace; readonly heldBy: 'before' | 'after' }

/** The targets of the header are compared like a fact: their type and role. */
const TARGET = 'target'
const TARGET_SCHEMA: JsonObject = {}

const recordsOf = ({ targets, evidence }: Snapshot): ReadonlyMap<string, Evidence> => {
  const headers = targets.map(({ name, type, role }): Evidence => {
    return { target: name, fact: TARGET, params: {}, state: 'value', value: { type, role }, complete: true, omitted: [], sources: [] }
  })
  return keyed([...headers, ...orderedEvidence(evidence)])
}

const keyed = <P extends FactPlace>(places: readonly P[]): ReadonlyMap<string, P> =>
  new Map(places.map((place) => [evidenceKey(place.fact, place.target, place.params), place]))

const factIn = ({ target, fact, params }: FactPlace): FactPlace => ({ target, fact, params })
const incomparable = (place: FactPlace, text: string, pointer = ''): Outcome => ({ state: 'incomparable', gap: { ...factIn(place), pointer, text } })
const valueOf = (item: Evidence | undefined): JsonValue => (item?.state === 'value' ? item.value : null)

/** Two records of one fact. A value that the plan of the other side names no source of may come or go only where the contract says so. */
const recordOutcomes = (earlier: Evidence, later: Evidence, schema: JsonObject, rules: readonly DriftRule[]): readonly Outcome[] => {
  const unknown = [...unknownOf(earlier, 'earlier'), ...unknownOf(later, 'later')]
  if (unknown.length > 0) return [incomparable(earlier, unknown.join('; '))]
  if (earlier.state === 'not-in-plan' && later.state === 'not-in-plan') return []
  const outcomes = valueOutcomes(earlier, valueOf(earlier), valueOf(later), schema, rules)
  if (earlier.state === later.state || outcomes.every(({ state }) => state !== 'unexpected')) return [...outcomes, { state: 'compared' }]
  const [side, unnamed] = earlier.state === 'not-in-plan' ? (['earlier', earlier] as const) : (['later', later] as const)
  return [incomparable(earlier, `the plan of the ${side} snapshot does not name ${unnamed.state === 'not-in-plan' ? unnamed.needs : 'it'}`)]
}

const unknownOf = (item: Evidence, side: string): readonly string[] => {
  if (item.state === 'error') return [`the ${side} snapshot could not read it: ${item.reason.code}, ${item.reason.text}`]
  if (item.state !== 'value' || item.complete) return []
  return [`the ${side} snapshot holds it in part: ${item.omitted.length === 0 ? 'some of it could not be read' : item.omitted.join('; ')}`]
}

const valueOutcomes = (
  place: FactPlace,
  before: JsonValue,
  after: JsonValue,
  schema: JsonObject,
  rules: readonly DriftRule[],
): readonly Outcome[] => {
  const clauses = rulesFor(rules, place.fact, place.params)
  const differences = differencesBetween(schema, before, after)
  const change = (difference: Pick<Difference, 'pointer' | 'before' | 'after'>, kind: DriftChange['kind'], why: string | null): DriftChange => ({
    ...factIn(place),
    pointer: difference.pointer,
    kind,
    before: shortened(difference.before),
    after: shortened(difference.after),
    why,
  })
  const changes = differences.map((difference): Outcome => {
    const { kind, pointer } = difference
    if (kind === 'incomparable') return incomparable(place, OTHER_SALT, pointer)
    const { expected, why } = standingOfChange(clauses, pointer, kind)
    return { state: expected ? 'expected' : 'unexpected', change: change(difference, kind, why) }
  })
  const unchanged = mustHaveChanged(clauses, before === null ? [] : pointersIn(schema, before), differences).map(({ pointer, why }): Outcome => ({
    state: 'unexpected',
    change: change({ pointer, before: undefined, after: undefined }, 'unchanged', why),
  }))
  return [...changes, ...unchanged]
}

const OTHER_SALT = 'its keys were fingerprinted with different salts: give the plan a fingerprintSalt and collect both anew'

/** Characters of a value that a report shows. */
const SHOWN = 200

const shortened = (value: JsonValue | undefined): string | null => {
  if (value === undefined || value === null) return null
  const text = typeof value === 'string' ? value : canonicalJson(value)
  return text.length <= SHOWN ? text : `${text.slice(0, SHOWN).replace(/[\ud800-\udbff]$/, '')}... (${text.length} characters)`
}

const byPlace = (a: FactPlace & { readonly pointer?: string }, b: FactPlace & { readonly pointer?: string }): number =>
  compareText(a.target, b.target) ||
  compareText(a.fact, b.fact) ||
  compareText(canonicalJson(a.params), canonicalJson(b.params)) ||
  compareText(a.pointer ?? '', b.pointer ?? '')
