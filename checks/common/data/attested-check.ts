import { defineCheck, fail, integer, object, pass, undetermined, type Phase, type Reference, type Severity } from '../../../src/api.ts'

const DAY = 24 * 60 * 60 * 1000
/** A date has no time zone: somebody in UTC+14 signs with tomorrow's date of UTC. */
const AHEAD = 14 * 60 * 60 * 1000

/** Start of a date `2026-11-20`, or a full ISO time; NaN for anything else, and for days that no calendar has. */
const timeOf = (on: string): number => {
  const date = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.exec(on)?.[1]
  if (date === undefined) return Number.NaN
  const start = Date.parse(date)
  return Number.isFinite(start) && new Date(start).toISOString().startsWith(date) ? Date.parse(on) : Number.NaN
}

/** What one of them says; everything else about them is alike. */
export interface AttestedText {
  readonly id: string
  readonly title: string
  readonly why: string
  readonly remedy: string
  readonly references: readonly Reference[]
  readonly phases: { readonly [K in Phase]?: Severity }
  readonly steps?: readonly string[]
  readonly when?: { readonly option: string; readonly in: readonly string[] }
}

/**
 * A check of the operator's word: what no file shows. The engine answers `not-checked` while nobody has attested it. A word whose date cannot be read or
 * lies ahead says nothing about what was done: `error`. One that is older than `maxAgeDays` is likely left over from an earlier upgrade: `fail`.
 */
export const attestedCheck = (text: AttestedText) =>
  defineCheck({
    ...text,
    scope: 'deployment',
    type: null,
    attested: true,
    facts: {},
    parameters: object({ maxAgeDays: integer('an attestation older than this does not count', 1, 3650) }),
    defaults: { maxAgeDays: 90 },
    messages: { old: 'attested by {by} on {on}, {days} days before this audit (at most {most}): confirm it for this upgrade' },
    traps: {
      'future-date': 'a date that lies ahead attests nothing',
      'impossible-date': '2026-02-30 and "yesterday" are no dates',
      'tomorrow-elsewhere': 'where it is already tomorrow, tomorrow is today',
      'left-over': 'an attestation of last year was for another upgrade',
      nobody: 'an attestation by nobody is none',
    },
    evaluate: ({ attestation, now, parameters, finding }) => {
      if (attestation === null) return undetermined('missing-evidence', 'no one has attested it')
      const { by, on, note } = attestation
      const time = timeOf(on)
      if (by.trim() === '') return undetermined('missing-evidence', 'the attestation does not say by whom')
      if (Number.isNaN(time)) return undetermined('parse-failed', `the date of the attestation by ${by} is not a date (YYYY-MM-DD)`)
      if (time > now + AHEAD) return undetermined('ambiguous', `the attestation by ${by} is dated ${on}, after this audit: attest it when it is done`)
      const days = Math.floor((now - time) / DAY)
      if (days > parameters.maxAgeDays)
        return fail([
          finding(
            'old',
            { by, on, days, most: parameters.maxAgeDays },
            { subject: text.id, expected: `within ${parameters.maxAgeDays} days`, actual: on },
          ),
        ])
      return pass(`by ${by} on ${on}${note === null ? '' : `: ${note}`}`)
    },
  })
