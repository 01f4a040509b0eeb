import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { parseReport, readReport } from '../../src/config/report-file.ts'
import type { Report } from '../../src/core/report.ts'
import type { Outcome } from '../../src/core/vocabulary.ts'
import { LIMITS } from '../../src/limits.ts'
import { jsonReporter } from '../../src/reporters/json.ts'
import { arbitraryReport } from '../support/arbitrary-report.ts'
import { changed } from '../support/changed.ts'
import { HOSTILE, MEDIUM, reportOf, resultOf } from '../support/report-samples.ts'
import { requireTool } from '../support/required.ts'
import { PLAIN } from '../reporters/options.ts'

const directory = mkdtempSync(join(tmpdir(), 'report-file-'))
afterAll(() => rmSync(directory, { recursive: true }))
const path = (name: string): string => join(directory, name)
const written = (name: string, content: string | Uint8Array): string => {
  writeFileSync(path(name), content)
  return path(name)
}
const json = (report: Report): string => jsonReporter.render(report, PLAIN)
const problemOf = async (text: string): Promise<string> => {
  const read = await parseReport(text)
  return read.ok ? 'none' : read.problem
}

describe('readReport', () => {
  it('reads back what the JSON reporter wrote', async () => {
    for (const report of [MEDIUM, HOSTILE]) expect(await readReport(written('report.json', json(report)))).toEqual({ ok: true, value: report })
  })

  it('reads back any report the tool could write', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryReport, async (report) => {
        expect(await parseReport(json(report))).toEqual({ ok: true, value: report })
      }),
      { numRuns: 50 },
    )
  })

  it('takes a byte-order mark', async () => {
    expect((await readReport(written('bom.json', `\ufeff${json(MEDIUM)}`))).ok).toBe(true)
  })

  it.each([
    ['no file', () => path('absent.json'), /does not exist/],
    ['a directory', () => directory, /is a directory/],
    ['an empty file', () => written('empty.json', ''), /not valid JSON/],
    ['no JSON', () => written('text.json', 'secret-looking text'), /not valid JSON/],
    ['invalid UTF-8', () => written('latin.json', Uint8Array.of(0x22, 0xe9, 0x22)), /not UTF-8/],
    ['another document', () => written('other.json', '{"a":1}'), /not a report of iam-preflight/],
    ['a list', () => written('list.json', '[]'), /not a report of iam-preflight/],
    ['a newer version', () => written('newer.json', '{"schemaVersion":2}'), /schema version 2/],
    ['depth', () => written('deep.json', '['.repeat(1_000_000)), /nested deeper than 100/],
    [
      'a member twice',
      () => written('twice.json', json(MEDIUM).replace('"schemaVersion": 1,', '"schemaVersion": 1, "schemaVersion": 1,')),
      /member "schemaVersion" twice/,
    ],
    ['a member twice, once escaped', () => written('escaped.json', '{"a": [{"b": 1, "\\u0062": 2}]}'), /member "b" twice/],
  ])('refuses %s in a sentence that names the path and quotes nothing', async (_name, make, problem) => {
    const file = make()
    const read = await readReport(file)
    if (read.ok) throw new Error('it was read')
    expect(read.problem).toMatch(problem)
    expect(read.problem).toContain(file)
    expect(read.problem).not.toContain('secret-looking')
  })

  it('refuses a file above the limit without reading it', async () => {
    const file = written('huge.json', '')
    truncateSync(file, LIMITS.snapshotFile.value + 1)
    expect(await readReport(file)).toMatchObject({ ok: false, problem: expect.stringContaining('larger than 256 MB') })
  })

  it.skipIf(!requireTool('mkfifo'))('does not wait on a pipe', async () => {
    execFileSync('mkfifo', [path('pipe')])
    expect(await readReport(path('pipe'))).toMatchObject({ ok: false, problem: expect.stringContaining('is a pipe') })
  })

  it('does not take the same key in two objects for a member twice, nor braces in texts for structure', async () => {
    const report = reportOf([resultOf({ check: 'a/b', outcome: 'pass', observed: '}{][,"\\": {"a": 1, "a"' })], {
      notes: ['['.repeat(500), '\\', '"'],
    })
    expect(await problemOf(json(report))).toBe('none')
  })
})

describe('a report that contradicts itself', () => {
  const results = MEDIUM.results
  const at = (outcome: Outcome): number => results.findIndex((result) => result.outcome === outcome)
  const [first, second, ...rest] = results
  it.each<[string, string, unknown]>([
    ['with another verdict', '/summary', { ...MEDIUM.summary, verdict: 'passed', exitCode: 0 }],
    ['with verdict and exit code apart', '/summary/verdict', 'failed'],
    ['with another count', '/summary/outcomes/pass', 3],
    ['with another threshold', '/run/failOn', 'never'],
    ['with a result removed', '/results', results.toSpliced(at('pass'), 1)],
    ['with a result repeated', '/results', results.flatMap((result) => (result.outcome === 'pass' ? [result, result] : [result]))],
    ['with results reordered', '/results', results.toReversed()],
    ['with two neighbours swapped', '/results', [second, first, ...rest]],
    ['with a failure turned into a pass', `/results/${at('fail')}`, { ...results[at('fail')], outcome: 'pass', observed: 'well', findings: [] }],
    ['with an error turned moot', `/results/${at('error')}/outcome`, 'not-applicable'],
    ['with a finding made milder', `/results/${at('fail')}/findings/0/severity`, 'low'],
    ['with a result made milder', `/results/${at('fail')}/severity`, 'low'],
    ['with a fail of remarks only', `/results/${at('fail')}/findings/0/severity`, 'info'],
    ['with findings on an error', `/results/${at('error')}/findings`, results[at('fail')]?.findings],
  ])('%s is refused', async (_name, pointer, value) => {
    expect(await problemOf(JSON.stringify(MEDIUM))).toBe('none')
    expect(await problemOf(JSON.stringify(changed(MEDIUM, pointer, value)))).toMatch(/^it contradicts itself: /)
  })

  it('an interrupted or tainted report is none', async () => {
    for (const more of [{ interrupted: 'SIGINT' }, { interrupted: 'SIGTERM' }, { tainted: true }] as const)
      expect(await problemOf(json(reportOf(results, more)))).toBe('none')
  })

  it('is told apart from one that does not match the schema, which is told by place', async () => {
    const mismatch = 'it does not match the schema of reports: '
    const problem = async (pointer: string, value: unknown): Promise<string> => problemOf(JSON.stringify(changed(MEDIUM, pointer, value)))
    expect(await problem('/results/0/outcome', 'ok')).toContain(`${mismatch}/results/0/outcome `)
    expect(await problem('/run/host', 1)).toBe(`${mismatch}/run has a member "host" that reports do not have`)
    expect(await problem('/run/\x1b[2J', 1)).toBe(`${mismatch}/run has a member that reports do not have`)
  })
})
