import { describe, it } from 'vitest'
import check from '../../../checks/pingam/upgrade-rules.ts'
import type { ValueOf, amVersion, upgradeRules } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

const FOLDER = '/opt/amupgrade/rules'
const LATEST = { path: `${FOLDER}/fbc/latest.groovy`, size: 4711 }

const rule = (step: string, size = 1234) => {
  const [from = '', to = ''] = step.split(' ')
  const name = `${from}.x-to-${to}.x.groovy`
  return { path: `${FOLDER}/amster/${name}`, name, from, to, size }
}
const rules = (steps: readonly ReturnType<typeof rule>[], more: Partial<ValueOf<typeof upgradeRules>> = {}) => ({
  rules: {
    upgrader: '/opt/amupgrade',
    folder: FOLDER,
    amster: steps,
    others: [],
    fileBased: LATEST,
    input: { amster: '/srv/export', fileBased: '/srv/am/config/services' },
    output: '/srv/upgraded',
    ...more,
  },
})

type Statement = ValueOf<typeof amVersion>['statements'][number]
const of = (version: string | null, ...more: readonly Statement[]) => ({
  am: { statements: [{ source: 'version-file' as const, path: '/srv/am/.version', version }, ...more], configuration: null },
})
const webApplication = (version: string): Statement => ({ source: 'web-application', path: '/opt/tomcat/webapps/am', version })

const AMSTER = { options: { route: 'amster' } } as const
const FILES = { options: { route: 'file-based' } } as const
const VENDOR = ['7.2 7.3', '7.3 7.4', '7.4 7.5', '7.5 8.1'].map((step) => rule(step))

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'a rule that skips a release',
      trap: 'skipped-release',
      ...AMSTER,
      facts: { ...rules(VENDOR), ...of('7.5.0') },
      observed:
        'AM 7.5.0 by /srv/am/.version; run in this order: 1. amupgrade -i /srv/export -o /srv/upgraded -a <release of the Amster of 8.1> /opt/amupgrade/rules/amster/7.5.x-to-8.1.x.groovy',
    },
    {
      name: 'four rules in a row, in order',
      ...AMSTER,
      facts: { ...rules(VENDOR.toReversed()), ...of('7.2.0') },
      observed:
        /1\. amupgrade -i \/srv\/export -o <configuration of 7\.3> .*7\.2\.x-to-7\.3\.x\.groovy; 2\. amupgrade -i <configuration of 7\.3> -o <configuration of 7\.4> .*; 3\. .*7\.4\.x-to-7\.5\.x\.groovy; 4\. amupgrade -i <configuration of 7\.5> -o \/srv\/upgraded .*7\.5\.x-to-8\.1\.x\.groovy$/,
    },
    {
      name: 'a short way and a long one',
      trap: 'two-ways',
      ...AMSTER,
      facts: { ...rules([rule('7.5 8.0'), rule('8.0 8.1'), rule('7.5 8.1')]), ...of('7.5.2') },
      observed: /in this order: 1\. [^;]*7\.5\.x-to-8\.1\.x\.groovy$/,
    },
    {
      name: 'rules that lead in a circle',
      trap: 'circle',
      ...AMSTER,
      facts: { ...rules([rule('7.5 7.4'), rule('7.4 7.5'), rule('7.4 8.1')]), ...of('7.5.0') },
      observed: '7.5.x-to-7.4.x.groovy; 2.',
    },
    {
      name: 'the web application is the new one, the configuration is not',
      trap: 'configuration-decides',
      ...AMSTER,
      facts: { ...rules(VENDOR), ...of('7.4.1', webApplication('8.1.0')) },
      observed: '7.4.x-to-7.5.x.groovy',
    },
    {
      name: 'server defaults of an older release',
      trap: 'stale-server-default',
      ...AMSTER,
      facts: { ...rules(VENDOR), ...of('7.5.0', { source: 'server-default', path: '/srv/am/server-default.json', version: '7.1.0' }) },
      observed: 'AM 7.5.0',
    },
    {
      name: 'a file-based configuration',
      ...FILES,
      facts: { ...rules([]), ...of('7.2.0') },
      observed:
        'run: amupgrade -i /srv/am/config/services -o /srv/upgraded --fileBasedMode /opt/amupgrade/rules/fbc/latest.groovy --ignoreNoRuleTracking',
    },
    {
      name: 'neither input nor output in the plan',
      ...AMSTER,
      facts: { ...rules(VENDOR, { input: { amster: null, fileBased: null }, output: null }), ...of('7.5.0') },
      observed: '-i <exported configuration> -o <output directory>',
    },
  ],
  fail: [
    {
      name: 'a gap',
      trap: 'gap-in-the-chain',
      ...AMSTER,
      facts: { ...rules([rule('7.2 7.3'), rule('7.3 7.4'), rule('7.5 8.1')]), ...of('7.2.0') },
      messages: ['noChain'],
      subjects: [FOLDER],
      says: ['from AM 7.2 to 8.1: from there they lead to 7.4 at most'],
    },
    {
      name: 'the Config-Upgrader of 8.0',
      trap: 'older-upgrader',
      ...AMSTER,
      facts: { ...rules([rule('7.4 7.5'), rule('7.5 8.0')]), ...of('7.5.0') },
      messages: ['noChain'],
      says: ['lead to 8.0 at most'],
    },
    {
      name: 'a release of two digits',
      trap: 'two-digits',
      ...AMSTER,
      facts: { ...rules([rule('7.5 7.9'), rule('7.9 7.10')]), ...of('7.5.0') },
      messages: ['noChain'],
      says: ['lead to 7.10 at most'],
    },
    {
      name: 'no rule begins at the source',
      ...AMSTER,
      facts: { ...rules([], { others: ['noop.groovy'] }), ...of('7.1.0') },
      messages: ['noChain'],
      says: ['lead to 7.1 at most'],
    },
    {
      name: 'no rules for files',
      trap: 'amster-rules-only',
      ...FILES,
      facts: { ...rules(VENDOR, { fileBased: null }), ...of('7.5.0') },
      messages: ['noLatest'],
    },
    { name: 'no rules directory', ...FILES, facts: { ...rules([], { folder: null, fileBased: null }), ...of('7.5.0') }, messages: ['noRules'] },
    {
      name: 'an empty rules file',
      trap: 'empty-file',
      ...AMSTER,
      facts: { ...rules([rule('7.4 7.5', 0), rule('7.5 8.1')]), ...of('7.4.0') },
      messages: ['empty'],
      subjects: [`${FOLDER}/amster/7.4.x-to-7.5.x.groovy`],
    },
    {
      name: 'an empty latest.groovy',
      ...FILES,
      facts: { ...rules([], { fileBased: { ...LATEST, size: 0 } }), ...of('7.5.0') },
      messages: ['empty'],
      subjects: [LATEST.path],
    },
  ],
  error: [
    {
      name: 'a configuration whose release is not understood',
      trap: 'unknown-release',
      ...AMSTER,
      facts: { ...rules(VENDOR), ...of(null, webApplication('7.5.0')) },
      code: 'parse-failed',
      says: '/srv/am/.version',
    },
    { name: 'no release at all', ...AMSTER, facts: { ...rules(VENDOR), am: { statements: [], configuration: null } }, code: 'missing-evidence' },
    { name: 'a newer release', trap: 'newer-source', ...AMSTER, facts: { ...rules(VENDOR), ...of('8.2.0') }, code: 'unsupported', says: '8.2.0' },
  ],
  notApplicable: [
    { name: 'a configuration of 8.1', trap: 'already-there', ...AMSTER, facts: { ...rules(VENDOR), ...of('8.1.0') }, says: 'needs no conversion' },
  ],
  trapsElsewhere: { 'other-files': 'collectors/upgrade-rules.test.ts' },
})
