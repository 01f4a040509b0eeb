import { describe, it } from 'vitest'
import check from '../../../checks/pingam/source-version.ts'
import type { ValueOf, amVersion } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type AmVersion = ValueOf<typeof amVersion>
type Source = AmVersion['statements'][number]['source']

const PATHS: { readonly [S in Source]: string } = {
  'version-file': '/srv/am/.version',
  'web-application': '/opt/tomcat/webapps/am',
  'server-default': '/srv/am/config/services/server-default.json',
}
const am = (versions: { readonly [S in Source]?: string | null }, configuration: string | null = null, running: string | null = null) => ({
  am: {
    statements: (['version-file', 'web-application', 'server-default'] as const).flatMap((source) => {
      const version = versions[source]
      return version === undefined ? [] : [{ source, path: PATHS[source], version }]
    }),
    configuration: configuration === null ? null : { path: '/srv/am/config/services/default.json', version: configuration, appliedRules: [] },
  } satisfies AmVersion,
  running: running === null ? null : { url: 'https://am.example.test/am', version: running, fullVersion: null, revision: null, date: null },
})

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'all agree',
      facts: am({ 'version-file': '7.5.0', 'web-application': '7.5.0', 'server-default': '7.5.0' }, '8.0.0.0'),
      observed: 'AM 7.5.0 by /srv/am/.version',
    },
    { name: 'the oldest release', trap: 'patch-release', facts: am({ 'version-file': '7.0.0' }), observed: '7.0.0' },
    { name: 'a patch of the oldest', facts: am({ 'version-file': '7.0.2.1' }), observed: '7.0.2.1' },
    { name: 'only the web application is known', facts: am({ 'web-application': '7.2.0' }), observed: '7.2.0 by /opt/tomcat/webapps/am' },
    { name: '8.0 is on the way', facts: am({ 'version-file': '8.0.2' }), observed: '8.0.2' },
    { name: 'a patch within 8.1', facts: am({ 'version-file': '8.1.0' }), observed: '8.1.0' },
    {
      name: 'server defaults of an earlier release',
      trap: 'stale-server-default',
      facts: am({ 'version-file': '7.2.0', 'server-default': '7.1.0' }),
      observed: '7.2.0',
      messages: ['stale'],
    },
    {
      name: 'server defaults of an unsupported release',
      facts: am({ 'version-file': '7.2.0', 'server-default': '6.5.0' }),
      observed: '7.2.0',
      messages: ['stale'],
    },
    { name: 'a configuration version that is not known', facts: am({ 'version-file': '7.4.0' }, '7.0.0.0'), observed: '7.4.0' },
    {
      name: 'the running AM agrees',
      facts: am({ 'version-file': '7.5.0' }, null, '7.5.0'),
      observed: 'AM 7.5.0 by /srv/am/.version, 7.5.0 by https://am.example.test/am',
    },
    { name: 'only the running AM says', trap: 'running-alone', facts: am({}, null, '7.5.0'), observed: 'AM 7.5.0 by https://am.example.test/am' },
  ],
  fail: [
    {
      name: 'the running AM is another',
      trap: 'running-differs',
      facts: am({ 'version-file': '7.5.0' }, null, '7.4.1'),
      messages: ['disagree'],
      subjects: ['https://am.example.test/am'],
      severity: 'high',
    },
    { name: 'the running AM is too old', facts: am({ 'version-file': '7.5.0' }, null, '6.5.0'), messages: ['tooOld'] },
    {
      name: 'AM 6.5',
      facts: am({ 'version-file': '6.5.3' }),
      messages: ['tooOld'],
      subjects: ['/srv/am/.version'],
      says: ['upgrade to AM 7.5 first'],
    },
    { name: 'AM 5.5', facts: am({ 'version-file': '5.5.1' }), messages: ['tooOld'], says: ['AM 6.5, then AM 7.5'] },
    {
      name: 'an old web application alone',
      facts: am({ 'version-file': '7.5.0', 'web-application': '6.5.3' }),
      messages: ['tooOld'],
      subjects: ['/opt/tomcat/webapps/am'],
    },
    { name: 'OpenAM 13.5', trap: 'openam-number', facts: am({ 'version-file': '13.5.0' }), messages: ['openAm'], says: ['no supported path'] },
    { name: 'OpenAM 16', facts: am({ 'web-application': '16.0.6' }), messages: ['openAm'] },
    { name: 'a newer release', facts: am({ 'version-file': '8.2.0' }), messages: ['newer'] },
    {
      name: 'a new WAR over an old configuration',
      trap: 'undone-upgrade',
      facts: am({ 'version-file': '7.4.1', 'web-application': '7.5.0' }),
      messages: ['disagree'],
      severity: 'high',
      says: ['7.4.1 by /srv/am/.version', '7.5.0 by /opt/tomcat/webapps/am'],
    },
    {
      name: 'a configuration left behind',
      facts: am({ 'version-file': '7.5.0' }, '3.0.0.4'),
      messages: ['configuration'],
      severity: 'medium',
      says: ['AM 7.2'],
    },
  ],
  error: [
    { name: 'an unreadable .version, though AM runs', facts: am({ 'version-file': null }, null, '7.5.0'), code: 'parse-failed', says: '.version' },
    { name: 'nothing says it', facts: am({}), code: 'missing-evidence' },
    { name: 'only the server defaults say it', facts: am({ 'server-default': '7.5.0' }), code: 'missing-evidence' },
    {
      name: 'a .version file that names no release, beside a good WAR',
      trap: 'unreadable-version',
      facts: am({ 'version-file': null, 'web-application': '7.5.0' }),
      code: 'parse-failed',
      says: '/srv/am/.version',
    },
    { name: 'a web application without a core library', facts: am({ 'version-file': '7.5.0', 'web-application': null }), code: 'parse-failed' },
  ],
  trapsElsewhere: { 'snapshot-banner': 'derived/am-libraries.test.ts' },
})
