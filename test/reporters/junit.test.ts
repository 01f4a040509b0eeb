import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Report, Result } from '../../src/core/report.ts'
import { countsAs } from '../../src/core/verdict.ts'
import { junitReporter } from '../../src/reporters/junit.ts'
import { arbitraryReport } from '../support/arbitrary-report.ts'
import { casesOf, childrenOf, junitFlaws, parsedXml, type Node } from '../support/junit-rules.ts'
import { DRIFTED, findingOf, HOSTILE, MEDIUM, reportOf, resultOf, RUN, SMALL } from '../support/report-samples.ts'
import { requireTool } from '../support/required.ts'
import { PLAIN } from './options.ts'

const render = (report: Report): string => junitReporter.render(report, PLAIN)
const failing = (severity: Result['severity']): Result =>
  resultOf({ check: `pingam/${severity}`, severity, outcome: 'fail', findings: [findingOf({ severity, message: `${severity} thing` })] })
const kindsOf = (root: Node): readonly string[] => casesOf(root).map((one) => one.children[0]?.name ?? 'pass')
const sums = (root: Node, attribute: string): number =>
  childrenOf(root, 'testsuite').reduce((sum, suite) => sum + Number(suite.attributes[attribute]), 0)

describe('the JUnit report', () => {
  it('has failures or errors exactly when the exit code is 20 or more, and keeps every rule of the format', () => {
    fc.assert(
      fc.property(arbitraryReport, (report) => {
        const xml = render(report)
        expect(junitFlaws(xml)).toEqual([])
        const root = parsedXml(xml)
        expect(sums(root, 'failures') + sums(root, 'errors') > 0).toBe(report.summary.exitCode >= 20)
        const counted = report.results.map((result) => countsAs(result, { failOn: report.run.failOn, gaps: report.gaps }))
        const run = casesOf(root).filter((one) => one.attributes['classname'] === 'iam-preflight' && one.attributes['name'] === 'run')
        const { unexpected, incomparable, expected, compared } = report.drift ?? { unexpected: [], incomparable: [], expected: [], compared: 0 }
        const comparison = compared > 0 ? 1 : 0
        expect(sums(root, 'failures')).toBe(counted.filter((kind) => kind === 'failure').length + unexpected.length)
        expect(sums(root, 'errors')).toBe(counted.filter((kind) => kind === 'error').length + incomparable.length + run.length)
        const passes = expected.length + comparison
        expect(sums(root, 'tests')).toBe(report.results.length + unexpected.length + incomparable.length + passes + run.length)
        expect(kindsOf(root).filter((kind) => kind === 'pass')).toHaveLength(report.summary.outcomes.pass + passes)
      }),
      { numRuns: 300 },
    )
  })

  it.each<[string, Report, readonly string[]]>([
    ['a pass is bare', SMALL, ['pass']],
    ['a fail that counts', reportOf([failing('blocker')]), ['failure']],
    ['a fail below the threshold', reportOf([failing('medium')]), ['skipped']],
    ['with --fail-on never nothing counts', reportOf([failing('blocker')], { run: { ...RUN, failOn: 'never' } }), ['skipped']],
    ['an error', reportOf([resultOf({ check: 'pingam/a', outcome: 'error', reason: { code: 'timeout', text: 't' } })]), ['error']],
    ['a gap', reportOf([resultOf({ check: 'pingam/a', outcome: 'not-checked', reason: { text: 't' } })]), ['error']],
    [
      'an accepted gap beside a pass',
      reportOf([resultOf({ check: 'pingam/a', outcome: 'not-checked', reason: { text: 't' } }), resultOf({ check: 'pingam/b', outcome: 'pass' })], {
        gaps: [{ check: 'pingam/a', target: 'am-1', reason: 'r', by: 'plan' }],
      }),
      ['skipped', 'pass'],
    ],
    [
      'an error that somebody would accept as a gap',
      reportOf([resultOf({ check: 'pingam/a', outcome: 'error', reason: { code: 'timeout', text: 't' } })], {
        gaps: [{ check: 'pingam/a', target: 'am-1', reason: 'r', by: 'plan' }],
      }),
      ['error'],
    ],
    [
      'nothing applied: the run itself',
      reportOf([resultOf({ check: 'pingam/a', outcome: 'not-applicable', reason: { text: 't' } })]),
      ['skipped', 'error'],
    ],
    ['nothing at all: the run itself', reportOf([]), ['error']],
    ['a comparison', DRIFTED, ['failure', 'pass', 'pass', 'failure', 'failure', 'error', 'failure', 'pass']],
    ['interrupted: the run itself', reportOf(SMALL.results, { interrupted: 'SIGTERM' }), ['pass', 'error']],
    ['tainted: the run itself', reportOf(SMALL.results, { tainted: true }), ['pass', 'error']],
    ['interrupted, and explained by a failure', reportOf([failing('high')], { interrupted: 'SIGINT' }), ['failure']],
  ])('%s', (_name, report, kinds) => {
    expect(kindsOf(parsedXml(render(report)))).toEqual(kinds)
  })

  it('names the type, and has the text in the attribute and in the content', () => {
    const root = parsedXml(render(MEDIUM))
    const inner = casesOf(root).flatMap((one) => one.children)
    const failure = inner.find((child) => child.attributes['message'] === 'Tomcat is 9.0.65')
    expect(failure?.attributes['type']).toBe('blocker')
    expect(failure?.text).toContain('[blocker] Tomcat is 9.0.65\n')
    expect(failure?.text).toContain('do: Install Tomcat 10.1')
    const types = inner.filter((child) => child.name === 'error').map((child) => child.attributes['type'])
    expect([...new Set(types)].sort()).toEqual(['not-checked', 'timeout'])
    expect(inner.filter((child) => child.name === 'skipped').map((child) => child.attributes['message'])).toContain(
      'accepted gap (change 4711: the stores are audited next week): not checked: the plan does not name the url of am-2',
    )
  })

  it('has a suite for each target in the order of the plan, then one for what spans them', () => {
    const suites = childrenOf(parsedXml(render(MEDIUM)), 'testsuite')
    expect(suites.map((suite) => suite.attributes['name'])).toEqual(['am-1', 'am-2', 'ds-1', 'deployment'])
    const names = childrenOf(suites[3] ?? suites[0] ?? { name: '', attributes: {}, children: [], text: '' }, 'testcase').map(
      (one) => one.attributes['name'],
    )
    expect(names).toEqual([
      'pingam/backup-taken: The rule of pingam/backup-taken holds @ deployment',
      'pingam/stores-reachable: The rule of pingam/stores-reachable holds @ role:instance',
    ])
  })

  it.each([
    ['2026-11-24T06:00:00.250Z', '2026-11-24T06:00:00'],
    ['2026-11-24T06:00:00Z', '2026-11-24T06:00:00'],
    ['2026-02-30T06:00:00Z', '1970-01-01T00:00:00'],
    ['2026-13-01T06:00:00Z', '1970-01-01T00:00:00'],
    ['yesterday', '1970-01-01T00:00:00'],
  ])('writes the time %s as %s', (startedAt, timestamp) => {
    const [suite] = childrenOf(parsedXml(render(reportOf(SMALL.results, { run: { ...RUN, startedAt } }))), 'testsuite')
    expect(suite?.attributes['timestamp']).toBe(timestamp)
  })

  it('gives results that would share a name names of their own, 10,000 of them, within the size readers take', () => {
    const check = `pingam/${'long'.repeat(100)}`
    const results = Array.from({ length: 10_000 }, (_, index) =>
      resultOf({
        check: `${check}${index}`,
        outcome: 'fail',
        findings: [findingOf({ severity: 'high', message: 'as long as can be '.repeat(1000) })],
      }),
    )
    const xml = render(reportOf(results))
    const names = xml.match(/<testcase [^>]*>/g) ?? []
    expect(names).toHaveLength(10_000)
    expect(new Set(names).size).toBe(10_000)
    expect(xml.length).toBeLessThan(30 * 1000 * 1000)
  })
})

const SCHEMAS = new URL('../../../shared/schemas/', import.meta.url)
const schemasThere = existsSync(SCHEMAS)
if (!schemasThere) process.stderr.write('the JUnit schemas are not here: only our own statement of their strict intersection was tested\n')

describe.skipIf(!schemasThere || !requireTool('xmllint'))('against the published schemas', () => {
  it.each(['junit-windyroad.xsd', 'junit-10-jenkins-xunit.xsd'])('%s takes the samples and arbitrary reports', (schema) => {
    const directory = mkdtempSync(join(tmpdir(), 'junit-'))
    try {
      const reports = [
        SMALL,
        MEDIUM,
        DRIFTED,
        HOSTILE,
        reportOf([]),
        reportOf([], { interrupted: 'SIGINT' }),
        ...fc.sample(arbitraryReport, { numRuns: 200, seed: 8 }),
      ]
      const files = reports.map((report, index) => {
        const file = join(directory, `${index}.xml`)
        writeFileSync(file, render(report))
        return file
      })
      execFileSync('xmllint', ['--noout', '--nonet', '--schema', fileURLToPath(new URL(schema, SCHEMAS)), ...files], { stdio: 'pipe' })
      const broken = join(directory, 'broken.xml')
      writeFileSync(broken, render(SMALL).replace('time="0.000"', 'time="soon"'))
      expect(() =>
        execFileSync('xmllint', ['--noout', '--nonet', '--schema', fileURLToPath(new URL(schema, SCHEMAS)), broken], { stdio: 'pipe' }),
      ).toThrow()
    } finally {
      rmSync(directory, { recursive: true })
    }
  })
})
