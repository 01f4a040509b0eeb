import { describe, it } from 'vitest'
import check from '../../../checks/pingam/server-xml.ts'
import type { serverXml, tomcat, ValueOf } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Xml = ValueOf<typeof serverXml>
type Connector = Xml['connectors'][number]
type Tomcat = ValueOf<typeof tomcat>

const tomcatOf = (version: string): Tomcat => ({
  home: '/opt/tomcat',
  container: 'tomcat',
  recognisedBy: '/opt/tomcat/lib/catalina.jar',
  jars: [
    {
      path: '/opt/tomcat/lib/catalina.jar',
      resolved: '/opt/tomcat/lib/catalina.jar',
      link: false,
      info: null,
      number: null,
      built: null,
      implementationVersion: version,
    },
  ],
  copies: [],
  servletPackage: null,
})
const jboss: Tomcat = { ...tomcatOf('1.0.0'), container: 'jboss', recognisedBy: '/opt/jboss/jboss-modules.jar', jars: [] }

const RECORDED = new Set(['port', 'protocol', 'SSLEnabled'])
const attributesOf = (text: string) =>
  text
    .split(' ')
    .filter((pair) => pair !== '')
    .map((pair, index) => {
      const [name = '', value = ''] = pair.split('=')
      return { name, value: RECORDED.has(name) ? value : null, line: 70, column: 10 + index }
    })
/** A connector from `name=value` pairs. */
const connector = (text: string, hostConfigs = 0, http2: string | null = null): Connector => ({
  line: 70,
  column: 5,
  attributes: attributesOf(text),
  hostConfigs,
  upgradeProtocols: http2 === null ? [] : [{ line: 71, column: 7, attributes: attributesOf(http2) }],
})
const xmlOf = (more: Partial<Xml> = {}, path = '/opt/tomcat/conf/server.xml'): Xml => ({
  path,
  connectors: [connector('port=8080 protocol=HTTP/1.1')],
  classes: [],
  components: [],
  ...more,
})
const classOf = (className: string, element = 'Realm') => ({ classes: [{ element, className, line: 90, column: 7 }] })

const facts = (more: Partial<Xml>, version = '10.1.60') => ({
  container: tomcatOf(version),
  preparedContainer: null,
  current: xmlOf(more),
  prepared: null,
})
const replaced = (old: Partial<Xml>, prepared: Partial<Xml>, version = '10.1.60') => ({
  container: tomcatOf('9.0.70'),
  preparedContainer: tomcatOf(version),
  current: xmlOf(old),
  prepared: xmlOf(prepared, '/opt/new/conf/server.xml'),
})
const OLD_TLS = connector('port=8443 SSLEnabled=true keystoreFile keystorePass clientAuth')

testCheck({ describe, it }, check, {
  pass: [
    { name: 'as shipped', facts: facts({}), observed: '1 connectors and 0 classes suit Tomcat 10.1' },
    {
      name: 'TLS as it should be',
      trap: 'proper-tls',
      facts: facts({ connectors: [connector('port=8443 SSLEnabled=true', 1, 'className')] }),
      observed: '10.1',
    },
    { name: 'a class of the user', trap: 'class-of-the-user', facts: facts(classOf('com.example.AuditValve', 'Valve')), observed: '1 classes' },
    {
      name: 'a port from a placeholder',
      trap: 'placeholder-port',
      facts: facts({ connectors: [connector('port=${http.port} protocol=HTTP/1.1')] }),
      observed: '10.1',
    },
    { name: 'a placeholder beside an SSLHostConfig', facts: facts({ connectors: [connector('port=8443 SSLEnabled=${tls}', 1)] }), observed: '10.1' },
    {
      name: 'the prepared one is fit, the old one is not',
      trap: 'new-is-judged',
      facts: replaced({ connectors: [OLD_TLS] }, {}),
      observed: '/opt/new/conf/server.xml',
      messages: ['noHostConfig'],
    },
    {
      name: 'rejectIllegalHeader is still known to 10.1',
      facts: facts({ connectors: [connector('port=8080 rejectIllegalHeader')] }),
      observed: '10.1',
    },
    {
      name: 'ignored attributes under Tomcat 9 are a note',
      facts: facts({ connectors: [connector('port=8080 acceptorThreadCount')] }, '9.0.70'),
      observed: '10.1',
      messages: ['ignoredAttribute'],
    },
  ],
  fail: [
    {
      name: 'JDBCRealm',
      trap: 'removed-class',
      phase: 'staged',
      facts: facts(classOf('org.apache.catalina.realm.JDBCRealm')),
      messages: ['missingClass'],
      subjects: ['org.apache.catalina.realm.JDBCRealm of Realm in /opt/tomcat/conf/server.xml'],
      says: ['/opt/tomcat/conf/server.xml:90', 'DataSourceRealm'],
    },
    {
      name: 'Http11AprProtocol',
      trap: 'removed-protocol',
      phase: 'staged',
      facts: facts({ connectors: [connector('port=8443 protocol=org.apache.coyote.http11.Http11AprProtocol')] }),
      messages: ['removedProtocol'],
      says: ['Http11NioProtocol'],
    },
    {
      name: 'TLS on the Connector',
      trap: 'tls-without-host-config',
      phase: 'staged',
      facts: facts({ connectors: [OLD_TLS] }),
      messages: ['noHostConfig'],
      says: ['keystoreFile, keystorePass, clientAuth', 'SSLHostConfig'],
    },
    {
      name: 'SSLEnabled alone',
      trap: 'enabled-only',
      phase: 'staged',
      facts: facts({ connectors: [connector('port=8443 SSLEnabled=true')] }),
      messages: ['noHostConfig'],
    },
    {
      name: 'SSLEnabled in capitals',
      trap: 'enabled-upper-case',
      phase: 'staged',
      facts: facts({ connectors: [connector('port=8443 SSLEnabled=TRUE')] }),
      messages: ['noHostConfig'],
    },
    {
      name: 'TLS attributes beside an SSLHostConfig',
      trap: 'tls-with-host-config',
      phase: 'staged',
      facts: facts({ connectors: [connector('port=8443 SSLEnabled=true clientAuth protocols', 1)] }),
      messages: ['ignoredTls'],
      severity: 'medium',
    },
    {
      name: 'TLS attributes, no SSLEnabled',
      trap: 'tls-not-enabled',
      phase: 'staged',
      facts: facts({ connectors: [connector('port=8080 keystoreFile')] }),
      messages: ['ignoredTls'],
      severity: 'low',
    },
    {
      name: 'compression on HTTP/2',
      trap: 'http2-attributes',
      phase: 'staged',
      facts: facts({ connectors: [connector('port=8443 SSLEnabled=true', 1, 'className compression')] }),
      messages: ['ignoredAttribute'],
      severity: 'low',
    },
    {
      name: 'attributes of a listener',
      trap: 'listener-attributes',
      phase: 'staged',
      facts: facts({
        components: [
          {
            element: 'Listener',
            className: 'org.apache.catalina.core.JreMemoryLeakPreventionListener',
            line: 25,
            column: 3,
            attributes: attributesOf('className gcDaemonProtection ldapPoolProtection'),
          },
          { element: 'Loader', className: null, line: 99, column: 3, attributes: attributesOf('reloadable') },
          { element: 'Manager', className: null, line: 100, column: 3, attributes: attributesOf('gcDaemonProtection') },
        ],
      }),
      messages: ['ignoredAttribute', 'ignoredAttribute'],
      severity: 'low',
      says: ['gcDaemonProtection, ldapPoolProtection'],
    },
    {
      name: 'under Tomcat 9 before the upgrade',
      trap: 'old-at-pre',
      facts: facts({ connectors: [OLD_TLS] }, '9.0.70'),
      messages: ['noHostConfig'],
      severity: 'medium',
    },
    { name: 'under Tomcat 10.1 before the upgrade', trap: 'already-10.1', facts: facts({ connectors: [OLD_TLS] }), messages: ['noHostConfig'] },
    {
      name: 'the prepared one too',
      facts: replaced({ connectors: [OLD_TLS] }, { connectors: [OLD_TLS] }),
      messages: ['noHostConfig', 'noHostConfig'],
      subjects: ['Connector port 8443 in /opt/new/conf/server.xml', 'Connector port 8443 in /opt/tomcat/conf/server.xml'],
    },
    {
      name: 'rejectIllegalHeader under Tomcat 11',
      trap: 'tomcat-11',
      facts: replaced({}, { connectors: [connector('port=8080 rejectIllegalHeader allowHostHeaderMismatch')] }, '11.0.5'),
      messages: ['ignoredAttribute'],
      severity: 'low',
      says: ['Tomcat 11.0'],
    },
    {
      name: 'two connectors on one port',
      trap: 'same-port-twice',
      phase: 'staged',
      facts: facts({ connectors: [OLD_TLS, OLD_TLS] }),
      messages: ['noHostConfig', 'noHostConfig'],
      subjects: ['Connector port 8443 in /opt/tomcat/conf/server.xml', 'Connector port 8443 (2.) in /opt/tomcat/conf/server.xml'],
    },
    {
      name: 'a placeholder does not hide what is plain',
      phase: 'staged',
      facts: facts({ connectors: [OLD_TLS, connector('port=80 protocol=${p}')] }),
      messages: ['noHostConfig'],
    },
  ],
  error: [
    {
      name: 'protocol from a placeholder',
      trap: 'placeholder-protocol',
      facts: facts({ connectors: [connector('port=8080 protocol=${http.protocol}')] }),
      code: 'unresolved',
      says: 'protocol="${http.protocol}"',
    },
    { name: 'a class from a placeholder', facts: facts(classOf('${realm.class}')), code: 'unresolved' },
    {
      name: 'SSLEnabled from a placeholder',
      trap: 'placeholder-enabled',
      facts: facts({ connectors: [connector('port=8443 SSLEnabled=${tls}')] }),
      code: 'unresolved',
      says: 'SSLEnabled',
    },
    { name: 'the release is not known', facts: { ...facts({}), container: { ...tomcatOf('10.1.60'), jars: [] } }, code: 'missing-evidence' },
  ],
  notApplicable: [{ name: 'JBoss', trap: 'another-container', facts: { ...facts({}), container: jboss }, says: 'jboss' }],
  trapsElsewhere: { 'commented-out': 'collectors/server-xml.test.ts', 'secret-values': 'collectors/server-xml.test.ts' },
})
