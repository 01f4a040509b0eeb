import { compareText } from '../core/json.ts'
import type { Finding, Report, Result, Verdict } from '../core/report.ts'
import type { TargetName } from '../core/target.ts'
import { REASONS } from '../core/vocabulary.ts'
import { judgedResults, type Judged } from './grouping.ts'
import { driftCases } from './junit-drift.ts'
import { headline, printableLines } from './junit-text.ts'
import { placeOf, targetOf } from './place.ts'
import type { Reporter } from './reporter.ts'
import { element, xmlDocument, type Element } from './xml.ts'

/**
 * JUnit XML (DESIGN §7), valid against both the Windy Road and the Jenkins xUnit schema (TOOLBOX §4.1): a suite for each target and one for what spans
 * them, a case for each result. Failures and errors are there exactly when the exit code is 20 or more.
 */
const render = (report: Report): string => {
  const judged = judgedResults(report)
  const drifted = report.drift === null ? 0 : report.drift.unexpected.length + report.drift.incomparable.length
  const budget = budgetFor(judged.filter(({ result }) => result.outcome !== 'pass').length + drifted)
  const unique = uniqueNames()
  const why = new Map(report.checks.map((check) => [check.id, check.why]))
  const explained = drifted > 0 || judged.some(({ counts }) => counts !== null)
  const named = new Set(report.targets.map(({ name }) => name))
  const changes = driftCases(report.drift, budget, unique)
  const suites = suitesOf(report, judged).map((suite, id) => {
    const cases = [
      ...suite.judged.map((one) => caseOf(one, { report, budget, unique, why: why.get(one.result.check) ?? null })),
      // A target that has gone has no suite of its own: what is said of it stands with the deployment.
      ...changes
        .filter(({ target }) => (suite.holdsRun ? target === null || !named.has(target) : target === suite.target?.name))
        .map((one) => one.element),
    ]
    return suiteElement(report, suite, id, suite.holdsRun && report.summary.exitCode >= 20 && !explained ? [runCase(report), ...cases] : cases)
  })
  return xmlDocument(element('testsuites', {}, suites))
}

export const junitReporter: Reporter = { name: 'junit', title: 'JUnit XML', render }

/** Reading GitLab's limit of 30 MB: all texts of a file together, before XML's own escapes. One text has its share, within bounds. */
const ALL_TEXTS = 8 * 1024 * 1024
const budgetFor = (told: number): number => Math.max(200, Math.min(4000, Math.floor(ALL_TEXTS / Math.max(1, told))))
const FINDINGS_TOLD = 20

interface Suite {
  readonly name: string
  readonly target: TargetName | null
  readonly judged: readonly Judged[]
  /** Whether the case for the run itself belongs here: in one suite only. */
  readonly holdsRun: boolean
}

/** A suite for each target of the plan, in its order; then targets the plan does not name; last the deployment, with the results of roles. */
const suitesOf = (report: Report, judged: readonly Judged[]): readonly Suite[] => {
  const byTarget = new Map<string, Judged[]>(report.targets.map((target) => [target.name, []]))
  const spanning: Judged[] = []
  for (const one of judged) {
    const { target } = one.result
    const own = target === null ? undefined : byTarget.get(target)
    if (own !== undefined) own.push(one)
    else if (target === null || target.startsWith('role:')) spanning.push(one)
    else byTarget.set(target, [one])
  }
  const targets = new Map(report.targets.map((target) => [target.name, target]))
  const named = [...byTarget].map(([name, results]) => ({ name, target: targets.get(name) ?? null, judged: results, holdsRun: false }))
  const known = named.filter(({ target }) => target !== null)
  const others = named.filter(({ target }) => target === null).sort((a, b) => compareText(a.name, b.name))
  return [...known, ...others, { name: 'deployment', target: null, judged: spanning, holdsRun: true }]
}

const suiteElement = ({ run, tool, summary }: Report, { name, target }: Suite, id: number, cases: readonly Element[]): Element => {
  const count = (kind: string): number => cases.filter((one) => one.children.some((child) => child.name === kind)).length
  const properties = [
    ['tool', `${tool.name} ${tool.version}`],
    ['profile', run.profile],
    ['phase', run.phase],
    ...(run.step === null ? [] : [['step', run.step] as const]),
    ['failOn', run.failOn],
    ['verdict', summary.verdict],
    ['exitCode', String(summary.exitCode)],
    ...(target === null
      ? []
      : ([
          ['type', target.type],
          ['role', target.role],
        ] as const)),
  ] as const
  const attributes = {
    name: headline(name),
    package: headline(run.profile),
    id,
    timestamp: zonelessTime(run.startedAt),
    hostname: 'localhost',
    tests: cases.length,
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
    time: '0.000',
  }
  return element('testsuite', attributes, [
    element(
      'properties',
      {},
      properties.map(([key, value]) => element('property', { name: key, value: headline(value) })),
    ),
    ...cases,
    element('system-out', {}),
    element('system-err', {}),
  ])
}

interface CaseContext {
  readonly report: Report
  readonly budget: number
  readonly unique: (classname: string, name: string) => string
  readonly why: string | null
}

const caseOf = ({ result, counts }: Judged, { report, budget, unique, why }: CaseContext): Element => {
  const classname = headline(result.check.split('/')[0] ?? '')
  const name = unique(classname, headline(`${result.check}: ${result.title} @ ${targetOf(result)}`))
  const attributes = { classname, name, time: '0.000' }
  if (result.outcome === 'pass') return element('testcase', attributes)

  const text = printableLines(result.outcome === 'fail' ? failureText(result, why) : reasonText(result), budget)
  const told = (name: string, type: string | null, message: string): Element => {
    const headed = headline(message)
    // The text stands in the attribute and as content, since each reader looks at one of them only.
    const content = text.trim() === '' ? headed : text
    return element('testcase', attributes, [element(name, type === null ? { message: headed } : { type, message: headed }, content)])
  }
  const message = result.outcome === 'fail' ? failureHeadline(result) : reasonHeadline(result)
  if (counts === 'failure') return told('failure', result.severity, message)
  if (counts === 'error') return told('error', result.reason?.code ?? result.outcome, message)
  return told('skipped', null, `${notCounted(result, report)}: ${message}`)
}

/** Why something that is not a pass does not count. */
const notCounted = (result: Result, { run, gaps }: Report): string => {
  if (result.outcome === 'not-applicable') return 'not applicable'
  if (result.waiver !== null) return 'waived'
  const gap = gaps.find((one) => one.check === result.check && one.target === result.target)
  if (result.outcome === 'not-checked' && gap !== undefined) return `accepted gap (${gap.reason})`
  return `${result.severity} is below --fail-on ${run.failOn}`
}

const failureHeadline = ({ findings }: Result): string => {
  const [first, ...more] = findings
  return `${first?.message ?? ''}${more.length === 0 ? '' : ` (and ${more.length} more)`}`
}

/** `timeout: what happened`, `not checked: what is missing`; why a rule is moot needs no word before it. */
const reasonHeadline = ({ outcome, reason }: Result): string => {
  const word = outcome === 'not-checked' ? 'not checked' : reason?.code
  return `${word === undefined ? '' : `${word}: `}${reason?.text ?? ''}`
}

const failureText = (result: Result, why: string | null): readonly string[] => {
  const missing = result.findings.length - FINDINGS_TOLD
  return [
    ...result.findings.slice(0, FINDINGS_TOLD).flatMap(findingText),
    ...(missing > 0 ? [`... and ${missing} more findings`] : []),
    ...(why === null ? [] : `why: ${why}`.split(/\r?\n/)),
    ...`do: ${result.remedy}`.split(/\r?\n/),
    ...result.references.map(({ title, section }) => `source: ${title}, ${section}`),
  ]
}

const findingText = (finding: Finding): readonly string[] => {
  const place = placeOf(finding.location)
  return [
    `[${finding.severity}] ${finding.message}`,
    ...(place === '' ? [] : [`  where: ${place}`]),
    ...(finding.expected === null ? [] : [`  expected: ${finding.expected}`]),
    ...(finding.actual === null ? [] : [`  actual: ${finding.actual}`]),
  ]
}

const reasonText = (result: Result): readonly string[] => [
  reasonHeadline(result),
  ...(result.reason?.code === undefined ? [] : [`what helps: ${REASONS[result.reason.code]}`]),
]

const RUN_TEXT: Readonly<Record<Verdict, string>> = {
  passed: 'the audit passed',
  incomplete: 'nothing was judged: no check applied, or all that did is an accepted gap',
  drift: 'something changed that was not expected to',
  failed: 'the audit failed',
  blocked: 'the upgrade is blocked',
  tainted: 'the read-only guard or the secret scrubber stopped something',
  interrupted: 'the audit was interrupted; the report is partial',
}

/** The case that accounts for an exit code which no result explains. */
const runCase = ({ summary }: Report): Element => {
  const text = `${RUN_TEXT[summary.verdict]} (exit code ${summary.exitCode})`
  return element('testcase', { classname: 'iam-preflight', name: 'run', time: '0.000' }, [
    element('error', { type: summary.verdict, message: text }, text),
  ])
}

/** Names made unique within a class, since GitLab silently drops a repeated one. */
const uniqueNames = (): ((classname: string, name: string) => string) => {
  const taken = new Set<string>([JSON.stringify(['iam-preflight', 'run'])])
  const seen = new Map<string, number>()
  return (classname, name) => {
    const base = JSON.stringify([classname, name])
    let number = (seen.get(base) ?? 0) + 1
    let candidate = number === 1 ? name : `${name} #${number}`
    while (taken.has(JSON.stringify([classname, candidate]))) candidate = `${name} #${(number += 1)}`
    seen.set(base, number)
    taken.add(JSON.stringify([classname, candidate]))
    return candidate
  }
}

/** An ISO time to the second without its zone, as the Windy Road schema wants it; the epoch for what is no time, since the attribute is mandatory. */
const zonelessTime = (time: string): string => {
  const text = /^[1-9]\d{3}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/.exec(time)?.[0] ?? ''
  const at = Date.parse(`${text}Z`)
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text) ? text : '1970-01-01T00:00:00'
}
