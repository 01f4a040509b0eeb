import { stripVTControlCharacters } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnsOf } from '../../src/reporters/screen.ts'
import { tableReporter } from '../../src/reporters/table.ts'
import { verdictText } from '../../src/reporters/verdict-text.ts'
import { arbitraryReport } from '../support/arbitrary-report.ts'
import { findingOf, HOSTILE, MEDIUM, reportOf, resultOf } from '../support/report-samples.ts'
import { PLAIN } from './options.ts'

const render = tableReporter.render
const options = fc.record({
  color: fc.boolean(),
  width: fc.integer({ min: 0, max: 200 }),
  verbose: fc.boolean(),
  quiet: fc.boolean(),
  ascii: fc.boolean(),
})
const unpainted = stripVTControlCharacters
const VERDICT_LINE = /^(PASSED|INCOMPLETE|DRIFT|FAILED|BLOCKED|TAINTED|INTERRUPTED):/

describe('verdictText', () => {
  const summary = MEDIUM.summary
  const outcomes = { pass: 0, fail: 0, error: 0, 'not-applicable': 0, 'not-checked': 0 }
  const failuresBySeverity = { blocker: 0, high: 0, medium: 0, low: 0, info: 0 }
  it.each([
    [
      { ...summary, outcomes: { ...outcomes, pass: 41, 'not-checked': 3 }, failuresBySeverity: { ...failuresBySeverity, blocker: 2, high: 1 } },
      'BLOCKED: 2 blockers, 1 high; 41 passed, 3 not checked',
    ],
    [
      { ...summary, outcomes: { ...outcomes, pass: 1 }, failuresBySeverity: { ...failuresBySeverity, blocker: 1, info: 4 } },
      'BLOCKED: 1 blocker; 1 passed',
    ],
    [
      { ...summary, verdict: 'passed' as const, outcomes: { ...outcomes, pass: 7, 'not-applicable': 2 }, failuresBySeverity },
      'PASSED: 7 passed, 2 not applicable',
    ],
    [{ ...summary, verdict: 'passed' as const, outcomes: { ...outcomes, pass: 7 }, waived: 1, failuresBySeverity }, 'PASSED: 7 passed, 1 waived'],
    [
      { ...summary, verdict: 'incomplete' as const, outcomes: { ...outcomes, error: 2 }, failuresBySeverity },
      'INCOMPLETE: 2 could not be determined',
    ],
    [{ ...summary, verdict: 'incomplete' as const, outcomes, failuresBySeverity }, 'INCOMPLETE: nothing was judged'],
  ])('%#: %s', (given, text) => {
    expect(verdictText(given)).toBe(text)
  })
})

describe('the terminal report', () => {
  it('ends with the verdict of the summary, and has it among the first lines', () => {
    fc.assert(
      fc.property(arbitraryReport, options, (report, given) => {
        const lines = unpainted(render(report, given)).trimEnd().split('\n')
        expect(lines.at(-1)).toBe(verdictText(report.summary, report.drift))
        expect(lines.filter((line) => VERDICT_LINE.test(line))).toHaveLength(given.quiet ? 1 : 2)
      }),
    )
  })

  it('shows nothing a terminal obeys, and only ASCII where only that is wanted', () => {
    fc.assert(
      fc.property(arbitraryReport, options, (report, given) => {
        const text = render(report, given)
        if (!given.color) expect(text).not.toContain('\x1b')
        expect(unpainted(text).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        if (given.ascii) expect(unpainted(text)).toMatch(/^[\x20-\x7e\n]*$/)
      }),
    )
  })

  it('says the same with and without colour', () => {
    fc.assert(
      fc.property(arbitraryReport, options, (report, given) => {
        expect(unpainted(render(report, { ...given, color: true }))).toBe(render(report, { ...given, color: false }))
      }),
    )
  })

  it('keeps to the width, except for words that are longer', () => {
    for (const width of [40, 60, 100, 140]) {
      const long = render(MEDIUM, { ...PLAIN, width })
        .split('\n')
        .filter((line) => columnsOf(line) > width)
      // The verdict is one line wherever it stands, so that it can be searched for; so are rows of the table.
      const excused = (line: string): boolean =>
        VERDICT_LINE.test(line) || /^(target|am-|ds-|deployment|role:)/.test(line) || /^ *(\w+ +)?\S+$/.test(line)
      expect(long.filter((line) => !excused(line))).toEqual([])
    }
  })

  it('does not cut a long path', () => {
    const path = `/srv/${'directory/'.repeat(30)}file.xml`
    const report = reportOf([
      resultOf({ check: 'pingam/a', outcome: 'fail', findings: [findingOf({ severity: 'high', message: 'wrong', location: { path, line: 3 } })] }),
    ])
    expect(render(report, { ...PLAIN, width: 60 })).toContain(`${path}:3\n`)
  })

  it('tells what, where, expected, actual, why, what to do and which check, in this order', () => {
    const text = render(MEDIUM, PLAIN)
    const block = text.slice(text.indexOf('Every instance runs on Tomcat'), text.indexOf('HIGH'))
    const labels = [...block.matchAll(/^ {4}(\w+) /gm)].map((match) => match[1])
    const one = ['on', 'found', 'where', 'expected', 'actual']
    expect(labels).toEqual([...one, ...one, 'why', 'do', 'source', 'check'])
    expect(block).toContain('iam-preflight explain pingam/tomcat-version')
  })

  it('groups failures by severity, worst first', () => {
    const text = render(MEDIUM, PLAIN)
    const order = ['\nBLOCKER  2', '\nHIGH  1', '\nMEDIUM  1', '\nCOULD NOT BE DETERMINED', '\nNOT CHECKED', '\nACCEPTED GAPS'].map((heading) =>
      text.indexOf(heading),
    )
    expect(order).toEqual([...order].sort((a, b) => a - b))
    expect(order).not.toContain(-1)
    expect(text).toContain('MEDIUM  1 failure; does not decide (--fail-on high)')
  })

  it('tells one cause once, with everything that hangs on it, and two targets apart', () => {
    const error = (check: string, target: string): ReturnType<typeof resultOf> =>
      resultOf({ check, target, outcome: 'error', reason: { code: 'unreachable', text: 'connection refused' } })
    const text = render(reportOf([...['pingam/a', 'pingam/b', 'pingam/c'].map((check) => error(check, 'ds-1')), error('pingam/a', 'ds-2')]), PLAIN)
    expect(text).toContain('COULD NOT BE DETERMINED  4 checks, 2 causes')
    expect(text.split('connection refused')).toHaveLength(3)
    expect(text).toContain('high: pingam/a, pingam/b, pingam/c\n')
    expect(text).toContain('iam-preflight explain unreachable')
  })

  it('shows accepted gaps with who and why, and not as open ones', () => {
    const text = render(MEDIUM, PLAIN)
    expect(text).toContain("by the plan's gaps: change 4711: the stores are audited next week")
    expect(text).toContain('by a flag: left out by --exclude pingam/theme-*')
    expect(text.split('pingam/theme-jars')).toHaveLength(2)
  })

  it('folds passes into a count, and lists them with their evidence under --verbose', () => {
    expect(render(MEDIUM, PLAIN)).not.toContain('boot.json names 1 instance')
    expect(render(MEDIUM, PLAIN)).toContain('2 passed, 1 not applicable, 1 remark on passing checks (--verbose lists them)')
    const verbose = render(MEDIUM, { ...PLAIN, verbose: true })
    expect(verbose).toContain('pingam/boot-json @ am-1: boot.json names 1 instance')
    expect(verbose).toContain('remark: the file is writable by its group')
    expect(verbose).toContain('pingam/wizard-route @ am-1: applies only with route wizard')
  })

  it('counts the findings it leaves out, and shows all under --verbose', () => {
    const findings = Array.from({ length: 25 }, (_, index) => findingOf({ severity: 'high', message: `finding ${index}`, subject: `s${index}` }))
    const report = reportOf([resultOf({ check: 'pingam/a', outcome: 'fail', findings })])
    expect(render(report, PLAIN)).toContain('... and 5 more findings (--verbose lists them)')
    expect(render(report, { ...PLAIN, verbose: true }).match(/finding \d+/g)).toHaveLength(25)
  })

  it('shortens a text of a megabyte', () => {
    const report = reportOf([
      resultOf({ check: 'pingam/a', outcome: 'fail', findings: [findingOf({ severity: 'high', message: 'x'.repeat(1024 * 1024) })] }),
    ])
    expect(render(report, { ...PLAIN, verbose: true }).length).toBeLessThan(20_000)
  })

  it('renders 10,000 results of each kind', () => {
    const results = Array.from({ length: 10_000 }, (_, index) =>
      index % 2 === 0
        ? resultOf({ check: `pingam/check-${index}`, outcome: 'fail', findings: [findingOf({ severity: 'high', message: `m${index}` })] })
        : resultOf({ check: `pingam/check-${index}`, outcome: 'error', reason: { code: 'timeout', text: `t${index % 7}` } }),
    )
    const text = render(reportOf(results), PLAIN)
    expect(text.match(/^ {4}found/gm)).toHaveLength(5_000)
    expect(text).toContain('5000 checks, 7 causes')
  })

  it('keeps every line of hostile text to the right of the margin', () => {
    const own = /^( |[A-Z]|\u2717|\u25cb|\?|target|iam-preflight|only read|note:|compared with|\d+ passed|\d+ facts? compared|\.\.\. and|$)/
    const table = /  \d+ +\d+ +\d+ +\d+ +\d+$/
    const strangers = render(HOSTILE, PLAIN)
      .split('\n')
      .filter((line) => !own.test(line) && !table.test(line))
    // The line of times holds the report's own startedAt, hostile here.
    expect(strangers).toEqual(['abc\\u{202e}txt.exe\\u{2066} to 2026-11-24T06:00:12.000Z'])
  })
})
