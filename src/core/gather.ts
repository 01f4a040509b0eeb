import type { FactRequests } from './check.ts'
import type { Evidence } from './fact.ts'
import { compareText } from './json.ts'
import type { Want } from './selection.ts'
import { evidenceKey, orderedEvidence, type Snapshot } from './snapshot.ts'
import type { ReasonCode } from './vocabulary.ts'

/** A snapshot's evidence by key. */
export const evidenceIn = (snapshot: Snapshot): ReadonlyMap<string, Evidence> =>
  new Map(orderedEvidence(snapshot.evidence).map((item) => [evidenceKey(item.fact, item.target, item.params), item]))

/** The answers to a check's requests, or why there are none. */
export type Gathered =
  | { readonly state: 'facts'; readonly facts: { readonly [request: string]: unknown }; readonly omitted: readonly string[] }
  | { readonly state: 'error'; readonly code: ReasonCode; readonly text: string }
  | { readonly state: 'not-in-plan'; readonly text: string }

/** Answers requests from evidence; `source` names where that is, in sentences. */
export const gather = (requests: FactRequests, wants: readonly Want[], evidence: ReadonlyMap<string, Evidence>, source: string): Gathered => {
  const errors: { code: ReasonCode; text: string }[] = []
  const unnamed: string[] = []
  const omitted: string[] = []
  const facts: Record<string, unknown> = {}
  // What is asked of targets of another type has an answer too.
  for (const [request, { select }] of Object.entries(requests)) if (select.of === 'own' && select.types !== undefined) facts[request] = null
  const several = new Set(wants.map((want) => want.target.name)).size > 1

  for (const want of wants) {
    const select = requests[want.request]?.select
    const item = evidence.get(evidenceKey(want.fact, want.target.name, want.params))
    const about = several ? `${want.target.name}: ` : ''
    if (item === undefined) errors.push({ code: 'missing-evidence', text: `${about}${source} holds no fact "${want.fact}" of ${want.target.name}` })
    else if (item.state === 'error') errors.push({ code: item.reason.code, text: `${about}${item.reason.text}` })
    else if (item.state === 'not-in-plan') {
      if (select?.of === 'own' && select.optional) facts[want.request] = null
      else if (select?.of === 'role' && select.optional === true) facts[want.request] = withRow(facts[want.request], want.target.name, null)
      else unnamed.push(`${source === 'the baseline' ? 'the plan of the baseline' : 'the plan'} does not name ${item.needs} of ${want.target.name}`)
    } else {
      omitted.push(
        ...item.omitted.map((line) => `${about}${line}`),
        ...(item.complete || item.omitted.length > 0 ? [] : [`${about}"${want.fact}" is incomplete`]),
      )
      if (select === undefined || select.of === 'own') facts[want.request] = item.value
      else facts[want.request] = withRow(facts[want.request], want.target.name, item.value)
    }
  }
  const [first] = errors
  if (first !== undefined) return { state: 'error', code: first.code, text: [...new Set(errors.map((error) => error.text))].join('; ') }
  if (unnamed.length > 0) return { state: 'not-in-plan', text: [...new Set(unnamed)].join('; ') }
  return { state: 'facts', facts, omitted: [...new Set(omitted)] }
}

const withRow = (rows: unknown, target: string, value: unknown): readonly { readonly target: string; readonly value: unknown }[] =>
  [...rowsOf(rows), { target, value }].sort((a, b) => compareText(a.target, b.target))

const rowsOf = (value: unknown): readonly { readonly target: string; readonly value: unknown }[] => (Array.isArray(value) ? value : [])
