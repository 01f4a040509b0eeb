/** A kind of library that is told by its file name and by the packages of the classes that refer to servlets: one alone proves nothing. */
export interface KnownLibrary {
  /** Of the file name without version, lower case. */
  readonly artifact: RegExp
  /** Dotted; classes in packages below them count too. */
  readonly packages: readonly string[]
  readonly advice: string
}

/**
 * AM's own libraries: `openam-core-8.1.0.jar`, with the version of the release. Customers put their nodes into AM's packages too, so that the name and
 * the exact version must agree as well (facts/pingam 3.1, 5.3).
 */
export const AM_LIBRARIES = {
  artifact: /^(?:openam|am)-/,
  packages: ['org.forgerock', 'com.forgerock', 'com.pingidentity', 'com.sun.identity', 'com.iplanet', 'com.sun.am', 'META-INF'],
} as const

/** Libraries that AM shares with the other products of the vendor; they count their own way. Packages of AM itself are not among theirs. */
export const PLATFORM_LIBRARIES = {
  artifact: /^(?:chf|forgerock|http|json|rest|audit|authz|auth-filters?|jaspi|oauth2|policy|api|openicf|opendj|i18n|script)(?:-|$)/,
  packages: ['org.forgerock', 'META-INF'],
  notPackages: ['org.forgerock.openam', 'org.forgerock.am'],
} as const

/**
 * Files of CATALINA_HOME/lib as Tomcat ships them; the API it brings is its own and bears no version. Source: the binary distributions of Tomcat 9.0 and
 * 10.1.
 */
export const TOMCAT_LIBRARIES = {
  artifact:
    /^(?:annotations-api|catalina(?:-[a-z]+)*|ecj|el-api|jakartaee-migration|jasper(?:-el)?|jaspic-api|jsp-api|servlet-api|tomcat\d*(?:-[a-z0-9]+)*|websocket(?:-client)?-api)$/,
  packages: ['org.apache', 'org.eclipse.jdt', 'META-INF'],
  apiPackages: ['javax', 'jakarta'],
} as const

/** JARs of the old API itself, by the names they are published under (facts/pingam 5.2, "bundled API"). */
export const API_LIBRARIES =
  /^(?:javax\.(?:servlet|websocket)[a-z.-]*|servlet-api|jsp-api|jsp|jstl|websocket-api|websocket-client-api|javaee(?:-web)?-api|geronimo-(?:servlet|websocket|jsp)_.*|jboss-(?:servlet|websocket|jsp)-api.*|tomcat\d*-(?:servlet|websocket|jsp)-api)$/

/**
 * Third-party libraries with optional parts for servlets, which matter only where they are used. The advice names the line of releases that was moved to
 * jakarta. Source: the projects' release notes.
 */
export const THIRD_PARTY_LIBRARIES: readonly KnownLibrary[] = [
  known(/^guice-servlet$/, ['com.google.inject'], 'Guice 7 is the one for jakarta'),
  known(/^logback-(?:classic|access|core)$/, ['ch.qos.logback'], 'Logback 1.4 and newer are for jakarta'),
  known(/^spring-/, ['org.springframework'], 'Spring 6 (Spring Security 6) is the one for jakarta'),
  known(/^shiro-/, ['org.apache.shiro'], 'Shiro is published for jakarta under the classifier jakarta'),
  known(/^commons-fileupload$/, ['org.apache.commons.fileupload'], 'commons-fileupload2 has modules for jakarta'),
  known(/^commons-logging$/, ['org.apache.commons.logging'], 'only its ServletContextCleaner is meant: it must not be a listener in web.xml'),
  known(/^log4j(?:-[a-z0-9.]+)*$/, ['org.apache.logging.log4j', 'org.apache.log4j'], 'log4j-jakarta-web replaces log4j-web'),
  known(/^jetty-/, ['org.eclipse.jetty'], 'Jetty 11 and 12 are for jakarta'),
  known(/^jersey-/, ['org.glassfish.jersey'], 'Jersey 3 is the one for jakarta'),
  known(/^metrics-/, ['com.codahale.metrics', 'io.dropwizard.metrics'], 'metrics-jakarta-servlet and metrics-jakarta-servlets replace them'),
  known(/^click-/, ['org.apache.click'], 'a library of the wizards, which AM 8.1 has no use for after the upgrade'),
  known(/^velocity/, ['org.apache.velocity'], 'a library of the wizards, which AM 8.1 has no use for after the upgrade'),
  ...(
    [
      [/^org\.restlet/, 'org.restlet'],
      [/^esapi$/, 'org.owasp.esapi'],
      [/^csrfguard/, 'org.owasp.csrfguard'],
      [/^encoder-(?:jsp|jakarta-jsp)$/, 'org.owasp.encoder'],
      [/^freemarker$/, 'freemarker'],
      [/^resteasy-/, 'org.jboss.resteasy'],
      [/^cxf-/, 'org.apache.cxf'],
      [/^micrometer-/, 'io.micrometer'],
      [/^opensaml-/, 'org.opensaml'],
      [/^oauth2-oidc-sdk$/, 'com.nimbusds'],
      [/^quartz/, 'org.quartz'],
      [/^swagger-/, 'io.swagger'],
      [/^groovy(?:-[a-z]+)*$/, 'groovy'],
      [/^jython/, 'org.python'],
      [/^axis/, 'org.apache.axis'],
    ] as const
  ).map(([artifact, name]) => known(artifact, [name], 'use a release of it that is for jakarta')),
]

function known(artifact: RegExp, packages: readonly string[], advice: string): KnownLibrary {
  return { artifact, packages: [...packages, 'META-INF'], advice }
}

/** Whether all packages are among those given, or below them. */
export const areWithin = (packages: readonly string[], allowed: readonly string[]): boolean =>
  packages.every((name) => allowed.some((one) => name === one || name.startsWith(`${one}.`)))
