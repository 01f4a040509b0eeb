import { describe, it } from 'vitest'
import check from '../../../checks/pingam/old-configuration-removed.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { bootstrap, configuration, pointer, WEBAPP_POINTER } from '../../support/bootstrap-facts.ts'
import { application, form } from '../../support/web-application-facts.ts'

const am = (version?: string | null) => ({
  am: { statements: version === undefined ? [] : [{ source: 'version-file' as const, path: '/srv/am/.version', version }], configuration: null },
})
const GONE = { config: configuration('absent'), old: null, bootstrap: bootstrap([]), ...application(), ...am() }
const OLD = ['openam-core-7.5.0.jar']
const NEW = ['openam-core-8.1.0.jar']

testCheck({ describe, it }, check, {
  pass: [
    { name: 'all gone', facts: GONE, observed: '/srv/am is gone' },
    { name: 'the new WAR is deployed already', facts: { ...GONE, ...application(form(NEW, { kind: 'war' })) }, observed: 'is gone' },
    {
      name: 'AM 8.1 is installed already',
      trap: 'already-installed',
      facts: { config: configuration('present'), old: null, bootstrap: bootstrap([pointer('/srv/am')]), ...application(form(NEW)), ...am('8.1.0') },
      observed: '/srv/am is of AM 8.1.0',
    },
    {
      name: 'the old directory is gone too, or the same',
      facts: { ...GONE, old: configuration('absent', '/srv/am-old') },
      observed: 'is gone',
    },
    {
      name: 'the pointer of another web application',
      trap: 'other-instance',
      facts: { ...GONE, bootstrap: bootstrap([pointer('/srv/other', 'AMConfig_opt_other_')]) },
      observed: 'is gone',
      messages: ['others'],
    },
  ],
  fail: [
    {
      name: 'nothing was removed',
      facts: {
        config: configuration('present'),
        old: null,
        bootstrap: bootstrap([pointer('/srv/am')]),
        ...application(form(OLD), form(OLD, { kind: 'war' })),
        ...am('7.5.0'),
      },
      messages: ['configuration', 'pointer', 'deployed', 'deployed'],
      subjects: ['/srv/am', `/home/am/.openamcfg/${WEBAPP_POINTER}`, '/opt/tomcat/webapps/am', '/opt/tomcat/webapps/am.war'],
    },
    {
      name: 'the old directory beside the new one',
      trap: 'old-by-name',
      facts: { ...GONE, old: configuration('present', '/srv/am-old') },
      messages: ['oldConfiguration'],
      subjects: ['/srv/am-old'],
    },
    {
      name: 'one directory under both names',
      facts: { ...GONE, config: configuration('present'), old: configuration('present') },
      messages: ['configuration'],
    },
    {
      name: 'a configuration without a release',
      trap: 'unknown-release',
      facts: { ...GONE, config: configuration('present') },
      messages: ['configuration'],
    },
    {
      name: 'a configuration whose release is not understood',
      facts: { ...GONE, config: configuration('present'), ...am(null) },
      messages: ['configuration'],
    },
    {
      name: 'an emptied directory',
      trap: 'empty-directory',
      facts: { ...GONE, config: configuration('empty') },
      messages: ['emptyDirectory'],
      severity: 'low',
    },
    {
      name: 'the WAR only',
      trap: 'war-only',
      facts: { ...GONE, ...application(form(OLD, { kind: 'war' })) },
      messages: ['deployed'],
      says: ['7.5.0'],
    },
    {
      name: 'a web application of no known release',
      facts: { ...GONE, ...application(form([])) },
      messages: ['deployed'],
      says: ['no known release'],
    },
    {
      name: 'an empty .openamcfg',
      facts: { ...GONE, bootstrap: bootstrap([], WEBAPP_POINTER, ['/home/am/.openamcfg']) },
      messages: ['pointerDirectory'],
      severity: 'low',
    },
    {
      name: 'a new configuration and a pointer elsewhere',
      facts: {
        config: configuration('present'),
        old: null,
        bootstrap: bootstrap([pointer('/srv/am-old')]),
        ...application(form(NEW)),
        ...am('8.1.0'),
      },
      messages: ['pointer'],
    },
  ],
  trapsElsewhere: { 'mistyped-web-application': 'collectors/web-application.test.ts', 'linked-configuration': 'collectors/am-configuration.test.ts' },
})
