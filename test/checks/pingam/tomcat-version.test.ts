import { describe, it } from 'vitest'
import check from '../../../checks/pingam/tomcat-version.ts'
import type { tomcat, ValueOf } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Tomcat = ValueOf<typeof tomcat>
type Jar = Tomcat['jars'][number]

const jarOf = (version: string, more: Partial<Jar> = {}, home = '/opt/tomcat'): Jar => ({
  path: `${home}/lib/catalina.jar`,
  resolved: `${home}/lib/catalina.jar`,
  link: false,
  info: `Apache Tomcat/${version}`,
  number: `${version.replace(/-.*$/, '')}.0`,
  built: 'Jan 1 2026 00:00:00 UTC',
  implementationVersion: version,
  ...more,
})

const tomcatOf = (version: string, more: Partial<Tomcat> = {}, home = '/opt/tomcat'): Tomcat => ({
  home,
  container: 'tomcat',
  recognisedBy: `${home}/lib/catalina.jar`,
  jars: [jarOf(version, {}, home)],
  copies: [],
  servletPackage: Number(version.split('.')[0]) >= 10 ? 'jakarta.servlet' : 'javax.servlet',
  ...more,
})

const alone = (current: Tomcat) => ({ current, prepared: null })
const copy = (info: string, number: string) => [{ path: '/opt/tomcat/lib/org/apache/catalina/util/ServerInfo.properties', info, number, built: null }]
const jboss: Tomcat = {
  home: '/opt/jboss',
  container: 'jboss',
  recognisedBy: '/opt/jboss/jboss-modules.jar',
  jars: [],
  copies: [],
  servletPackage: null,
}

testCheck({ describe, it }, check, {
  pass: [
    { name: 'Tomcat 10.1', facts: alone(tomcatOf('10.1.60')), observed: 'Tomcat 10.1.60 by /opt/tomcat/lib/catalina.jar' },
    { name: 'Tomcat 10.1 after the upgrade', phase: 'compliance', facts: alone(tomcatOf('10.1.0')), observed: '10.1.0' },
    { name: 'Tomcat 11', trap: 'tomcat-11', facts: alone(tomcatOf('11.0.5')), observed: '11.0.5', messages: ['releaseNotesOnly'] },
    {
      name: 'the prepared Tomcat is fit, the current one is 9',
      trap: 'new-is-judged',
      facts: { current: tomcatOf('9.0.70'), prepared: tomcatOf('10.1.60', {}, '/opt/tomcat10') },
      observed: '/opt/tomcat10/lib/catalina.jar',
      messages: ['toReplace'],
    },
    {
      name: 'staged: the prepared Tomcat is judged and the current one named',
      phase: 'staged',
      facts: { current: tomcatOf('9.0.70'), prepared: tomcatOf('10.1.60', {}, '/opt/tomcat10') },
      observed: '/opt/tomcat10/lib/catalina.jar',
      messages: ['toReplace'],
    },
    {
      name: 'from JBoss to Tomcat 10.1',
      facts: { current: jboss, prepared: tomcatOf('10.1.60', {}, '/opt/tomcat10') },
      observed: '10.1.60',
    },
    {
      name: 'after the upgrade the Tomcat in use is judged, not a stale newTomcat',
      trap: 'new-ignored-later',
      phase: 'post-upgrade',
      facts: { current: tomcatOf('10.1.60'), prepared: tomcatOf('9.0.70', {}, '/opt/old') },
      observed: '10.1.60 by /opt/tomcat/',
    },
    {
      name: 'the release is hidden by a copy below lib',
      trap: 'hardened',
      facts: alone(tomcatOf('10.1.60', { copies: copy('Server', '0.0.0.0') })),
      observed: '10.1.60',
      messages: ['otherName'],
    },
    {
      name: 'a copy that says the same',
      facts: alone(tomcatOf('10.1.60', { copies: copy('Apache Tomcat/10.1.60', '10.1.60.0') })),
      observed: '10.1.60',
    },
    {
      name: 'properties blanked inside the archive',
      trap: 'hardened-jar',
      facts: alone(tomcatOf('10.1.60', { jars: [jarOf('10.1.60', { info: 'Apache Tomcat', number: null })] })),
      observed: '10.1.60',
    },
    {
      name: 'Debian',
      trap: 'debian-link',
      facts: alone(
        tomcatOf('10.1.60', {
          jars: [jarOf('10.1.60', { link: true, resolved: '/usr/share/java/tomcat10-catalina-10.1.60.jar', info: 'Apache Tomcat/10.1.60 (Debian)' })],
        }),
      ),
      observed: '10.1.60',
    },
    {
      name: 'TomEE',
      trap: 'tomee',
      facts: alone(tomcatOf('10.1.30', { jars: [jarOf('10.1.30', { info: 'Apache Tomcat (TomEE)/10.1.30 (10.0.0)' })] })),
      observed: '10.1.30',
    },
    {
      name: 'a vendor suffix',
      trap: 'vendor',
      facts: alone(
        tomcatOf('10.1.8', { jars: [jarOf('10.1.8', { info: 'Apache Tomcat/10.1.8.redhat-00005', implementationVersion: '10.1.8.redhat-00005' })] }),
      ),
      observed: '10.1.8',
    },
  ],
  fail: [
    {
      name: 'Tomcat 9 after the upgrade',
      trap: 'tomcat-9',
      phase: 'post-upgrade',
      facts: alone(tomcatOf('9.0.70')),
      messages: ['unsupported'],
      subjects: ['/opt/tomcat'],
      says: ['Install Apache Tomcat 10.1'],
    },
    { name: 'Tomcat 9 in compliance', phase: 'compliance', facts: alone(tomcatOf('9.0.70')), messages: ['unsupported'] },
    { name: 'Tomcat 9 staged', phase: 'staged', facts: alone(tomcatOf('9.0.70')), messages: ['unsupported'] },
    { name: 'Tomcat 8.5 staged', trap: 'tomcat-8.5', phase: 'staged', facts: alone(tomcatOf('8.5.100')), messages: ['unsupported'] },
    {
      name: 'Tomcat 9 before the upgrade',
      trap: 'old-at-pre',
      facts: alone(tomcatOf('9.0.70')),
      messages: ['toReplace'],
      severity: 'high',
      says: ['work to do'],
    },
    {
      name: 'the prepared Tomcat is 9 too',
      trap: 'new-too-old',
      facts: { current: tomcatOf('8.5.100'), prepared: tomcatOf('9.0.70', {}, '/opt/new') },
      messages: ['unsupported', 'toReplace'],
      subjects: ['/opt/new', '/opt/tomcat'],
    },
    {
      name: 'newTomcat is the current directory',
      trap: 'new-is-current',
      facts: { current: tomcatOf('9.0.70'), prepared: tomcatOf('9.0.70') },
      messages: ['unsupported'],
    },
    { name: 'Tomcat 10.0', trap: 'end-of-life', phase: 'staged', facts: alone(tomcatOf('10.0.27')), messages: ['endOfLife'], severity: 'medium' },
    {
      name: '10.0.0-M4',
      trap: 'milestone',
      facts: alone(tomcatOf('10.0.0-M4', { jars: [jarOf('10.0.0-M4', { implementationVersion: null })] })),
      messages: ['endOfLife'],
      severity: 'medium',
      says: ['10.0.0-M4'],
    },
    { name: '11.0.0-M20', trap: 'milestone-of-supported', facts: alone(tomcatOf('11.0.0-M20')), messages: ['preRelease'], severity: 'medium' },
    { name: 'a development build', facts: alone(tomcatOf('10.1.61-dev')), messages: ['preRelease'], severity: 'medium' },
    {
      name: 'a milestone in the old spelling',
      phase: 'staged',
      facts: alone(tomcatOf('9.0.0', { jars: [jarOf('9.0.0', { info: 'Apache Tomcat/9.0.0.M27', implementationVersion: '9.0.0.M27' })] })),
      messages: ['unsupported'],
      says: ['9.0.0-M27'],
    },
    {
      name: 'a copy claims 10.1 over Tomcat 9',
      trap: 'hardened-lie',
      phase: 'staged',
      facts: alone(tomcatOf('9.0.70', { copies: copy('Apache Tomcat/10.1.60', '10.1.60.0') })),
      messages: ['unsupported', 'otherName'],
    },
    {
      name: 'home apart from base',
      trap: 'home-is-not-base',
      phase: 'post-upgrade',
      facts: alone(tomcatOf('9.0.70', {}, '/usr/share/tomcat9')),
      messages: ['unsupported'],
      subjects: ['/usr/share/tomcat9'],
    },
  ],
  error: [
    { name: 'Tomcat 12', trap: 'newer', facts: alone(tomcatOf('12.0.1')), code: 'unsupported', says: '10.0, 10.1, 11.0' },
    { name: 'Tomcat 10.2', trap: 'unknown-minor', facts: alone(tomcatOf('10.2.0')), code: 'unsupported' },
    {
      name: 'properties say 10.1, manifest says 9.0',
      trap: 'contradiction',
      facts: alone(tomcatOf('10.1.60', { jars: [jarOf('10.1.60', { implementationVersion: '9.0.70' })] })),
      code: 'ambiguous',
      says: 'Implementation-Version',
    },
    {
      name: 'server.info and server.number disagree',
      facts: alone(tomcatOf('10.1.60', { jars: [jarOf('10.1.60', { number: '9.0.70.0' })] })),
      code: 'ambiguous',
      says: 'server.number',
    },
    {
      name: 'the servlet API is javax',
      trap: 'wrong-api',
      facts: alone(tomcatOf('10.1.60', { servletPackage: 'javax.servlet' })),
      code: 'ambiguous',
      says: 'javax.servlet',
    },
    {
      name: 'CATALINA_BASE holds another catalina.jar',
      trap: 'jar-in-base',
      facts: alone(tomcatOf('10.1.60', { jars: [jarOf('10.1.60'), jarOf('9.0.70', {}, '/srv/base')] })),
      code: 'ambiguous',
      says: '/srv/base/lib/catalina.jar',
    },
    {
      name: 'nothing states a release',
      trap: 'no-release',
      facts: alone(tomcatOf('10.1.60', { jars: [jarOf('10.1.60', { info: 'Server', number: null, implementationVersion: null })] })),
      code: 'missing-evidence',
    },
    {
      name: 'a number that is none',
      facts: alone(tomcatOf('10.1.60', { jars: [jarOf('10.1.60', { info: null, number: 'hidden', implementationVersion: 'x' })] })),
      code: 'missing-evidence',
    },
  ],
  notApplicable: [
    { name: 'JBoss', trap: 'another-container', facts: alone(jboss), says: 'jboss-modules.jar' },
    { name: 'from Tomcat to JBoss', facts: { current: tomcatOf('9.0.70'), prepared: jboss }, says: 'jboss' },
  ],
})
