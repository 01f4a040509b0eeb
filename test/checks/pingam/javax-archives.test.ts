import { describe, it } from 'vitest'
import check from '../../../checks/pingam/javax-archives.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { archive, group, NOTHING_THERE, scanned } from '../../support/archive-facts.ts'
import { form } from '../../support/web-application-facts.ts'

const none = { webapp: null, newWar: null, tomcat: null, newTomcat: null, sources: null }
const am = (release: string) => ({ forms: [form([`openam-core-${release}.jar`])] })
const facts = (scans: Partial<Record<keyof typeof none, ReturnType<typeof scanned>>>) => ({
  ...none,
  current: am('7.5.0'),
  prepared: am('8.1.0'),
  ...scans,
})

const LIB = '/opt/tomcat/webapps/am/WEB-INF/lib'
const WAR = '/srv/staging/AM-8.1.0.war'
const acme = archive(`${LIB}/acme-nodes-1.4.0.jar`, [group('class', ['com.acme.nodes'])])
const acmeInWar = archive(`${WAR}!/WEB-INF/lib/acme-nodes-1.4.0.jar`, [group('extends', ['com.acme.nodes'])])
const clean = archive(`${LIB}/acme-nodes-2.0.0.jar`)

testCheck({ describe, it }, check, {
  pass: [
    { name: 'nothing refers', phase: 'staged', facts: facts({ newWar: scanned(clean) }), observed: '10 classes in 1 archives' },
    {
      name: "AM's own libraries, in the release deployed",
      trap: 'vendor-of-the-release',
      facts: facts({
        webapp: scanned(archive(`${LIB}/openam-core-7.5.0.jar`, [group('class', ['org.forgerock.openam.http', 'com.sun.identity.plugin'])])),
      }),
      observed: 'AM and Tomcat themselves: 2 places',
    },
    {
      name: 'a platform library, which counts its own way',
      facts: facts({ webapp: scanned(archive(`${LIB}/chf-http-servlet-27.1.0.jar`, [group('class', ['org.forgerock.http.servlet'])])) }),
      observed: '1 places',
    },
    {
      name: "Tomcat 9's own libraries before the upgrade",
      trap: 'tomcat-own',
      facts: facts({
        tomcat: scanned(
          archive('/opt/tomcat/lib/servlet-api.jar', [group('defines', ['javax.servlet'])]),
          archive('/opt/tomcat/lib/catalina.jar', [group('class', ['org.apache.catalina'])]),
        ),
      }),
      observed: '2 places',
    },
    {
      name: 'a prepared Tomcat 9, which pingam/tomcat-version tells',
      phase: 'staged',
      facts: facts({ newTomcat: scanned(archive('/opt/tomcat-new/lib/servlet-api.jar', [group('defines', ['javax.servlet'])])) }),
      observed: '1 places',
    },
    {
      name: 'the migration tool that Tomcat 10 ships',
      phase: 'post-upgrade',
      facts: facts({
        tomcat: scanned(archive('/opt/tomcat/lib/jakartaee-migration-1.0.8-shaded.jar', [group('string', ['org.apache.tomcat.jakartaee'])])),
      }),
      observed: '1 places',
    },
    {
      name: 'the current application refers, and the new WAR does not',
      trap: 'replacement-named',
      facts: facts({ webapp: scanned(acme), newWar: scanned(archive(`${WAR}!/WEB-INF/lib/acme-nodes-2.0.0.jar`)) }),
      observed: 'none refers',
      messages: ['replaced'],
    },
    {
      name: 'references to other packages only',
      trap: 'other-javax',
      facts: facts({
        webapp: scanned(
          archive(`${LIB}/acme.jar`, [group('extends', ['com.acme'], { prefix: 'com.sun.identity.authentication.spi.AMLoginModule' })]),
        ),
      }),
      observed: 'none refers',
    },
    {
      name: 'comments in sources',
      trap: 'comment-only',
      facts: facts({ sources: scanned(archive('/srv/src', [group('comment', ['com.acme'])])) }),
      observed: 'none refers',
    },
    {
      name: 'scripts and pages, which other checks judge',
      facts: facts({ webapp: scanned(archive('/srv/am', [group('code', ['scripts']), group('text', ['pages'])])) }),
      observed: 'none refers',
      messages: ['elsewhere'],
    },
  ],
  fail: [
    {
      name: 'a class of the customer in the new WAR, before the upgrade',
      trap: 'current-clean-replacement-not',
      facts: facts({ webapp: scanned(clean), newWar: scanned(acmeInWar) }),
      messages: ['refers'],
      subjects: [`${WAR}!/WEB-INF/lib/acme-nodes-1.4.0.jar`],
      severity: 'blocker',
      says: ['extends javax.servlet.Filter, now jakarta.servlet.Filter'],
    },
    {
      name: 'a script and a page among the sources',
      trap: 'script-in-sources',
      phase: 'staged',
      facts: facts({
        sources: scanned(archive('/srv/export.zip', [group('code', ['scripts']), group('literal', ['scripts']), group('text', ['pages'])])),
      }),
      messages: ['elsewhere', 'refers'],
      subjects: ['/srv/export.zip', '/srv/export.zip'],
      says: ['/srv/export.zip refers to javax in 2 places: scripts/A.class (code javax.servlet.Filter, now jakarta.servlet.Filter)'],
    },
    {
      name: 'a reference with its method',
      phase: 'staged',
      facts: facts({
        newWar: scanned(
          archive(`${WAR}!/WEB-INF/lib/acme.jar`, [group('class', ['com.acme'])], {
            references: [{ entry: 'com/acme/A.class', kind: 'class', name: 'javax.servlet.http.Cookie', line: null, member: 'service()' }],
          }),
        ),
      }),
      messages: ['refers'],
      says: ['com/acme/A.class service() (class javax.servlet.http.Cookie, now jakarta.servlet.http.Cookie)'],
    },
    {
      name: 'code that runs today',
      trap: 'old-at-pre',
      facts: facts({ webapp: scanned(acme) }),
      messages: ['toDo'],
      severity: 'high',
      says: ['work to do'],
    },
    { name: 'after the upgrade', phase: 'post-upgrade', facts: facts({ webapp: scanned(acme) }), messages: ['refers'] },
    {
      name: 'a string constant',
      trap: 'string-constant',
      phase: 'staged',
      facts: facts({ newWar: scanned(archive(`${WAR}!/WEB-INF/lib/acme.jar`, [group('string', ['com.acme'])])) }),
      messages: ['refers'],
      says: ['string constant'],
    },
    {
      name: 'the name of a service',
      trap: 'service-name',
      phase: 'staged',
      facts: facts({ newWar: scanned(archive(`${WAR}!/WEB-INF/lib/acme.jar`, [group('service-name', ['META-INF.services'])])) }),
      messages: ['refers'],
    },
    {
      name: 'a manifest',
      trap: 'folded-manifest',
      phase: 'staged',
      facts: facts({ newWar: scanned(archive(`${WAR}!/WEB-INF/lib/acme.jar`, [group('manifest', ['META-INF'])])) }),
      messages: ['refers'],
    },
    {
      name: 'a JAR in a WAR in an EAR',
      trap: 'nested-archive',
      phase: 'staged',
      facts: facts({ sources: scanned(archive('/srv/all.ear!/acme.war!/WEB-INF/lib/acme.jar', [group('descriptor', ['com.acme'])])) }),
      messages: ['refers'],
      subjects: ['/srv/all.ear!/acme.war!/WEB-INF/lib/acme.jar'],
    },
    {
      name: 'a descriptor inside a JAR counts, a loose one is judged elsewhere',
      phase: 'staged',
      facts: facts({ newWar: scanned(archive(`${WAR}!/WEB-INF/lib/acme.jar`, [group('text', ['META-INF'])])) }),
      messages: ['refers'],
    },
    {
      name: "a name like the vendor's with a version of its own",
      trap: 'vendor-name-other-release',
      facts: facts({ webapp: scanned(archive(`${LIB}/openam-acme-nodes-1.2.jar`, [group('class', ['org.forgerock.openam.auth.nodes'])])) }),
      messages: ['toDo'],
      severity: 'high',
    },
    {
      name: 'the name and release of the vendor, and a class of the customer',
      trap: 'vendor-name-custom-class',
      phase: 'post-upgrade',
      facts: {
        ...facts({ webapp: scanned(archive(`${LIB}/openam-rest-8.1.0.jar`, [group('class', ['org.forgerock.openam.rest', 'com.acme'])])) }),
        current: am('8.1.0'),
      },
      messages: ['refers'],
    },
    {
      name: 'the package of the vendor in a library of the customer',
      trap: 'custom-in-vendor-package',
      phase: 'post-upgrade',
      facts: facts({ webapp: scanned(archive(`${LIB}/acme-nodes-1.0.jar`, [group('class', ['org.forgerock.openam.auth.nodes'])])) }),
      messages: ['refers'],
    },
    {
      name: "a library named like a platform library with a class of AM's packages",
      phase: 'post-upgrade',
      facts: facts({ webapp: scanned(archive(`${LIB}/http-acme-1.0.jar`, [group('class', ['org.forgerock.openam.acme'])])) }),
      messages: ['refers'],
    },
    {
      name: "the vendor's library of the old release left in the new application",
      phase: 'post-upgrade',
      facts: {
        ...facts({ webapp: scanned(archive(`${LIB}/openam-core-7.5.0.jar`, [group('class', ['org.forgerock.openam'])])) }),
        current: am('8.1.0'),
      },
      messages: ['refers'],
    },
    {
      name: 'a known library',
      trap: 'known-third-party',
      phase: 'staged',
      facts: facts({
        newWar: scanned(
          archive(`${WAR}!/WEB-INF/lib/spring-web-5.3.39.jar`, [group('class', ['org.springframework.web']), group('manifest', ['META-INF'])]),
        ),
      }),
      messages: ['thirdParty'],
      severity: 'medium',
      says: ['Spring 6'],
    },
    {
      name: 'the name of a known library and a class of the customer',
      trap: 'third-party-name-custom-class',
      phase: 'staged',
      facts: facts({
        newWar: scanned(archive(`${WAR}!/WEB-INF/lib/spring-web-acme.jar`, [group('class', ['org.springframework.web', 'com.acme'])])),
      }),
      messages: ['refers'],
    },
    {
      name: 'the API in the web application',
      trap: 'bundled-api',
      phase: 'staged',
      facts: facts({
        newWar: scanned(archive(`${WAR}!/WEB-INF/lib/javax.servlet-api-4.0.1.jar`, [group('defines', ['javax.servlet', 'javax.servlet.http'])])),
      }),
      messages: ['api'],
      severity: 'medium',
    },
    {
      name: 'a class of the customer in the package of the API',
      phase: 'staged',
      facts: facts({ newWar: scanned(archive(`${WAR}!/WEB-INF/lib/acme.jar`, [group('defines', ['javax.servlet'])])) }),
      messages: ['refers'],
    },
    {
      name: 'the old API in the lib directory of the new Tomcat',
      phase: 'staged',
      facts: facts({ newTomcat: scanned(archive('/opt/tomcat-10.1/lib/servlet-api-2.5.jar', [group('defines', ['javax.servlet'])])) }),
      messages: ['api'],
      severity: 'medium',
    },
    {
      name: 'a valve of the customer',
      trap: 'custom-in-tomcat-lib',
      phase: 'post-upgrade',
      facts: facts({ tomcat: scanned(archive('/opt/tomcat/lib/acme-valve.jar', [group('class', ['com.acme'])])) }),
      messages: ['refers'],
    },
    {
      name: "a valve of the customer in a library named like Tomcat's",
      phase: 'post-upgrade',
      facts: facts({ tomcat: scanned(archive('/opt/tomcat/lib/tomcat-acme.jar', [group('class', ['com.acme'])])) }),
      messages: ['refers'],
    },
    {
      name: 'classes in WEB-INF/classes',
      phase: 'compliance',
      facts: facts({ webapp: scanned(archive('/opt/tomcat/webapps/am', [group('class', ['com.sun.identity.patched'])])) }),
      messages: ['refers'],
    },
  ],
  error: [
    { name: 'nothing is named', facts: facts({}), code: 'missing-evidence', says: 'names no web application' },
    {
      name: 'the new WAR is not there',
      phase: 'staged',
      facts: facts({ newWar: NOTHING_THERE, webapp: scanned(clean) }),
      code: 'missing-evidence',
      says: '/srv/gone',
    },
    {
      name: 'the Tomcat has no lib directory',
      phase: 'post-upgrade',
      facts: facts({ webapp: scanned(clean), tomcat: NOTHING_THERE }),
      code: 'missing-evidence',
    },
  ],
  trapsElsewhere: { 'shaded-package': 'formats/archive-traps.test.ts', 'not-inspected': 'collectors/archive-references.test.ts' },
})
