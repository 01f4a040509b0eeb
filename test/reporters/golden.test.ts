import { describe, it } from 'vitest'
import type { Report } from '../../src/core/report.ts'
import { loadReporter } from '../../src/reporters/index.ts'
import type { RenderOptions } from '../../src/reporters/reporter.ts'
import { expectGolden } from '../support/golden.ts'
import { DRIFTED, HOSTILE, MEDIUM, reportOf, resultOf, SMALL } from '../support/report-samples.ts'
import { PLAIN } from './options.ts'

const INTERRUPTED = reportOf([resultOf({ check: 'pingam/java-version', outcome: 'pass' })], { interrupted: 'SIGINT' })

const ROWS: readonly { readonly file: string; readonly reporter: string; readonly report: Report; readonly options?: Partial<RenderOptions> }[] = [
  { file: 'small.txt', reporter: 'table', report: SMALL },
  { file: 'medium.txt', reporter: 'table', report: MEDIUM },
  { file: 'medium-narrow-ascii.txt', reporter: 'table', report: MEDIUM, options: { width: 60, ascii: true } },
  { file: 'medium-color.txt', reporter: 'table', report: MEDIUM, options: { color: true } },
  { file: 'medium-verbose.txt', reporter: 'table', report: MEDIUM, options: { verbose: true } },
  { file: 'medium-quiet.txt', reporter: 'table', report: MEDIUM, options: { quiet: true } },
  { file: 'hostile.txt', reporter: 'table', report: HOSTILE },
  { file: 'small.json', reporter: 'json', report: SMALL },
  { file: 'medium.json', reporter: 'json', report: MEDIUM },
  { file: 'hostile.json', reporter: 'json', report: HOSTILE },
  { file: 'small.junit.xml', reporter: 'junit', report: SMALL },
  { file: 'medium.junit.xml', reporter: 'junit', report: MEDIUM },
  { file: 'hostile.junit.xml', reporter: 'junit', report: HOSTILE },
  { file: 'drifted.txt', reporter: 'table', report: DRIFTED },
  { file: 'drifted-verbose.txt', reporter: 'table', report: DRIFTED, options: { verbose: true } },
  { file: 'drifted-quiet.txt', reporter: 'table', report: DRIFTED, options: { quiet: true } },
  { file: 'drifted.json', reporter: 'json', report: DRIFTED },
  { file: 'drifted.junit.xml', reporter: 'junit', report: DRIFTED },
  { file: 'interrupted.junit.xml', reporter: 'junit', report: INTERRUPTED },
]

describe('public output, byte by byte', () => {
  it.each(ROWS)('$file', async ({ file, reporter: name, report, options }) => {
    const reporter = await loadReporter(name)
    if (reporter === null) throw new Error(`no reporter ${name}`)
    expectGolden(new URL(`golden/${file}`, import.meta.url), reporter.render(report, { ...PLAIN, ...options }))
  })
})
