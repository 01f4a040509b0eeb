import { describe, it } from 'vitest'
import check from '../../../checks/pingam/old-class-files.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { archive, NOTHING_THERE, scanned } from '../../support/archive-facts.ts'

const none = { webapp: null, newWar: null, tomcat: null, newTomcat: null, sources: null, current: null, prepared: null }
const java = (version: string | null) => ({
  home: version === null ? null : { path: '/opt/java', release: { path: '/opt/java/release', version, runtimeVersion: null, implementor: null } },
  declared: [],
  lastStart: null,
})
const started = { path: '/opt/tomcat/logs/catalina.out', line: 3, time: null, javaHome: null, jvmVersion: '17.0.13+11' }
const holding = (place: string, major: number | null) =>
  scanned(archive(place, [], { newest: major === null ? null : { major, entry: 'com/acme/A.class' } }))
const LIB = '/opt/tomcat/webapps/am/WEB-INF/lib/acme.jar'

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'classes of the same release',
      trap: 'same-release',
      facts: { ...none, webapp: holding(LIB, 61), runtime: java('17.0.13') },
      observed: 'Java 17 or older',
    },
    { name: 'an archive without classes', facts: { ...none, webapp: holding(LIB, null), runtime: java('17.0.13') }, observed: '1 archives' },
    {
      name: 'a library of Tomcat',
      trap: 'libraries-of-tomcat',
      facts: {
        ...none,
        newTomcat: scanned(archive('/opt/tomcat-10.1/lib/servlet-api.jar', [], { newest: { major: 61, entry: 'jakarta/servlet/Servlet.class' } })),
        runtime: java('11.0.2'),
      },
      observed: 'Java 11 or older',
    },
    {
      name: 'the new WAR is fine, whatever runs today',
      trap: 'replaced-at-pre',
      facts: { ...none, webapp: holding(LIB, 69), newWar: holding('/srv/am.war', 61), runtime: java('17.0.13') },
      observed: '10 classes in 1 archives',
    },
  ],
  fail: [
    {
      name: 'a class of the customer in a library of Tomcat',
      facts: { ...none, newTomcat: holding('/opt/tomcat-10.1/lib/servlet-api.jar', 65), runtime: java('17.0.13') },
      messages: ['newer'],
    },
    {
      name: 'a class for Java 21 on Java 17',
      facts: { ...none, sources: holding('/srv/all.ear!/acme.jar', 65), runtime: java('17.0.13') },
      messages: ['newer'],
      subjects: ['/srv/all.ear!/acme.jar'],
      says: ['for Java 21', 'runs on Java 17'],
    },
    {
      name: 'by the last start',
      trap: 'log-only',
      phase: 'staged',
      facts: { ...none, newWar: holding('/srv/am.war', 65), runtime: { ...java(null), lastStart: started } },
      messages: ['newer'],
    },
  ],
  error: [
    {
      name: 'no Java is known',
      trap: 'runtime-unknown',
      facts: { ...none, webapp: holding(LIB, 61), runtime: java(null) },
      code: 'missing-evidence',
    },
    { name: 'nothing is there', facts: { ...none, webapp: NOTHING_THERE, runtime: java('17.0.13') }, code: 'missing-evidence' },
  ],
  trapsElsewhere: { 'multi-release': 'collectors/archive-references.test.ts', 'module-descriptor': 'collectors/archive-references.test.ts' },
})
