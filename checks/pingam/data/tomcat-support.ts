/**
 * Which Tomcat AM 8.1 runs in, by release line. Sources: PingAM 8.1 "Upgrade AM instances", sections "Upgrade AM instances" ("you must upgrade to at least
 * version 10") and "Upgrade Tomcat" ("Running AM 8 in an Apache Tomcat 8.5 or 9 container does not work"); PingAM 8.1 release notes, "Requirements",
 * which list 10 and 11; end of life of 10.0: Apache Tomcat, "Which version do I want?".
 */
export interface TomcatLine {
  readonly major: number
  readonly minor: number
  readonly standing: 'supported' | 'end-of-life' | 'release-notes-only'
}

export const TOMCAT_LINES: readonly TomcatLine[] = [
  { major: 10, minor: 0, standing: 'end-of-life' },
  { major: 10, minor: 1, standing: 'supported' },
  { major: 11, minor: 0, standing: 'release-notes-only' },
]

/** Everything below does not work: it holds the javax API. */
export const FIRST_TOMCAT_MAJOR = 10

/** What to install. */
export const RECOMMENDED_TOMCAT = '10.1'
