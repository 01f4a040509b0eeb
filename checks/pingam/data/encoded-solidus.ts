/**
 * How Tomcat treats an encoded slash (`%2F`) in a path. Sources: Apache Tomcat 10.1 configuration reference, "The HTTP Connector", encodedSolidusHandling;
 * PingAM 8.1 "Upgrade AM instances", "Upgrade Tomcat"; facts/pingam.md section 4.3.
 */
export const OLD_PROPERTY = 'org.apache.tomcat.util.buf.UDecoder.ALLOW_ENCODED_SLASH'
export const ATTRIBUTE = 'encodedSolidusHandling'

/** Compared trimmed and without regard to case; any other value is warned of in the log and then ignored. */
export const VALUES: readonly string[] = ['reject', 'decode', 'passthrough']

/** Those that let an encoded slash through. */
export const LETTING_THROUGH: readonly string[] = ['decode', 'passthrough']

/** What the old property set to `true` did. */
export const EQUIVALENT = 'decode'
