import type { AcceptedGap, CheckSummary, Finding, Report, Result } from '../core/report.ts'
import { reaches, REASONS, SEVERITIES, type ReasonCode, type Severity } from '../core/vocabulary.ts'
import type { Cause, Judged, Sections } from './grouping.ts'
import { placeOf, targetOf } from './place.ts'
import type { Screen, Style } from './screen.ts'

/** Findings of one result, and names in one list, shown without --verbose. The JSON report has all. */
const FINDINGS_SHOWN = 20
const NAMES_SHOWN = 40

const SEVERITY_STYLE: Readonly<Record<Severity, Style>> = { blocker: 'red', high: 'red', medium: 'yellow', low: 'cyan', info: 'dim' }

const heading = (screen: Screen, words: string, count: string, ...styles: readonly Style[]): readonly string[] =>
  screen.item(words, ` ${count}`, 'bold', ...styles)

const plural = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`

/** A block for each severity, worst first. */
export const failureLines = (sections: Sections, report: Report, screen: Screen): readonly (readonly string[])[] => {
  const summaries = new Map(report.checks.map((check) => [check.id, check]))
  return sections.failures.map(({ severity, checks }) => {
    const results = checks.flat()
    const decides = reaches(severity, report.run.failOn) ? '' : `; does not decide (--fail-on ${report.run.failOn})`
    return [
      ...heading(screen, severity.toUpperCase(), `${plural(results.length, 'failure')}${decides}`, SEVERITY_STYLE[severity]),
      ...checks.flatMap((judged) => [
        '',
        ...checkLines(
          judged.map(({ result }) => result),
          summaries,
          screen,
        ),
      ]),
    ]
  })
}

/** One failing check: its title, what was found on each target, and once why it matters and what to do. */
const checkLines = (results: readonly Result[], checks: ReadonlyMap<string, CheckSummary>, screen: Screen): readonly string[] => {
  const [first] = results
  if (first === undefined) return []
  const why = checks.get(first.check)?.why
  return [
    ...screen.item(`${screen.sign('fail')} ${first.severity.toUpperCase()}`, screen.text(first.title), SEVERITY_STYLE[first.severity]),
    ...results.flatMap((result) => resultLines(result, screen)),
    ...(why === undefined ? [] : screen.field('why', why, 'paragraphs')),
    ...screen.field('do', first.remedy, 'paragraphs'),
    ...first.references.flatMap((reference, index) => screen.field(index === 0 ? 'source' : '', `${reference.title}, ${reference.section}`)),
    ...screen.field('check', `${first.check} (iam-preflight explain ${first.check})`),
  ]
}

const resultLines = (result: Result, screen: Screen): readonly string[] => {
  const shown = screen.verbose ? result.findings : result.findings.slice(0, FINDINGS_SHOWN)
  const missing = result.findings.length - shown.length
  return [
    ...screen.field('on', targetOf(result)),
    ...shown.flatMap((finding) => findingLines(finding, result.severity, screen)),
    ...(missing > 0 ? screen.field('', `... and ${plural(missing, 'more finding')} (--verbose lists them)`) : []),
  ]
}

const findingLines = (finding: Finding, usual: Severity, screen: Screen): readonly string[] => {
  const place = placeOf(finding.location)
  const said = `${finding.message} ${place}`
  return [
    ...screen.field('found', `${finding.severity === usual ? '' : `[${finding.severity}] `}${finding.message}`),
    ...(said.includes(finding.subject) ? [] : screen.field('subject', finding.subject)),
    ...(place === '' ? [] : screen.field('where', place)),
    ...(finding.expected === null ? [] : screen.field('expected', finding.expected)),
    ...(finding.actual === null ? [] : screen.field('actual', finding.actual)),
  ]
}

/** What could not be determined, by cause: one unreachable server is told once, with all that depends on it. */
export const errorLines = ({ errors }: Sections, screen: Screen): readonly string[] =>
  errors.length === 0
    ? []
    : [
        ...heading(screen, 'COULD NOT BE DETERMINED', `${plural(resultsIn(errors), 'check')}, ${plural(errors.length, 'cause')}`, 'magenta'),
        ...errors.flatMap((cause) => [
          '',
          ...screen.item(
            `${screen.sign('error')} ERROR`,
            screen.text(`${cause.code ?? 'unknown'} on ${cause.target ?? 'several targets'}`),
            'magenta',
          ),
          ...screen.field('cause', cause.text),
          ...(isReason(cause.code)
            ? [...screen.field('helps', REASONS[cause.code]), ...screen.field('explain', `iam-preflight explain ${cause.code}`)]
            : []),
          ...affectedLines(cause, screen),
        ]),
      ]

const isReason = (code: string | null): code is ReasonCode => code !== null && Object.hasOwn(REASONS, code)

const resultsIn = (causes: readonly Cause[]): number => causes.reduce((sum, cause) => sum + cause.results.length, 0)

/** Gaps in coverage: what nothing in the plan lets the tool look at. */
export const uncheckedLines = ({ unchecked }: Sections, screen: Screen): readonly string[] =>
  unchecked.length === 0
    ? []
    : [
        ...heading(screen, 'NOT CHECKED', `${plural(resultsIn(unchecked), 'gap')} in coverage`, 'yellow'),
        ...unchecked.flatMap((cause) => [
          ...screen.item(screen.sign('unchecked'), screen.text(cause.text), 'yellow'),
          ...affectedLines(cause, screen),
        ]),
      ]

/** The checks of a cause, a line for each severity; the target is named only where it is not the cause's. */
const affectedLines = (cause: Cause, screen: Screen): readonly string[] =>
  SEVERITIES.flatMap((severity) =>
    (['counts', 'does not decide'] as const).flatMap((kind) => {
      const chosen = cause.results.filter(({ result, counts }) => result.severity === severity && (counts === null) === (kind === 'does not decide'))
      const name = ({ result }: Judged): string => (cause.target === null || cause.code === null ? nameOf(result) : result.check)
      return chosen.length === 0 ? [] : listLines(kind === 'counts' ? `${severity}: ` : `${severity} (${kind}): `, chosen.map(name), screen)
    }),
  )

const listLines = (lead: string, names: readonly string[], screen: Screen): readonly string[] => {
  const shown = screen.verbose ? names : names.slice(0, NAMES_SHOWN)
  const missing = names.length - shown.length
  return screen.wrap(`    ${lead}${shown.map((name) => screen.text(name)).join(', ')}${missing > 0 ? ` and ${missing} more` : ''}`, 6)
}

const nameOf = ({ check, target }: Pick<Result, 'check' | 'target'>): string => `${check} @ ${targetOf({ target })}`

const ACCEPTED_BY: Readonly<Record<AcceptedGap['by'], string>> = { plan: "by the plan's gaps", flag: 'by a flag' }

/** What somebody has decided not to look at: who, why, and which checks. */
export const acceptedLines = ({ accepted }: Sections, screen: Screen): readonly string[] =>
  accepted.length === 0
    ? []
    : [
        ...heading(
          screen,
          'ACCEPTED GAPS',
          `${plural(
            accepted.reduce((sum, { gaps }) => sum + gaps.length, 0),
            'result',
          )}; they do not count`,
        ),
        ...accepted.flatMap(({ by, reason, gaps }) => [
          ...screen.item(screen.sign('unchecked'), `${ACCEPTED_BY[by]}: ${screen.text(reason)}`, 'dim'),
          ...listLines('', gaps.map(nameOf), screen),
        ]),
      ]

/** With --verbose: rules that are moot, and why. */
export const mootLines = ({ moot }: Sections, screen: Screen): readonly string[] =>
  moot.length === 0 || !screen.verbose
    ? []
    : [
        ...heading(screen, 'NOT APPLICABLE', plural(moot.length, 'check')),
        ...moot.flatMap((result) =>
          screen.item(screen.sign('moot'), `${screen.text(nameOf(result))}: ${screen.text(result.reason?.text ?? '')}`, 'dim'),
        ),
      ]

/** With --verbose: what passed, with its evidence and the remarks that ride on it. */
export const passLines = ({ passes }: Sections, screen: Screen): readonly string[] =>
  passes.length === 0 || !screen.verbose
    ? []
    : [
        ...heading(screen, 'PASSED', plural(passes.length, 'check'), 'green'),
        ...passes.flatMap((result) => [
          ...screen.item(screen.sign('pass'), `${screen.text(nameOf(result))}: ${screen.text(result.observed ?? '')}`, 'green'),
          ...result.findings.flatMap((finding) =>
            screen.wrap(`  ${screen.sign('info')} remark: ${screen.text(`${finding.message} ${placeOf(finding.location)}`.trimEnd())}`, 4),
          ),
        ]),
      ]
