import { describe, it } from 'vitest'
import check from '../../../checks/pingam/java-version.ts'
import type { javaRuntime, ValueOf } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Runtime = ValueOf<typeof javaRuntime>
type Declared = Runtime['declared'][number]

const releaseOf = (version: string | null, runtimeVersion: string | null = null, implementor: string | null = null, home = '/opt/java') => ({
  path: `${home}/release`,
  version,
  runtimeVersion,
  implementor,
})
const homeOf = (version: string | null, runtimeVersion: string | null = null, implementor: string | null = null): Runtime['home'] => ({
  path: '/opt/java',
  release: releaseOf(version, runtimeVersion, implementor),
})
const declaredAs = (value: string, more: Partial<Declared> = {}): Declared => ({
  name: 'JAVA_HOME',
  value,
  path: '/opt/tomcat/bin/setenv.sh',
  line: 3,
  where: 'setenv',
  resolved: null,
  release: null,
  ...more,
})
const startedOn = (jvmVersion: string, javaHome = '/opt/java'): Runtime['lastStart'] => ({
  path: '/opt/tomcat/logs/catalina.out',
  line: 7,
  time: '24-Nov-2026 06:49:17.303',
  javaHome,
  jvmVersion,
})
const runtimeOf = (home: Runtime['home'], more: Partial<Runtime> = {}): Runtime => ({ home, declared: [], lastStart: null, ...more })
const facts = (home: Runtime['home'], more: Partial<Runtime> = {}, prepared: Runtime | null = null) => ({ current: runtimeOf(home, more), prepared })

testCheck({ describe, it }, check, {
  pass: [
    { name: 'Java 17', facts: facts(homeOf('17.0.15')), observed: 'Java 17.0.15, by /opt/java/release' },
    { name: 'Java 21', phase: 'post-upgrade', facts: facts(homeOf('21')), observed: 'Java 21,' },
    {
      name: 'Java 25',
      phase: 'compliance',
      facts: facts(homeOf('25.0.3', '25.0.3+9-LTS', 'Eclipse Adoptium')),
      observed: '25.0.3 of Eclipse Adoptium',
    },
    { name: 'Debian', trap: 'vendor-strings', facts: facts(homeOf('17.0.15', '17.0.15+6-Debian-1deb12u1', 'Debian')), observed: '17.0.15 of Debian' },
    { name: 'only JAVA_RUNTIME_VERSION', facts: facts(homeOf(null, '21.0.4+7-LTS')), observed: '21.0.4+7-LTS' },
    { name: 'four numbers', facts: facts(homeOf('17.0.4.1')), observed: '17.0.4.1' },
    {
      name: 'only the log is known',
      trap: 'log-only',
      facts: facts(null, { lastStart: startedOn('17.0.15+6-Debian-1deb12u1') }),
      observed: 'as of the last start, 24-Nov-2026 06:49:17.303, by /opt/tomcat/logs/catalina.out:7',
    },
    {
      name: 'a computed declaration does not gainsay the log',
      facts: facts(null, { declared: [declaredAs('$(dirname $x)')], lastStart: startedOn('17.0.15+6') }),
      observed: 'as of the last start',
    },
    {
      name: 'the last start agrees',
      phase: 'post-upgrade',
      facts: facts(homeOf('17.0.16'), { lastStart: startedOn('17.0.15+6') }),
      observed: '17.0.16',
    },
    {
      name: 'javaHome is prepared, not yet in use',
      trap: 'prepared-java',
      facts: facts(homeOf('17.0.15'), { lastStart: startedOn('11.0.22+7', '/opt/jdk-11') }),
      observed: '17.0.15',
      messages: ['startedOnAnother'],
    },
    {
      name: 'the old Tomcat is told another Java, the prepared one is not',
      trap: 'new-is-judged',
      facts: facts(homeOf('17.0.15'), { declared: [declaredAs('/opt/jdk-11')] }, runtimeOf(homeOf('17.0.15'))),
      observed: '17.0.15',
    },
    {
      name: 'the unit of the old Tomcat, before the upgrade',
      trap: 'unit-before-and-after',
      facts: facts(homeOf('17.0.15'), {}, runtimeOf(homeOf('17.0.15'), { declared: [declaredAs('/opt/jdk-11', { where: 'service' })] })),
      observed: '17.0.15',
    },
    {
      name: 'after the upgrade the Tomcat that runs AM',
      phase: 'post-upgrade',
      facts: facts(homeOf('17.0.15'), {}, runtimeOf(homeOf('17.0.15'), { declared: [declaredAs('/opt/jdk-11')] })),
      observed: '17.0.15',
    },
    { name: 'setenv declares the same', facts: facts(homeOf('17.0.15'), { declared: [declaredAs('/opt/java/')] }), observed: '17.0.15' },
    {
      name: 'setenv names a link',
      trap: 'declared-link',
      facts: facts(homeOf('17.0.15'), { declared: [declaredAs('/usr/lib/jvm/default-java', { resolved: '/opt/java' })] }),
      observed: '17.0.15',
    },
    {
      name: 'another directory, the same Java',
      trap: 'declared-other-same',
      facts: facts(homeOf('17.0.15'), { declared: [declaredAs('/opt/jdk-17', { release: releaseOf('17.0.12', null, null, '/opt/jdk-17') })] }),
      observed: '17.0.15',
    },
    {
      name: 'setenv computes JAVA_HOME',
      trap: 'declared-variable',
      facts: facts(homeOf('17.0.15'), { declared: [declaredAs('$BASE/java')] }),
      observed: '17.0.15',
      messages: ['unexpanded'],
    },
    {
      name: 'JRE_HOME decides',
      trap: 'jre-home-wins',
      facts: facts(homeOf('17.0.15'), { declared: [declaredAs('/opt/java', { name: 'JRE_HOME' }), declaredAs('/opt/jdk-11', { line: 9 })] }),
      observed: '17.0.15',
    },
    {
      name: 'setenv overrides the unit',
      trap: 'setenv-wins',
      facts: facts(homeOf('17.0.15'), { declared: [declaredAs('/opt/jdk-11', { path: '/etc/systemd/system/am.service' }), declaredAs('/opt/java')] }),
      observed: '17.0.15',
    },
    {
      name: 'only a declaration, readable',
      trap: 'declared-only',
      facts: facts(null, { declared: [declaredAs('/opt/jdk-21', { release: releaseOf('21.0.4', null, null, '/opt/jdk-21') })] }),
      observed: 'by /opt/jdk-21/release, declared in /opt/tomcat/bin/setenv.sh:3',
    },
    {
      name: 'declaration and log agree but for the jre of a JDK',
      facts: facts(null, { declared: [declaredAs('/opt/java')], lastStart: startedOn('17.0.15+6', '/opt/java/jre') }),
      observed: 'as of the last start',
    },
  ],
  fail: [
    {
      name: 'Java 8',
      trap: 'java-8',
      phase: 'staged',
      facts: facts(homeOf('1.8.0_392', '1.8.0_392-b08')),
      messages: ['unsupported'],
      subjects: ['/opt/java'],
      says: ['Java 8 ', '17, 21, 25'],
    },
    { name: 'Java 11', trap: 'java-11', phase: 'post-upgrade', facts: facts(homeOf('11.0.22')), messages: ['unsupported'] },
    { name: 'Java 22', trap: 'between-releases', phase: 'compliance', facts: facts(homeOf('22.0.2')), messages: ['unsupported'] },
    {
      name: 'Java 11 before the upgrade',
      trap: 'old-at-pre',
      facts: facts(homeOf('11.0.22')),
      messages: ['toReplace'],
      severity: 'high',
      says: ['work to do'],
    },
    {
      name: 'the Java of the prepared Tomcat before the upgrade',
      facts: facts(homeOf('11.0.22'), {}, runtimeOf(homeOf('11.0.22'))),
      messages: ['unsupported'],
    },
    {
      name: 'early access of 21',
      trap: 'early-access',
      facts: facts(homeOf('21-ea', '21-ea+35-2513')),
      messages: ['preRelease'],
      severity: 'medium',
    },
    {
      name: 'early access shows in the runtime version only',
      facts: facts(homeOf('21', '21-ea+35-2513')),
      messages: ['preRelease'],
      severity: 'medium',
    },
    { name: 'a private build', facts: facts(homeOf('17.0.1-internal')), messages: ['preRelease'], severity: 'medium' },
    {
      name: 'IBM Java 8 by the log',
      trap: 'log-8',
      facts: facts(null, { lastStart: startedOn('8.0.8.0 - pxa6480sr8-20230801_01(SR8)') }),
      messages: ['toReplace'],
      severity: 'high',
    },
    {
      name: 'an old Java by the log, staged',
      phase: 'staged',
      facts: facts(null, { lastStart: startedOn('1.8.0_392-b08') }),
      messages: ['unsupported'],
      says: ['as of the last start'],
    },
  ],
  error: [
    { name: 'Java 26', trap: 'newer', facts: facts(homeOf('26.0.1')), code: 'unsupported', says: '25' },
    {
      name: 'after the upgrade the last start was on Java 11',
      trap: 'log-contradicts',
      phase: 'post-upgrade',
      facts: facts(homeOf('17.0.15'), { lastStart: startedOn('11.0.22+7', '/opt/jdk-11') }),
      code: 'ambiguous',
      says: 'restart the container',
    },
    {
      name: 'setenv declares another Java, out of reach',
      trap: 'declared-contradicts',
      facts: facts(homeOf('17.0.15'), { declared: [declaredAs('/opt/jdk-11')] }),
      code: 'ambiguous',
      says: '/opt/tomcat/bin/setenv.sh:3',
    },
    {
      name: 'setenv declares Java 11, readable',
      facts: facts(homeOf('17.0.15'), { declared: [declaredAs('/opt/jdk-11', { resolved: '/opt/jdk-11', release: releaseOf('11.0.22') })] }),
      code: 'ambiguous',
    },
    {
      name: 'the prepared Tomcat declares another Java',
      facts: facts(homeOf('17.0.15'), {}, runtimeOf(homeOf('17.0.15'), { declared: [declaredAs('/opt/jdk-11')] })),
      code: 'ambiguous',
    },
    {
      name: 'the unit that will start the prepared Tomcat declares another Java',
      phase: 'staged',
      facts: facts(homeOf('17.0.15'), {}, runtimeOf(homeOf('17.0.15'), { declared: [declaredAs('/opt/jdk-11', { where: 'service' })] })),
      code: 'ambiguous',
    },
    {
      name: 'nothing says what starts the prepared Tomcat',
      trap: 'new-unknown',
      facts: facts(null, { lastStart: startedOn('17.0.15+6') }, runtimeOf(null)),
      code: 'missing-evidence',
      says: 'javaHome',
    },
    {
      name: 'one of two declarations in setenv differs',
      facts: facts(homeOf('17.0.15'), { declared: [declaredAs('/opt/jdk-11'), declaredAs('/opt/java', { line: 5 })] }),
      code: 'ambiguous',
    },
    {
      name: 'two declarations and no javaHome',
      trap: 'declared-twice',
      facts: facts(null, { declared: [declaredAs('/opt/jdk-11'), declaredAs('/opt/jdk-17', { line: 5 })], lastStart: startedOn('17.0.15') }),
      code: 'ambiguous',
      says: 'line 5',
    },
    {
      name: 'declared since the last start',
      trap: 'declared-vs-log',
      facts: facts(null, { declared: [declaredAs('/opt/jdk-11')], lastStart: startedOn('17.0.15+6') }),
      code: 'ambiguous',
    },
    { name: 'the release file contradicts itself', trap: 'release-contradicts', facts: facts(homeOf('17.0.15', '11.0.22+7')), code: 'ambiguous' },
    { name: 'a release file without a version', trap: 'no-version', facts: facts(homeOf(null)), code: 'missing-evidence' },
    { name: 'nothing is known', trap: 'nothing-known', facts: facts(null), code: 'missing-evidence', says: 'javaHome' },
    { name: 'an unreadable declaration alone', facts: facts(null, { declared: [declaredAs('/opt/jdk-17')] }), code: 'missing-evidence' },
    { name: 'not a version', trap: 'not-a-version', facts: facts(homeOf('latest')), code: 'parse-failed' },
    { name: 'not a version in the log', facts: facts(null, { lastStart: startedOn('pxa6480') }), code: 'parse-failed' },
  ],
})
