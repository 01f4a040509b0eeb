import { describe, it } from 'vitest'
import check from '../../../checks/pingam/stale-deployment.ts'
import type { ValueOf, tomcatDeployments } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Deployment = ValueOf<typeof tomcatDeployments>['deployments'][number]

const DAY = 24 * 60 * 60 * 1000
const NOW = Date.UTC(2026, 9, 2, 8)
const war = (modifiedAt = NOW, releases = ['8.1.0']): Deployment['war'] => ({ path: '/opt/tomcat/webapps/am.war', modifiedAt, releases })
const directory = (trackedAt: number | null, modifiedAt = NOW, releases = ['8.1.0']): Deployment['directory'] => ({
  path: '/opt/tomcat/webapps/am',
  trackedAt,
  modifiedAt,
  releases,
})
const work = (modifiedAt: number, path = '/opt/tomcat/work/Catalina/localhost/am'): Deployment['work'] => [{ path, modifiedAt }]
const tomcat = (...deployments: readonly Partial<Deployment>[]) => ({
  tomcat: { deployments: deployments.map((one) => ({ context: 'am', am: true, war: war(), directory: null, work: [], ...one })) },
})

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'unpacked by Tomcat, with the times of the archive',
      trap: 'unpacked-times',
      facts: tomcat({ directory: directory(NOW, NOW - 300 * DAY), work: work(NOW + 1000) }),
      observed: 'nothing older than /opt/tomcat/webapps/am.war (2026-10-02T08:00:00.000Z)',
    },
    { name: 'a WAR alone', trap: 'never-unpacked', facts: tomcat({}), observed: 'am.war' },
    { name: 'unpacked by hand after the WAR came', facts: tomcat({ directory: directory(null, NOW + DAY) }), observed: 'am.war' },
    {
      name: 'times cut to two seconds',
      trap: 'coarse-times',
      facts: tomcat({ directory: directory(NOW - 1999), work: work(NOW - 1999) }),
      observed: 'am.war',
    },
    {
      name: 'a stale directory of another application',
      trap: 'other-applications',
      facts: tomcat(
        {},
        { context: 'docs', am: false, war: { ...war(), path: '/docs.war', modifiedAt: NOW, releases: [] }, directory: directory(NOW - DAY) },
      ),
      observed: 'am.war',
    },
    { name: 'after the upgrade', phase: 'post-upgrade', facts: tomcat({ directory: directory(NOW), work: work(NOW + DAY) }), observed: 'am.war' },
  ],
  fail: [
    {
      name: 'the WAR was replaced, the directory was not',
      facts: tomcat({ directory: directory(NOW - DAY, NOW - DAY) }),
      messages: ['otherWar'],
      subjects: ['/opt/tomcat/webapps/am'],
    },
    { name: 'a WAR older than the one unpacked', facts: tomcat({ directory: directory(NOW + DAY, NOW + DAY) }), messages: ['otherWar'] },
    {
      name: 'a new WAR with its old time over an old directory',
      trap: 'war-with-old-time',
      facts: tomcat({ directory: directory(NOW, NOW + DAY, ['7.5.0']) }),
      messages: ['otherRelease'],
      says: ['of AM 7.5.0', 'of AM 8.1.0'],
    },
    {
      name: 'a directory without a core library',
      facts: tomcat({ directory: directory(NOW, NOW, []) }),
      messages: ['otherRelease'],
      says: ['no release'],
    },
    { name: 'unpacked by hand before the WAR came', facts: tomcat({ directory: directory(null, NOW - DAY) }), messages: ['older'] },
    {
      name: 'working files only',
      trap: 'working-files-only',
      facts: tomcat({ work: work(NOW - DAY) }),
      messages: ['work'],
      subjects: ['/opt/tomcat/work/Catalina/localhost/am'],
    },
    {
      name: 'working files below another engine',
      trap: 'other-engine-name',
      facts: tomcat({ work: work(NOW - DAY, '/opt/tomcat/work/Idp/login.example.com/am') }),
      messages: ['work'],
    },
    {
      name: 'both, after the upgrade',
      phase: 'post-upgrade',
      facts: tomcat({ directory: directory(NOW - DAY), work: work(NOW - DAY) }),
      messages: ['otherWar', 'work'],
    },
  ],
  notApplicable: [
    { name: 'no WAR', trap: 'no-war', facts: tomcat({ war: null, directory: directory(null) }), says: 'no WAR of AM' },
    { name: 'an empty Tomcat', facts: tomcat() },
  ],
  trapsElsewhere: { 'outside-tomcat': 'collectors/tomcat-deployments.test.ts' },
})
