import { getBorderCharacters, table } from 'table'
import { compareText } from '../core/json.ts'
import type { Report, Result, Verdict } from '../core/report.ts'
import { sectionsOf, judgedResults, type Sections } from './grouping.ts'
import { targetOf } from './place.ts'
import type { Reporter, RenderOptions } from './reporter.ts'
import { screenFor, type Screen, type Style } from './screen.ts'
import { driftBriefly, driftHeader, driftLines } from './table-drift.ts'
import { acceptedLines, errorLines, failureLines, mootLines, passLines, uncheckedLines } from './table-sections.ts'
import { verdictText } from './verdict-text.ts'

/**
 * The report for people (DESIGN §8): the verdict in the first screen and again as the last line, failures worst first, each with what was found, where and
 * what to do; then what could not be determined, gaps in coverage, and passes as a count.
 */
const render = (report: Report, options: RenderOptions): string => {
  const screen = screenFor(options)
  const verdict = screen.paint(verdictText(report.summary, report.drift), 'bold', VERDICT_STYLE[report.summary.verdict])
  if (options.quiet) return `${[...briefLines(report, screen), ...driftBriefly(report.drift, screen), verdict].join('\n')}\n`
  const sections = sectionsOf(report)
  const blocks = [
    [...headerLines(report, screen), '', verdict],
    ...failureLines(sections, report, screen),
    ...driftLines(report.drift, screen),
    errorLines(sections, screen),
    uncheckedLines(sections, screen),
    acceptedLines(sections, screen),
    mootLines(sections, screen),
    passLines(sections, screen),
    attestationLines(report, screen),
    targetTable(report, screen),
    closingLines(report, sections, screen),
    [verdict],
  ]
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`
}

export const tableReporter: Reporter = { name: 'table', title: 'for people at a terminal', render }

const VERDICT_STYLE: Readonly<Record<Verdict, Style>> = {
  passed: 'green',
  incomplete: 'yellow',
  drift: 'yellow',
  failed: 'red',
  blocked: 'red',
  tainted: 'red',
  interrupted: 'yellow',
}

/** As many targets as fit a first screen; the table further down has more. */
const TARGETS_IN_HEADER = 8
const ROWS_IN_TABLE = 30
const CELL = 60

const headerLines = (report: Report, screen: Screen): readonly string[] => {
  const { tool, run, targets } = report
  const facts = [
    `profile ${run.profile}`,
    `phase ${run.phase}`,
    ...(run.step === null ? [] : [`step ${run.step}`]),
    `fail on ${run.failOn}`,
    'read-only',
  ]
  const title = `${tool.name} ${tool.version}`
  const named = targets.slice(0, TARGETS_IN_HEADER).map((target) => `${target.name} (${target.type}, ${target.role})`)
  const rest = targets.length > TARGETS_IN_HEADER ? ` and ${targets.length - TARGETS_IN_HEADER} more` : ''
  const digests = screen.verbose
    ? [...screen.wrap(`plan ${screen.text(run.planDigest)}`, 2), ...screen.wrap(`snapshot ${screen.text(run.snapshotDigest)}`, 2)]
    : []
  return [
    ...screen.wrap([title, ...facts].map((fact) => screen.text(fact)).join('   '), 2),
    ...screen.wrap(`targets: ${named.length === 0 ? 'none' : named.map((name) => screen.text(name)).join(', ')}${rest}`, 2),
    ...screen.wrap(screen.text(`${run.startedAt} to ${run.finishedAt}`), 2),
    ...driftHeader(report.drift, screen),
    ...digests,
  ]
}

/** With --quiet: a line for each result that counts, and nothing else but the verdict. */
const briefLines = (report: Report, screen: Screen): readonly string[] =>
  judgedResults(report).flatMap(({ result, counts }) => {
    if (counts === null) return []
    const [first, ...more] = result.findings
    const said =
      counts === 'failure'
        ? `${first?.message ?? ''}${more.length === 0 ? '' : ` (and ${more.length} more)`}`
        : `${result.reason?.code ?? 'not checked'}: ${result.reason?.text ?? ''}`
    const word = counts === 'failure' ? result.severity.toUpperCase() : result.outcome.toUpperCase()
    return screen.wrap(`${word} ${screen.text(`${result.check} @ ${targetOf(result)}`)}: ${screen.text(said)}`, 2)
  })

const attestationLines = (report: Report, screen: Screen): readonly string[] =>
  report.attestations.length === 0
    ? []
    : [
        screen.paint('ATTESTED', 'bold'),
        ...report.attestations.flatMap((one) =>
          screen.wrap(`  ${screen.text(`${one.check}: ${one.by}, ${one.on}${one.note === null ? '' : `: ${one.note}`}`)}`, 4),
        ),
      ]

const COLUMNS = ['target', 'failed', 'error', 'not checked', 'not applicable', 'passed'] as const
const OUTCOME_COLUMNS = ['fail', 'error', 'not-checked', 'not-applicable', 'pass'] as const

/** Results per target, a row each: what is named in the plan first, then roles and the deployment. */
const targetTable = (report: Report, screen: Screen): readonly string[] => {
  const names = new Map<string, Result[]>(report.targets.map((target) => [target.name, []]))
  const spanning = new Map<string, Result[]>()
  for (const result of report.results) {
    const rows = names.get(targetOf(result)) ?? spanning.get(targetOf(result))
    if (rows === undefined) spanning.set(targetOf(result), [result])
    else rows.push(result)
  }
  const rows = [...names, ...[...spanning].sort(([a], [b]) => compareText(a, b))]
  if (report.results.length === 0 && report.drift !== null) return []
  if (rows.length === 0) return []
  const cells = rows
    .slice(0, ROWS_IN_TABLE)
    .map(([name, results]) => [
      screen.text(name, CELL),
      ...OUTCOME_COLUMNS.map((outcome) => String(results.filter((result) => result.outcome === outcome).length)),
    ])
  const numbers = COLUMNS.slice(1).map(() => ({ alignment: 'right' as const }))
  const drawn = table([[...COLUMNS], ...cells], {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 0, paddingRight: 2 },
    columns: [{ alignment: 'left' }, ...numbers],
    drawHorizontalLine: () => false,
  })
  const [heading = '', ...lines] = drawn
    .trimEnd()
    .split('\n')
    .map((line) => line.trimEnd())
  const missing = rows.length - ROWS_IN_TABLE
  return [screen.paint(heading, 'dim'), ...lines, ...(missing > 0 ? [`... and ${missing} more rows`] : [])]
}

const closingLines = (report: Report, sections: Sections, screen: Screen): readonly string[] => {
  const remarks = sections.passes.reduce((sum, result) => sum + result.findings.length, 0)
  const { files, sql, ldap, http } = report.transcript.operations
  const folded = [
    ...(sections.passes.length > 0 ? [`${sections.passes.length} passed`] : []),
    ...(sections.moot.length > 0 ? [`${sections.moot.length} not applicable`] : []),
    ...(remarks > 0 ? [`${remarks} ${remarks === 1 ? 'remark' : 'remarks'} on passing checks`] : []),
  ]
  return [
    ...(folded.length > 0 && !screen.verbose ? screen.wrap(`${folded.join(', ')} (--verbose lists them)`, 2) : []),
    ...screen.wrap(`only read: ${files} files, ${sql} SQL statements, ${ldap} LDAP searches, ${http} HTTP requests`, 2),
    ...(screen.verbose ? screen.wrap(`transcript ${screen.text(report.transcript.digest)}`, 2) : []),
    ...(screen.verbose ? report.witness.flatMap((line) => screen.wrap(`witness: ${screen.text(line)}`, 2)) : []),
    ...report.notes.flatMap((line) => screen.wrap(`note: ${screen.text(line)}`, 2)),
  ]
}
