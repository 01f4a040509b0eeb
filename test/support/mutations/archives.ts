import { classOf, type ClassInput } from '../../../fixtures/archives/class-writer.ts'
import { zipOf } from '../../../fixtures/archives/zip-writer.ts'
import { put } from '../../../fixtures/estate/paths.ts'
import { acmeClass, acmeJar, FILTER, mutationsOf, putInNewWar, setFields, type Mutation } from './mutation.ts'
import type { Scene } from './worlds.ts'

const LIB = 'WEB-INF/lib/acme-more-1.0.jar'

const inLibrary =
  (content: Uint8Array, path = LIB) =>
  ({ instance }: Scene): void =>
    putInNewWar({ [path]: content }, instance)
const withClass = (more: Partial<ClassInput>) => inLibrary(acmeJar(more))

const inSources =
  (path: string, content: string | Uint8Array) =>
  (scene: Scene): void => {
    const { instance } = scene
    put(`${instance.upgrader}/../src/${path}`, content)
    setFields(scene, { sources: [`${instance.name}/staging/src`] })
  }

const vendorClass = (name: string, more: Partial<ClassInput>): Uint8Array => zipOf({ [`${name}.class`]: classOf({ name, ...more }) })

const SCRIPT = 'var c = new Packages.javax.servlet.http.Cookie("a", "b")\n'
const EXPORT = zipOf({
  'realms/root/Scripts/login.json': JSON.stringify({
    data: { name: 'login', language: 'JAVASCRIPT', script: Buffer.from(SCRIPT).toString('base64') },
  }),
})

const LOGIN_MODULE = 'com/sun/identity/authentication/spi/AMLoginModule'

/** What archives hold: references to javax, classes that are too new, authentication modules. */
export const ARCHIVE_MUTATIONS: readonly Mutation[] = [
  ...mutationsOf('javax-archives', 'pre', [
    {
      name: 'a class extends one of javax',
      trap: 'constant-pool',
      outcome: 'fail',
      severity: 'blocker',
      says: `${LIB} refers to javax in 1 places: com/acme/A.class (extends javax.servlet.http.HttpServlet, now jakarta.servlet.http.HttpServlet)`,
      change: withClass({ superName: 'javax/servlet/http/HttpServlet' }),
    },
    {
      name: 'a field of a type of javax',
      trap: 'descriptor',
      outcome: 'fail',
      says: 'com/acme/A.class filter (type javax.servlet.Filter',
      change: withClass({ members: [{ name: 'filter', descriptor: `L${FILTER};` }] }),
    },
    {
      name: 'a method that looks a class up by its name',
      trap: 'string-constant',
      outcome: 'fail',
      says: 'com/acme/A.class load() (string constant javax.servlet.Filter',
      change: withClass({ members: [{ name: 'load', descriptor: '()V', code: [{ load: 'javax.servlet.Filter' }] }] }),
    },
    {
      name: 'a JAR within a JAR',
      trap: 'nested-archive',
      outcome: 'fail',
      says: `${LIB}!/lib/inner.jar`,
      change: inLibrary(zipOf({ 'lib/inner.jar': acmeJar({ classes: [FILTER] }) })),
    },
    {
      name: 'a service by its name',
      trap: 'service-name',
      outcome: 'fail',
      says: 'META-INF/services/javax.servlet.ServletContainerInitializer',
      change: inLibrary(zipOf({ 'META-INF/services/javax.servlet.ServletContainerInitializer': 'com.acme.Init\n' })),
    },
    {
      name: 'a manifest folded within the name',
      trap: 'manifest',
      outcome: 'fail',
      says: 'META-INF/MANIFEST.MF:2 (manifest javax.servlet',
      change: inLibrary(
        zipOf({
          'META-INF/MANIFEST.MF': `Manifest-Version: 1.0\r\nImport-Package: org.osgi.framework;version="[1.6,2)",org.foo;a=b,jav\r\n ax.servlet\r\n\r\n`,
        }),
      ),
    },
    {
      name: 'a web-fragment.xml in a JAR',
      trap: 'web-fragment',
      outcome: 'fail',
      says: 'META-INF/web-fragment.xml:2 (text javax.servlet.Filter',
      change: inLibrary(
        zipOf({ 'META-INF/web-fragment.xml': '<web-fragment>\n<filter-class>javax.servlet.Filter</filter-class>\n</web-fragment>\n' }),
      ),
    },
    {
      name: 'javax.websocket',
      outcome: 'fail',
      says: 'javax.websocket.Session, now jakarta.websocket.Session',
      change: withClass({ classes: ['javax/websocket/Session'] }),
    },
    {
      name: 'a class in WEB-INF/classes',
      trap: 'loose-class',
      outcome: 'fail',
      says: 'WEB-INF/classes/com/acme/A.class',
      change: ({ instance }) => putInNewWar({ 'WEB-INF/classes/com/acme/A.class': acmeClass({ classes: [FILTER] }) }, instance),
    },
    {
      name: "a valve in the new Tomcat's lib",
      trap: 'catalina-lib',
      outcome: 'fail',
      says: 'tomcat-10.1/lib/acme-valve.jar',
      change: ({ instance }) => put(`${instance.newTomcat}/lib/acme-valve.jar`, acmeJar({ classes: [FILTER] })),
    },
    {
      name: 'a JAR among the sources',
      trap: 'sources',
      outcome: 'fail',
      severity: 'high',
      says: 'staging/src/build/acme.jar',
      change: inSources('build/acme.jar', acmeJar({ classes: [FILTER] })),
    },
    {
      name: 'a script among the sources',
      outcome: 'fail',
      says: 'login.groovy:2 (code javax.servlet.http.Cookie',
      change: inSources('login.groovy', '// Login\nimport javax.servlet.http.Cookie\n'),
    },
    {
      name: 'a script in base64 in a zipped export among the sources',
      outcome: 'fail',
      says: 'realms/root/Scripts/login.json:1 script (code javax.servlet.http.Cookie',
      change: inSources('export.zip', EXPORT),
    },
    { name: 'a shaded package', trap: 'shaded-package', outcome: 'pass', change: withClass({ classes: ['com/acme/shaded/javax/servlet/Filter'] }) },
    {
      name: 'a URL',
      trap: 'url',
      outcome: 'pass',
      change: withClass({ strings: ['https://docs.example.com/javax/servlet/Filter.html'] }),
    },
    { name: 'a path of Maven', trap: 'maven-path', outcome: 'pass', change: inLibrary(zipOf({ 'META-INF/maven/javax.servlet/x/pom.txt': 'x\n' })) },
    {
      name: 'other packages of javax',
      trap: 'other-javax',
      outcome: 'pass',
      change: withClass({
        classes: ['javax/xml/bind/JAXB', 'javax/inject/Inject', 'javax/crypto/Cipher', 'javax/naming/Context', 'javax/servletx/A'],
      }),
    },
    {
      name: "a class of the vendor's in its own library",
      trap: 'vendor-jar',
      outcome: 'pass',
      change: inLibrary(vendorClass('org/forgerock/openam/core/A', { classes: [FILTER] }), 'WEB-INF/lib/openam-core-8.1.0.jar'),
    },
    {
      name: "a class of the customer in a library named like the vendor's",
      trap: 'vendor-jar',
      outcome: 'fail',
      says: 'WEB-INF/lib/openam-acme-8.1.0.jar',
      change: inLibrary(acmeJar({ classes: [FILTER] }), 'WEB-INF/lib/openam-acme-8.1.0.jar'),
    },
    {
      name: 'a known library with an optional part for servlets',
      trap: 'third-party',
      outcome: 'fail',
      severity: 'medium',
      says: 'Logback 1.4',
      change: inLibrary(vendorClass('ch/qos/logback/classic/servlet/A', { classes: [FILTER] }), 'WEB-INF/lib/logback-classic-1.2.11.jar'),
    },
  ]),
  ...mutationsOf('javax-archives', 'post', [
    {
      name: 'a library of the deployed application',
      outcome: 'fail',
      severity: 'blocker',
      says: 'webapps/am/WEB-INF/lib/acme-more-1.0.jar',
      change: ({ instance }) => put(`${instance.tomcat}/webapps/am/${LIB}`, acmeJar({ classes: [FILTER] })),
    },
  ]),
  ...mutationsOf('old-class-files', 'pre', [
    {
      name: 'a class for Java 25 on Java 17',
      trap: 'newer-class',
      outcome: 'fail',
      severity: 'medium',
      says: 'Java 25',
      change: withClass({ major: 69 }),
    },
    {
      name: 'a class for Java 25 for newer runtimes only',
      outcome: 'pass',
      change: inLibrary(zipOf({ 'META-INF/versions/25/com/acme/A.class': acmeClass({ major: 69 }) })),
    },
  ]),
  ...mutationsOf('authentication-modules', 'pre', [
    {
      name: 'a class extends AMLoginModule',
      trap: 'custom-class',
      outcome: 'fail',
      severity: 'high',
      says: `${LIB} holds 1 classes that extend AMLoginModule, which AM 8 does not have: com/acme/A.class`,
      change: withClass({ superName: LOGIN_MODULE }),
    },
    {
      name: "a module of the vendor's in its own library",
      outcome: 'pass',
      change: inLibrary(
        vendorClass('org/forgerock/openam/authentication/modules/sms/Sms', { superName: LOGIN_MODULE }),
        'WEB-INF/lib/openam-core-8.1.0.jar',
      ),
    },
  ]),
]

/** Archives that cannot be looked into: of every check that scans them, whatever else it judges. */
export const DAMAGED_ARCHIVE: Mutation = {
  name: 'a JAR that is cut short',
  world: 'pre',
  check: 'pingam/javax-archives',
  outcome: 'error',
  says: `${LIB}: not inspected`,
  also: { 'pingam/authentication-modules': 'error', 'pingam/old-class-files': 'error' },
  change: inLibrary(acmeJar({}).subarray(0, 90)),
}
