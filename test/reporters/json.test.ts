import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reportSchema } from '../../src/core/report-schema.ts'
import type { Report } from '../../src/core/report.ts'
import type { Outcome } from '../../src/core/vocabulary.ts'
import { jsonReporter } from '../../src/reporters/json.ts'
import { arbitraryReport } from '../support/arbitrary-report.ts'
import { changed, REMOVED } from '../support/changed.ts'
import { DRIFTED, findingOf, HOSTILE, MEDIUM, reportOf, resultOf, SMALL } from '../support/report-samples.ts'
import { PLAIN } from './options.ts'

const validate = new Ajv2020({ strict: true, allErrors: true }).compile(reportSchema())
const render = (report: Report): string => jsonReporter.render(report, PLAIN)
const backwards = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(backwards)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, inner]) => [key, backwards(inner)]),
        )
      : value

describe('the JSON report', () => {
  it.each([
    ['small', SMALL],
    ['medium', MEDIUM],
    ['drifted', DRIFTED],
    ['hostile', HOSTILE],
  ])('%s matches the schema and is the report as it is', (_name, report) => {
    const parsed: unknown = JSON.parse(render(report))
    expect(parsed).toEqual(report)
    validate(parsed)
    expect(validate.errors).toBeNull()
  })

  it('matches the schema, and is the report, whatever the report', () => {
    fc.assert(
      fc.property(arbitraryReport, (report) => {
        const text = render(report)
        // JSON itself lets DEL, the C1 escapes and direction overrides stand.
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        const parsed: unknown = JSON.parse(text)
        expect(parsed).toEqual(report)
        validate(parsed)
        expect(validate.errors).toBeNull()
      }),
    )
  })

  it('writes members in the order of the design, however the report was built', () => {
    const text = render(MEDIUM)
    expect(Object.keys(JSON.parse(text))).toEqual([
      'schemaVersion',
      'tool',
      'run',
      'targets',
      'summary',
      'results',
      'checks',
      'transcript',
      'witness',
      'attestations',
      'gaps',
      'drift',
      'notes',
    ])
    const reversed: Report = JSON.parse(JSON.stringify(backwards(MEDIUM)))
    expect(Object.keys(reversed)[0]).toBe('notes')
    expect(render(reversed)).toBe(text)
  })

  it('keeps a text of a megabyte, and the schema takes it', () => {
    const message = '\x1b'.repeat(1024 * 1024)
    const report = reportOf([resultOf({ check: 'pingam/a', outcome: 'fail', findings: [findingOf({ severity: 'high', message })] })])
    const text = render(report)
    expect(text).not.toContain('\x1b')
    expect(validate(JSON.parse(text))).toBe(true)
  })
})

describe('the schema of reports', () => {
  const at = (outcome: Outcome): string => `/results/${MEDIUM.results.findIndex((result) => result.outcome === outcome)}`
  const [bad] = MEDIUM.results.flatMap((result) => result.findings)
  it.each<[string, string, unknown]>([
    ['an unknown member', '/extra', 1],
    ['an unknown member of a finding', `${at('fail')}/findings/0/password`, 'x'],
    ['an unknown member of a place', `${at('fail')}/findings/0/location/host`, 'x'],
    ['a missing member', '/gaps', REMOVED],
    ['an unknown outcome', '/results/0/outcome', 'ok'],
    ['an unknown reason', `${at('error')}/reason/code`, 'unlucky'],
    ['an exit code that is no verdict', '/summary/exitCode', 1],
    ['a pass without evidence', `${at('pass')}/observed`, null],
    ['a pass with blank evidence', `${at('pass')}/observed`, ' '],
    ['a fail without findings', `${at('fail')}/findings`, []],
    ['a pass with a finding above info', `${at('pass')}/findings`, [bad]],
    ['an error without a code', `${at('error')}/reason`, { text: 'x' }],
    ['an error without a reason', `${at('error')}/reason`, null],
    ['a gap without a reason', `${at('not-checked')}/reason`, null],
    ['a moot result without a reason', `${at('not-applicable')}/reason`, null],
  ])('refuses %s', (_name, pointer, value) => {
    expect(validate(MEDIUM)).toBe(true)
    expect(validate(changed(MEDIUM, pointer, value))).toBe(false)
  })
})
