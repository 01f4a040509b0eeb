import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const PROGRAM = `
const { REPORTERS } = await import(${JSON.stringify(new URL('../../src/reporters/index.ts', import.meta.url).href)})
const { MEDIUM, HOSTILE } = await import(${JSON.stringify(new URL('../support/report-samples.ts', import.meta.url).href)})
for (const { load } of REPORTERS)
  for (const report of [MEDIUM, HOSTILE])
    process.stdout.write((await load()).render(report, { color: true, width: 90, verbose: true, quiet: false, ascii: false }))
process.stdout.write('zone ' + new Date(0).getHours())
`

const outputUnder = (variables: Readonly<Record<string, string>>): string =>
  execFileSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
    cwd: fileURLToPath(new URL('../../', import.meta.url)),
    env: { PATH: process.env['PATH'] ?? '', ...variables },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })

describe('locale, time zone and colour variables', () => {
  it('do not change a byte of any report', () => {
    const plain = outputUnder({ TZ: 'UTC', LANG: 'C' })
    const turkish = outputUnder({ TZ: 'Asia/Tokyo', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', NO_COLOR: '1' })
    const body = (text: string): string => text.slice(0, text.lastIndexOf('zone '))
    expect(body(turkish)).toBe(body(plain))
    expect(body(plain).length).toBeGreaterThan(10_000)
    // The negative control: the zones do differ.
    expect(turkish.endsWith('zone 9')).toBe(true)
    expect(plain.endsWith('zone 0')).toBe(true)
  })
})
