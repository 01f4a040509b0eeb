import type { attestedCheck } from '../../checks/common/data/attested-check.ts'
import type { Attestation } from '../../src/core/check.ts'
import type { CheckTable } from '../../src/testing/test-check.ts'

type Attested = ReturnType<typeof attestedCheck>
type Parameters = NonNullable<Attested['defaults']>

const NOW = '2026-11-24T10:00:00Z'
const row = (name: string, on: string, more: Partial<Attestation> = {}) => ({
  name,
  facts: {},
  now: NOW,
  attestation: { by: 'A. Operator', on, note: null, ...more },
})

/** The cases all six attested checks share: they differ in their words only. */
export const attestedTable: CheckTable<Attested['facts'], Parameters, keyof Attested['messages']> = {
  pass: [
    { ...row('with a note', '2026-11-20', { note: 'change 4711' }), observed: 'by A. Operator on 2026-11-20: change 4711' },
    { ...row('today, with a time', '2026-11-24T09:59:00Z'), observed: 'by A. Operator on 2026-11-24T09:59:00Z' },
    { ...row('where it is tomorrow already', '2026-11-25'), now: '2026-11-24T11:00:00Z', trap: 'tomorrow-elsewhere', observed: '2026-11-25' },
    { ...row('on the last day that counts', '2026-08-26'), observed: '2026-08-26' },
    { ...row('as long ago as the plan lets it', '2025-11-20'), parameters: { maxAgeDays: 400 }, observed: '2025-11-20' },
  ],
  fail: [
    { ...row('of an earlier upgrade', '2025-11-20'), trap: 'left-over', messages: ['old'], says: ['369 days before'] },
    { ...row('a day too old', '2026-08-25'), messages: ['old'] },
  ],
  error: [
    { ...row('of the day after tomorrow', '2026-11-26'), trap: 'future-date', code: 'ambiguous', says: 'attest it when it is done' },
    { ...row('of next year', '2027-11-20'), code: 'ambiguous' },
    { ...row('of a day that no calendar has', '2026-02-30'), trap: 'impossible-date', code: 'parse-failed' },
    { ...row('yesterday, in words', 'yesterday'), code: 'parse-failed' },
    { ...row('of a date in another order', '20.11.2026'), code: 'parse-failed' },
    { ...row('by nobody', '2026-11-20', { by: ' ' }), trap: 'nobody', code: 'missing-evidence' },
    { name: 'not attested', facts: {}, code: 'missing-evidence' },
  ],
}
