import type { AcceptedGap, Drift, Finding, Report, Result } from '../../src/core/report.ts'
import { byImportance } from '../../src/core/evaluate.ts'
import { fingerprintOf } from '../../src/core/finding.ts'
import { judge, type VerdictContext } from '../../src/core/verdict.ts'

/** A report from its results, judged as the tool judges. */
export const reportOf = (
  results: readonly Result[],
  more: Partial<Omit<Report, 'summary' | 'results'>> & Partial<Pick<VerdictContext, 'interrupted' | 'tainted'>> = {},
): Report => {
  const { interrupted = null, tainted = false, ...rest } = more
  const run = rest.run ?? RUN
  const gaps = rest.gaps ?? []
  const sorted = [...results].sort(byImportance)
  return {
    schemaVersion: 1,
    tool: { name: 'iam-preflight', version: '0.1.0' },
    run,
    targets: [{ name: 'am-1', type: 'pingam', role: 'instance', line: 7 }],
    summary: judge(sorted, { failOn: run.failOn, gaps, interrupted, tainted, drift: rest.drift ?? null }),
    results: sorted,
    checks: [],
    transcript: { digest: `sha256:${'3'.repeat(64)}`, operations: { files: 12, sql: 0, ldap: 0, http: 0 } },
    witness: [],
    attestations: [],
    gaps,
    drift: null,
    notes: [],
    ...rest,
  }
}

export const RUN: Report['run'] = {
  id: '0000-0001',
  profile: 'pingam-8.1',
  phase: 'pre-upgrade',
  step: null,
  failOn: 'high',
  startedAt: '2026-11-24T06:00:00.250Z',
  finishedAt: '2026-11-24T06:00:12.000Z',
  planDigest: `sha256:${'1'.repeat(64)}`,
  snapshotDigest: `sha256:${'2'.repeat(64)}`,
}

/** A result with only what matters said; its title follows from its check. */
export const resultOf = (result: Partial<Result> & Pick<Result, 'check' | 'outcome'>): Result => ({
  title: `The rule of ${result.check} holds`,
  severity: 'high',
  target: 'am-1',
  reason: null,
  observed: result.outcome === 'pass' ? '1 of 1 as it must be' : null,
  findings: [],
  remedy: 'Mend it',
  references: [],
  waiver: null,
  durationMs: 0,
  ...result,
})

export const findingOf = (finding: Partial<Finding> & Pick<Finding, 'message' | 'severity'>): Finding => ({
  waiver: null,
  fingerprint: fingerprintOf('pingam/sample', 'instance', finding.subject ?? finding.message),
  subject: 'subject',
  expected: null,
  actual: null,
  location: {},
  ...finding,
})

/** Everything is well. */
export const SMALL: Report = reportOf([resultOf({ check: 'pingam/java-version', outcome: 'pass', observed: 'Java 21.0.5 in /usr/lib/jvm/java-21' })])

const TOMCAT = 'pingam/tomcat-version'
const WHY = 'AM 8.1 is built on jakarta.servlet, which Tomcat 9 does not have: the deployment fails with ClassNotFoundException and nobody can log in'
const tomcat = (target: string, version: string): Result =>
  resultOf({
    check: TOMCAT,
    title: 'Every instance runs on Tomcat 10.1',
    outcome: 'fail',
    severity: 'blocker',
    target,
    findings: [
      findingOf({
        severity: 'blocker',
        message: `Tomcat is ${version}`,
        subject: 'catalina.jar',
        expected: '10.1.x',
        actual: version,
        location: { path: '/opt/tomcat/lib/catalina.jar', entry: 'org/apache/catalina/util/ServerInfo.properties', line: 4, column: 13 },
      }),
    ],
    remedy: 'Install Tomcat 10.1 beside the old one and name it in the plan:\n  newTomcat: /opt/tomcat-10.1\nthen audit again',
    references: [{ title: 'Ping "Upgrade AM instances"', section: 'Before you upgrade' }],
  })

const unreachable = (check: string, severity: Result['severity']): Result =>
  resultOf({
    check,
    severity,
    outcome: 'error',
    target: 'ds-1',
    reason: { code: 'timeout', text: 'ldaps://ds-1.example.test:1636 did not answer within 5 s' },
  })

const GAPS: readonly AcceptedGap[] = [
  { check: 'pingam/theme-jars', target: 'am-1', reason: 'left out by --exclude pingam/theme-*', by: 'flag' },
  { check: 'pingam/stores-reachable', target: 'role:instance', reason: 'change 4711: the stores are audited next week', by: 'plan' },
]

/** One of everything. */
export const MEDIUM: Report = reportOf(
  [
    tomcat('am-1', '9.0.65'),
    tomcat('am-2', '9.0.98'),
    resultOf({
      check: 'pingam/directenctest-key',
      title: 'Every instance holds directenctest as an AES-256 key',
      outcome: 'fail',
      severity: 'high',
      findings: [
        findingOf({
          severity: 'high',
          message: 'the key is AES-128',
          subject: 'directenctest',
          expected: 'AES, 256 bit',
          actual: 'AES, 128 bit',
          location: { path: '/srv/am/security/keystores/keystore.jceks' },
        }),
        findingOf({ severity: 'info', message: 'the store is JCEKS, which Java still reads', subject: 'keystore.jceks' }),
      ],
    }),
    resultOf({
      check: 'pingam/removed-themes',
      outcome: 'fail',
      severity: 'medium',
      findings: [findingOf({ severity: 'medium', message: 'XUI/themes/dark is no longer there', subject: 'XUI/themes/dark' })],
    }),
    ...['pingam/cts-schema', 'pingam/cts-indexes', 'pingam/config-schema'].map((check) => unreachable(check, 'blocker')),
    unreachable('pingam/store-acis', 'low'),
    resultOf({
      check: 'pingam/stores-reachable',
      outcome: 'not-checked',
      target: 'role:instance',
      reason: { text: 'the plan does not name the url of am-2' },
    }),
    resultOf({ check: 'pingam/backup-taken', outcome: 'not-checked', severity: 'blocker', target: null, reason: { text: 'no one has attested it' } }),
    resultOf({
      check: 'pingam/scripts-legacy',
      outcome: 'not-checked',
      severity: 'low',
      reason: { text: 'the plan does not name amsterExport of am-1' },
    }),
    resultOf({ check: 'pingam/agents-export', outcome: 'not-checked', reason: { text: 'the plan does not name amsterExport of am-1' } }),
    resultOf({ check: 'pingam/theme-jars', outcome: 'not-checked', reason: { text: 'left out by --exclude pingam/theme-*' } }),
    resultOf({ check: 'pingam/wizard-route', outcome: 'not-applicable', reason: { text: 'applies only with route wizard' } }),
    resultOf({ check: 'pingam/java-version', outcome: 'pass', observed: 'Java 21.0.5 in /usr/lib/jvm/java-21' }),
    resultOf({
      check: 'pingam/boot-json',
      outcome: 'pass',
      observed: 'boot.json names 1 instance',
      findings: [
        findingOf({ severity: 'info', message: 'the file is writable by its group', subject: 'boot.json', location: { path: '/srv/am/boot.json' } }),
      ],
    }),
  ],
  {
    targets: [
      { name: 'am-1', type: 'pingam', role: 'instance', line: 7 },
      { name: 'am-2', type: 'pingam', role: 'instance', line: 12 },
      { name: 'ds-1', type: 'ldap', role: 'config-store', line: 17 },
    ],
    checks: [{ id: TOMCAT, title: 'Every instance runs on Tomcat 10.1', why: WHY, remedy: 'Install Tomcat 10.1', references: [] }],
    transcript: { digest: `sha256:${'3'.repeat(64)}`, operations: { files: 412, sql: 0, ldap: 3, http: 0 } },
    witness: ['db-1: no transaction id was assigned'],
    attestations: [{ check: 'pingam/replicas-stopped', by: 'A. Operator', on: '2026-11-20', note: 'change 4711' }],
    gaps: GAPS,
    notes: ['the clock of ds-1 is 42 s ahead'],
  },
)

const place = (target: string, fact: string, pointer: string, params: Drift['expected'][number]['params'] = {}) => ({ target, fact, params, pointer })

/** Two snapshots compared, with something of every kind. */
export const DRIFTED: Report = reportOf([], {
  run: { ...RUN, phase: 'post-upgrade' },
  targets: [
    { name: 'am-1', type: 'pingam', role: 'instance', line: 7 },
    { name: 'am-2', type: 'pingam', role: 'instance', line: 12 },
  ],
  drift: {
    baselineDigest: `sha256:${'4'.repeat(64)}`,
    baselinePhase: 'pre-upgrade',
    baselineCollectedAt: '2026-11-20T06:00:00.000Z',
    compared: 24,
    unexpected: [
      {
        ...place('am-1', 'am-keystores', '/keystores/~1srv~1am~1keystore.jceks/reading/listing/entries/hmacsigningtest', {
          aliases: ['directenctest'],
        }),
        kind: 'disappeared',
        before: '{"alias":"hmacsigningtest","kind":"secret-key"}',
        after: null,
        why: 'the upgrade keeps the keys',
      },
      {
        ...place('am-2', 'am-version', '/configuration/version'),
        kind: 'unchanged',
        before: null,
        after: null,
        why: 'an upgraded configuration has a higher one',
      },
      { ...place('am-2', 'server-xml', '/path', { which: 'current' }), kind: 'changed', before: '/opt/a', after: '/opt/b', why: null },
      { ...place('am-3', 'target', ''), kind: 'disappeared', before: '{"role":"instance","type":"pingam"}', after: null, why: null },
    ],
    expected: [
      {
        ...place('am-1', 'am-version', '/configuration/version'),
        kind: 'changed',
        before: '8.0.0.0',
        after: '8.1.0.0',
        why: 'an upgraded configuration has a higher one',
      },
      { ...place('am-1', 'am-keystores', '/keystores/new'), kind: 'appeared', before: null, after: '{}', why: null },
    ],
    incomparable: [{ ...place('am-2', 'password-files', ''), text: 'the later snapshot could not read it: permission-denied, /srv/am/.keypass' }],
    notCompared: [{ target: 'am-1', fact: 'install-properties', params: {}, heldBy: 'after' }],
  },
})

/** Text as an attacker would have it: terminal escapes, newlines, direction overrides, ends of CDATA, formulas, halves of characters. */
export const HOSTILE_TEXTS = [
  '\x1b[2J\x1b[1;1HPASSED: 99 passed',
  'line one\r\nPASSED: 99 passed\r',
  'abc\u202etxt.exe\u2066',
  ']]><failure/><!-- &amp; "quoted" \'single\' -->',
  '=cmd()|/C calc',
  'nul\0 bell\x07 c1\x9b31m del\x7f',
  'lone \ud800 half and \udfff half, \ufffe and \uffff',
  'wide \u6f22\u5b57 and combining e\u0301, zero\u200bwidth, soft\u00adhyphen',
  '\u2028separated\u2029',
  '__proto__',
  '',
  ' ',
] as const

const hostileDrift = (): Drift => {
  const places = HOSTILE_TEXTS.map((text) => ({ target: text, fact: text, params: { which: text }, pointer: text }))
  const changes = places.map((one) => ({ ...one, kind: 'changed', before: one.target, after: one.target, why: one.target }) as const)
  return {
    baselineDigest: HOSTILE_TEXTS[0],
    baselinePhase: 'pre-upgrade',
    baselineCollectedAt: HOSTILE_TEXTS[1],
    compared: 1,
    unexpected: changes,
    expected: changes,
    incomparable: places.map((one) => ({ ...one, text: one.target })),
    notCompared: places.map(({ target, fact, params }) => ({ target, fact, params, heldBy: 'before' })),
  }
}

/** Every field of foreign origin is hostile, one of them long. */
export const HOSTILE: Report = reportOf(
  HOSTILE_TEXTS.flatMap((text, index): Result[] => [
    resultOf({
      check: `evil/${text}`,
      title: text,
      target: index % 2 === 0 ? text : null,
      severity: 'blocker',
      outcome: 'fail',
      findings: [
        findingOf({
          severity: 'blocker',
          message: index === 0 ? 'x'.repeat(5000) : text,
          subject: text,
          expected: text,
          actual: text,
          location: { path: text, line: 1, column: 1, entry: text, pointer: text, dn: text, table: text, url: text },
        }),
      ],
      remedy: text,
      references: [{ title: text, section: text }],
    }),
    resultOf({ check: `error/${text}`, title: text, target: text, outcome: 'error', reason: { code: 'parse-failed', text } }),
    resultOf({ check: `gap/${text}`, title: text, target: `role:${text}`, outcome: 'not-checked', reason: { text } }),
    resultOf({ check: `accepted/${text}`, title: text, target: null, outcome: 'not-checked', reason: { text } }),
    resultOf({ check: `moot/${text}`, title: text, outcome: 'not-applicable', reason: { text } }),
    resultOf({ check: `pass/${text}`, title: text, outcome: 'pass', observed: `saw ${text}` }),
  ]),
  {
    run: { ...RUN, profile: HOSTILE_TEXTS[0], step: HOSTILE_TEXTS[1], startedAt: HOSTILE_TEXTS[2], id: HOSTILE_TEXTS[6] },
    targets: HOSTILE_TEXTS.map((text) => ({ name: text, type: text, role: text, line: null })),
    checks: HOSTILE_TEXTS.map((text) => ({ id: `evil/${text}`, title: text, why: text, remedy: text, references: [] })),
    witness: HOSTILE_TEXTS,
    attestations: HOSTILE_TEXTS.map((text) => ({ check: text, by: text, on: text, note: text })),
    gaps: HOSTILE_TEXTS.map((text) => ({ check: `accepted/${text}`, target: null, reason: text, by: 'plan' })),
    notes: HOSTILE_TEXTS,
    drift: hostileDrift(),
  },
)
