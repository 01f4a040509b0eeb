import type { Drift, DriftPlace } from '../core/report.ts'
import { driftPlace, driftSaid } from './drift-text.ts'
import { headline, printableLines } from './junit-text.ts'
import { element, type Element } from './xml.ts'

/** A case and the target it is about; null: the comparison itself. */
interface DriftCase {
  readonly target: string | null
  readonly element: Element
}

/**
 * The drift as cases: an unexpected change fails, what could not be compared is an error, an expected change passes, and so does the comparison itself.
 * `budget`: characters of one text.
 */
export const driftCases = (drift: Drift | null, budget: number, unique: (classname: string, name: string) => string): readonly DriftCase[] => {
  if (drift === null) return []
  const attributesOf = (name: string) => ({ classname: CLASS, name: unique(CLASS, headline(name)), time: '0.000' })
  const caseAt = (place: DriftPlace, said: readonly string[], kind: 'failure' | 'error' | null): DriftCase => {
    const attributes = attributesOf(`${driftPlace(place)} @ ${place.target}`)
    const message = headline(`${driftPlace(place)}: ${said[0] ?? ''}`)
    const type = kind === 'failure' ? 'drift' : 'incomparable'
    const children =
      kind === null ? [] : [element(kind, { type, message }, printableLines([`${place.target} ${driftPlace(place)}`, ...said], budget))]
    return { target: place.target, element: element('testcase', attributes, children) }
  }
  return [
    ...drift.unexpected.map((change) => caseAt(change, [driftSaid(change), ...(change.why === null ? [] : [`why: ${change.why}`])], 'failure')),
    ...drift.incomparable.map((gap) => caseAt(gap, [gap.text], 'error')),
    ...drift.expected.map((change) => caseAt(change, [], null)),
    ...(drift.compared === 0 ? [] : [{ target: null, element: element('testcase', attributesOf(`facts compared: ${drift.compared}`)) }]),
  ]
}

const CLASS = 'drift'
