import type { Drift, DriftChange } from '../core/report.ts'
import { driftPlace, driftSaid } from './drift-text.ts'
import type { Screen, Style } from './screen.ts'

/** Items of one list shown without --verbose. The JSON report has all. */
const SHOWN = 100

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`

/** Which snapshot this one was compared with. */
export const driftHeader = (drift: Drift | null, screen: Screen): readonly string[] =>
  drift === null
    ? []
    : screen.wrap(
        `compared with ${screen.text(drift.baselinePhase)} of ${screen.text(drift.baselineCollectedAt)}${screen.verbose ? ` ${screen.text(drift.baselineDigest)}` : ''}`,
        2,
      )

/** With --quiet: a line for each unexpected change and each place that could not be compared. */
export const driftBriefly = (drift: Drift | null, screen: Screen): readonly string[] =>
  drift === null
    ? []
    : [
        ...drift.unexpected.flatMap((change) =>
          screen.wrap(`DRIFT ${screen.text(`${change.target} ${driftPlace(change)}`)}: ${said(change, screen)}`, 2),
        ),
        ...drift.incomparable.flatMap((gap) =>
          screen.wrap(`INCOMPARABLE ${screen.text(`${gap.target} ${driftPlace(gap)}`)}: ${screen.text(gap.text)}`, 2),
        ),
      ]

/** What differs: unexpected changes and what could not be compared; with --verbose expected changes too, and what nothing asks for on the other side. */
export const driftLines = (drift: Drift | null, screen: Screen): readonly (readonly string[])[] => {
  if (drift === null) return []
  const { unexpected, expected, incomparable, notCompared } = drift
  return [
    section(screen, 'UNEXPECTED', plural(unexpected.length, 'change'), 'red', unexpected, (change) => [
      ...screen.item(`${screen.sign('fail')} DRIFT`, screen.text(`${change.target} ${driftPlace(change)}`), 'red'),
      ...changeFields(change, screen),
    ]),
    section(screen, 'COULD NOT BE COMPARED', plural(incomparable.length, 'place'), 'magenta', incomparable, (gap) => [
      ...screen.item(`${screen.sign('error')} INCOMPARABLE`, screen.text(`${gap.target} ${driftPlace(gap)}`), 'magenta'),
      ...screen.field('cause', gap.text),
    ]),
    section(screen, 'EXPECTED', plural(expected.length, 'change'), 'green', screen.verbose ? expected : [], (change) => [
      ...screen.item(screen.sign('pass'), screen.text(`${change.target} ${driftPlace(change)}`), 'green'),
      ...changeFields(change, screen),
    ]),
    section(
      screen,
      'NOT COMPARED',
      `${plural(notCompared.length, 'fact')} that only one phase asks for`,
      'dim',
      screen.verbose ? notCompared : [],
      (one) => screen.item(screen.sign('moot'), screen.text(`${one.target} ${driftPlace(one)}: only ${one.heldBy}`), 'dim'),
    ),
    foldedLines(drift, screen),
  ]
}

const section = <T>(
  screen: Screen,
  words: string,
  count: string,
  style: Style,
  items: readonly T[],
  lines: (item: T) => readonly string[],
): readonly string[] => {
  if (items.length === 0) return []
  const shown = screen.verbose ? items : items.slice(0, SHOWN)
  const missing = items.length - shown.length
  return [
    ...screen.item(words, ` ${count}`, 'bold', style),
    ...shown.flatMap(lines),
    ...(missing > 0 ? [`... and ${missing} more (--verbose lists them)`] : []),
  ]
}

const changeFields = (change: DriftChange, screen: Screen): readonly string[] => [
  ...screen.field('what', driftSaid({ ...change, before: null, after: null })),
  ...(change.before === null ? [] : screen.field('before', change.before)),
  ...(change.after === null ? [] : screen.field('after', change.after)),
  ...(change.why === null ? [] : screen.field('why', change.why)),
]

const said = (change: DriftChange, screen: Screen): string => screen.text(driftSaid(change))

const foldedLines = ({ expected, notCompared, compared }: Drift, screen: Screen): readonly string[] => {
  const folded = [
    `${plural(compared, 'fact')} compared`,
    plural(expected.length, 'expected change'),
    ...(notCompared.length === 0 ? [] : [`${plural(notCompared.length, 'fact')} that only one phase asks for`]),
  ]
  return screen.wrap(`${folded.join(', ')}${screen.verbose || expected.length + notCompared.length === 0 ? '' : ' (--verbose lists them)'}`, 2)
}
