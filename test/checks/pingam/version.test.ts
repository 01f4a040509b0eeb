import { describe, it } from 'vitest'
import check from '../../../checks/pingam/version.ts'
import type { ValueOf, amRestVersion, amVersion } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type AmVersion = ValueOf<typeof amVersion>

/** An instance: release of .version, of the exploded directory and of a WAR beside it, and the configuration version. */
const instance = (
  target: string,
  file: string | null | undefined,
  directory: string | null | undefined,
  more: { war?: string; configuration?: string | null; serverDefault?: string } = {},
): { target: string; value: AmVersion } => ({
  target,
  value: {
    statements: [
      ...(file === undefined ? [] : [{ source: 'version-file' as const, path: '/srv/am/.version', version: file }]),
      ...(directory === undefined ? [] : [{ source: 'web-application' as const, path: '/opt/tomcat/webapps/am', version: directory }]),
      ...(more.war === undefined ? [] : [{ source: 'web-application' as const, path: '/opt/tomcat/webapps/am.war', version: more.war }]),
      ...(more.serverDefault === undefined
        ? []
        : [{ source: 'server-default' as const, path: '/srv/am/server-default.json', version: more.serverDefault }]),
    ],
    configuration: more.configuration === undefined ? null : { path: '/srv/am/configuration.json', version: more.configuration, appliedRules: [] },
  },
})

/** What instances say themselves; those without a token say nothing. */
const saying = (versions: Readonly<Record<string, string | null>>): readonly { target: string; value: ValueOf<typeof amRestVersion> | null }[] =>
  Object.entries(versions).map(([target, version]) => ({
    target,
    value: version === null ? null : { url: `https://${target}.example.test/am`, version, fullVersion: null, revision: null, date: null },
  }))
const facts = (instances: readonly ReturnType<typeof instance>[], said: Parameters<typeof saying>[0] = {}) => ({
  instances,
  running: saying({ ...Object.fromEntries(instances.map(({ target }) => [target, null])), ...said }),
})

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'two alike',
      facts: facts([instance('am-1', '8.1.0', '8.1.0'), instance('am-2', '8.1.0', '8.1.0')]),
      observed: 'AM 8.1.0 on 2 of 2 instances',
    },
    {
      name: 'in compliance',
      phase: 'compliance',
      facts: facts([instance('am-1', '8.1.2', '8.1.2', { war: '8.1.2' })]),
      observed: '8.1.2 on 1 of 1',
    },
    { name: '8.1 is 8.1.0', facts: facts([instance('am-1', '8.1', '8.1.0')]), observed: 'AM 8.1 on' },
    {
      name: 'a configuration version beyond the old ones, without .version',
      trap: 'new-configuration-version',
      facts: facts([instance('am-1', undefined, '8.1.0', { configuration: '9.0.0.0' })]),
      observed: '8.1.0',
    },
    {
      name: 'a configuration version that moved on since the baseline',
      facts: facts([instance('am-1', '8.1.0', '8.1.0', { configuration: '9.1.0.0' })]),
      before: { instances: [instance('am-1', '7.5.0', '7.5.0', { configuration: '8.0.0.0' })] },
      observed: '8.1.0',
    },
    {
      name: 'a configuration version that the baseline does not have yet',
      facts: facts([instance('am-1', '8.1.0', '8.1.0', { configuration: '9.1.0.0' })]),
      before: { instances: [instance('am-1', '7.5.0', '7.5.0')] },
      observed: '8.1.0',
    },
    {
      name: 'server defaults that lag behind',
      trap: 'server-default',
      facts: facts([instance('am-1', '8.1.0', '8.1.0', { serverDefault: '7.5.0' })]),
      observed: '8.1.0',
    },
    {
      name: 'the running AM says the same',
      facts: facts([instance('am-1', '8.1.0', '8.1.0'), instance('am-2', '8.1', '8.1.0')], { 'am-1': '8.1.0', 'am-2': '8.1' }),
      observed: 'on 2 of 2 instances, web application and configuration alike; 2 say so themselves',
    },
    {
      name: 'one with a token, one without',
      trap: 'no-token',
      facts: facts([instance('am-1', '8.1.0', '8.1.0'), instance('am-2', '8.1.0', '8.1.0')], { 'am-1': '8.1.0' }),
      observed: '1 say so themselves',
    },
  ],
  fail: [
    {
      name: 'the running AM is still the old one',
      trap: 'rest-disagrees',
      facts: facts([instance('am-1', '8.1.0', '8.1.0')], { 'am-1': '7.5.0' }),
      messages: ['running'],
      subjects: ['am-1 https://am-1.example.test/am'],
      says: ['says it is 7.5.0, and /srv/am/.version is of 8.1.0'],
    },
    {
      name: 'the second of two still runs the old one',
      facts: facts([instance('am-1', '8.1.0', '8.1.0'), instance('am-2', '8.1.0', '8.1.0')], { 'am-1': '8.1.0', 'am-2': '7.5.0' }),
      messages: ['running'],
      subjects: ['am-2 https://am-2.example.test/am'],
    },
    {
      name: 'the running AM is new and its files are old',
      trap: 'rest-alone',
      facts: facts([instance('am-1', '7.5.0', '8.1.0')], { 'am-1': '8.1.0' }),
      messages: ['notTarget', 'running'],
    },
    {
      name: 'the running AM is another patch',
      facts: facts([instance('am-1', '8.1.0', '8.1.0')], { 'am-1': '8.1.1' }),
      messages: ['running'],
    },
    {
      name: 'a configuration version that has not moved on since the baseline',
      trap: 'not-moved',
      facts: facts([
        instance('am-1', '8.1.0', '8.1.0', { configuration: '9.1.0.0' }),
        instance('am-2', '8.1.0', '8.1.0', { configuration: '9.0.0.0' }),
      ]),
      before: {
        instances: [
          instance('am-1', '7.5.0', '7.5.0', { configuration: '8.0.0.0' }),
          instance('am-2', '7.5.0', '7.5.0', { configuration: '9.0.0.0' }),
        ],
      },
      messages: ['notMoved'],
      subjects: ['am-2 /srv/am/configuration.json'],
    },
    {
      name: 'one left behind',
      trap: 'one-left-behind',
      facts: facts([instance('am-1', '8.1.0', '8.1.0'), instance('am-2', '7.5.0', '7.5.0')]),
      messages: ['notTarget', 'notTarget'],
      subjects: ['am-2 /srv/am/.version', 'am-2 /opt/tomcat/webapps/am'],
    },
    { name: 'all of 8.0', phase: 'compliance', facts: facts([instance('am-1', '8.0.2', '8.0.2')]), messages: ['notTarget', 'notTarget'] },
    { name: 'OpenAM 8.10 is not 8.1', facts: facts([instance('am-1', '8.10.0', '8.10.0')]), messages: ['notTarget', 'notTarget'] },
    {
      name: 'two patches of 8.1',
      trap: 'patch-differs',
      facts: facts([instance('am-1', '8.1.0', '8.1.0'), instance('am-2', '8.1.1', '8.1.1')]),
      messages: ['differs', 'differs'],
      says: ['am-1 has 8.1.0'],
    },
    {
      name: 'a new WAR over an old configuration',
      trap: 'war-and-configuration',
      facts: facts([instance('am-1', '7.5.0', '8.1.0')]),
      messages: ['notTarget'],
      subjects: ['am-1 /srv/am/.version'],
    },
    {
      name: 'a configuration version that is known to be old',
      facts: facts([instance('am-1', '8.1.0', '8.1.0', { configuration: '8.0.0.0' })]),
      messages: ['configuration'],
      says: ['AM 7.5'],
    },
    {
      name: 'a configuration version below the newest old one',
      facts: facts([instance('am-1', undefined, '8.1.0', { configuration: '4.0.0.0' })]),
      messages: ['configuration'],
      says: ['before 8.1'],
    },
    {
      name: 'an old WAR beside the new directory',
      trap: 'war-beside-directory',
      facts: facts([instance('am-1', '8.1.0', '8.1.0', { war: '7.5.0' })]),
      messages: ['notTarget'],
      subjects: ['am-1 /opt/tomcat/webapps/am.war'],
    },
  ],
  error: [
    {
      name: 'only the running AM says which it is',
      facts: facts([instance('am-1', undefined, undefined)], { 'am-1': '8.1.0' }),
      code: 'missing-evidence',
      says: 'no web application',
    },
    {
      name: 'a configuration version that is no longer said',
      trap: 'version-service-gone',
      facts: facts([instance('am-1', '8.1.0', '8.1.0')]),
      before: { instances: [instance('am-1', '7.5.0', '7.5.0', { configuration: '8.0.0.0' })] },
      code: 'missing-evidence',
      says: 'was 8.0.0.0 before the upgrade',
    },
    {
      name: 'no word about the configuration',
      trap: 'half-unknown',
      facts: facts([instance('am-1', undefined, '8.1.0')]),
      code: 'missing-evidence',
      says: 'name config',
    },
    {
      name: 'a configuration version that is not understood',
      trap: 'odd-configuration-version',
      facts: facts([instance('am-1', '8.1.0', '8.1.0', { configuration: null })]),
      code: 'parse-failed',
      says: '/srv/am/configuration.json',
    },
    {
      name: 'no word about the web application',
      facts: facts([instance('am-1', '8.1.0', undefined)]),
      code: 'missing-evidence',
      says: 'name webapp',
    },
    {
      name: 'a .version file that is not understood',
      facts: facts([instance('am-1', null, '8.1.0')]),
      code: 'parse-failed',
      says: '.version',
    },
    {
      name: 'one instance unknown beside a wrong one',
      facts: facts([instance('am-1', '7.5.0', '7.5.0'), instance('am-2', '8.1.0', null)]),
      code: 'parse-failed',
      says: 'am-2',
    },
  ],
})
