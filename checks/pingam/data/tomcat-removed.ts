/**
 * What server.xml may say to Tomcat 9 and no longer to later ones. Sources: Apache Tomcat migration guides 9.0 to 10.0, 10.0 to 10.1, 10.1 to 11.0 and their
 * changelogs; setters compared over the branches and effects seen on 10.1.60: facts/pingam.md section 4.4; classes compared between 9.0.70 and 10.1.60.
 */
export interface Removed {
  readonly name: string
  /** First release line without it. */
  readonly since: readonly [major: number, minor: number]
  /** What to write in its place. */
  readonly instead: string
}

/** Classes: one that is missing keeps the whole server from starting ("Server instance is not configured"). */
export const REMOVED_CLASSES: readonly Removed[] = [
  { name: 'org.apache.catalina.core.JasperListener', since: [8, 0], instead: 'nothing: remove the Listener' },
  { name: 'org.apache.catalina.mbeans.ServerLifecycleListener', since: [7, 0], instead: 'nothing: remove the Listener' },
  { name: 'org.apache.catalina.util.SystemPropertyReplacerListener', since: [9, 0], instead: 'nothing: remove the Listener' },
  { name: 'org.apache.catalina.loader.VirtualWebappLoader', since: [8, 0], instead: '<Resources> with <PostResources>' },
  { name: 'org.apache.catalina.ha.session.JvmRouteSessionIDBinderListener', since: [8, 0], instead: 'nothing: remove the ClusterListener' },
  { name: 'org.apache.catalina.valves.CometConnectionManagerValve', since: [8, 5], instead: 'nothing: remove the Valve' },
  { name: 'org.apache.catalina.realm.JDBCRealm', since: [10, 0], instead: 'org.apache.catalina.realm.DataSourceRealm' },
  { name: 'org.apache.catalina.session.JDBCStore', since: [10, 0], instead: 'org.apache.catalina.session.DataSourceStore' },
  { name: 'org.apache.catalina.tribes.transport.bio.BioReceiver', since: [10, 0], instead: 'org.apache.catalina.tribes.transport.nio.NioReceiver' },
  {
    name: 'org.apache.catalina.tribes.transport.bio.PooledMultiSender',
    since: [10, 0],
    instead: 'org.apache.catalina.tribes.transport.nio.PooledParallelSender',
  },
  {
    name: 'org.apache.catalina.tribes.transport.bio.BioSender',
    since: [10, 0],
    instead: 'org.apache.catalina.tribes.transport.nio.PooledParallelSender',
  },
  {
    name: 'org.apache.catalina.tribes.transport.bio.MultipointBioSender',
    since: [10, 0],
    instead: 'org.apache.catalina.tribes.transport.nio.PooledParallelSender',
  },
  { name: 'org.apache.tomcat.util.http.LegacyCookieProcessor', since: [10, 1], instead: 'org.apache.tomcat.util.http.Rfc6265CookieProcessor' },
]

/** Values of `protocol`: that connector fails to start, the others do. */
export const REMOVED_PROTOCOLS: readonly Removed[] = [
  { name: 'org.apache.coyote.http11.Http11Protocol', since: [9, 0], instead: 'HTTP/1.1' },
  { name: 'org.apache.coyote.ajp.AjpProtocol', since: [9, 0], instead: 'AJP/1.3' },
  { name: 'org.apache.coyote.http11.Http11AprProtocol', since: [10, 1], instead: 'org.apache.coyote.http11.Http11NioProtocol' },
  { name: 'org.apache.coyote.ajp.AjpAprProtocol', since: [10, 1], instead: 'org.apache.coyote.ajp.AjpNioProtocol' },
]

/** Attributes of Connector that moved into SSLHostConfig and Certificate; ignored with a warning since 10.1. */
export const TLS_ATTRIBUTES: ReadonlySet<string> = new Set(
  `algorithm ciphers clientAuth crlFile keyAlias keyPass keyPassFile keystoreFile keystorePass keystorePassFile keystoreProvider keystoreType
  SSLCACertificateFile SSLCACertificatePath SSLCARevocationFile SSLCARevocationPath SSLCertificateChainFile SSLCertificateFile SSLCertificateKeyFile
  SSLCipherSuite SSLDisableCompression SSLDisableSessionTickets SSLHonorCipherOrder SSLPassword SSLPasswordFile SSLProtocol SSLVerifyClient SSLVerifyDepth
  sessionCacheSize sessionTimeout sslEnabledProtocols sslProtocol trustManagerClassName trustMaxCertLength truststoreAlgorithm truststoreFile truststorePass
  truststoreProvider truststoreType useServerCipherSuitesOrder protocols`.split(/\s+/),
)

/** Other attributes that are ignored with a warning, by element. */
export const REMOVED_ATTRIBUTES: readonly (Removed & { readonly element: 'Connector' | 'UpgradeProtocol' | 'Listener' | 'Loader' | 'Manager' })[] = [
  ...removed('Connector', [10, 1], 'noCompressionStrongETag rejectIllegalHeaderName acceptorThreadCount'),
  ...removed('Connector', [11, 0], 'rejectIllegalHeader allowHostHeaderMismatch'),
  ...removed(
    'UpgradeProtocol',
    [10, 1],
    'allowedTrailerHeaders compressibleMimeType compression compressionMinSize maxHeaderSize maxTrailerSize noCompressionStrongETag noCompressionUserAgents',
  ),
  ...removed(
    'Listener',
    [10, 1],
    'useAprConnector gcDaemonProtection AWTThreadProtection ldapPoolProtection tokenPollerProtection xmlParsingProtection forkJoinCommonPoolProtection',
  ),
  ...removed('Loader', [10, 1], 'reloadable'),
  ...removed('Manager', [10, 1], 'persistAuthenticationNotes'),
]

function removed<E extends string>(element: E, since: Removed['since'], names: string): readonly (Removed & { readonly element: E })[] {
  return names.split(' ').map((name) => ({ element, name, since, instead: 'nothing: remove it' }))
}
