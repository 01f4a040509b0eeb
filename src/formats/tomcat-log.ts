import { activeTextOf, systemPropertiesIn, type FoundValue } from './start-script.ts'

/** What Tomcat's VersionLoggerListener wrote at a start, as far as it is asked for: its other lines hold whole command lines, passwords included. */
export interface LoggedStart {
  /** Of the line with the version of the server, from 1. */
  readonly line: number
  /** As logged, in the time zone of the server; null when the line does not begin with a time that is recognised. */
  readonly time: string | null
  readonly javaHome: string | null
  readonly jvmVersion: string | null
  /** System properties of the names asked for on the command line. */
  readonly properties: readonly FoundValue[]
}

/**
 * The last start in a log of Tomcat (`catalina.*.log`, `catalina.out`), or null. Only lines of VersionLoggerListener count, in the one-line format and in
 * the two-line format of java.util.logging. Source: facts/pingam.md section 4.2 (3).
 */
export const lastStartIn = (text: string, names: readonly string[]): LoggedStart | null => {
  const lines = text.split(/\r\n|\r|\n/)
  const isBanner = (index: number): boolean =>
    (lines[index] ?? '').includes('VersionLoggerListener') || (lines[index - 1] ?? '').endsWith('VersionLoggerListener log')
  const first = lines.findLastIndex((line, index) => /\bServer version(?: name)?:\s/.test(line) && isBanner(index))
  if (first === -1) return null
  const after = lines.map((line, index) => ({ line, index })).filter(({ index }) => index >= first && isBanner(index))
  const valueOf = (label: string): string | null => {
    const pattern = new RegExp(`\\b${label}:\\s+(\\S.*?)\\s*$`)
    return after.flatMap(({ line }) => pattern.exec(line)?.[1] ?? []).at(0) ?? null
  }
  const properties = after.flatMap(({ line, index }) => {
    const argument = /\bCommand line argument:\s+(.*)$/.exec(line)?.[1]
    // Not a shell line: a "#" is a character like any other, so it is read as one line of a unit.
    return argument === undefined ? [] : systemPropertiesIn(activeTextOf(argument, 'unit'), names).map((found) => ({ ...found, line: index + 1 }))
  })
  return {
    line: first + 1,
    time: timeOf(lines[first] ?? '') ?? timeOf(lines[first - 1] ?? ''),
    javaHome: valueOf('Java Home'),
    jvmVersion: valueOf('JVM Version'),
    properties,
  }
}

const timeOf = (line: string): string | null =>
  /^\d{1,2}-[\p{L}.]{3,6}-\d{4} \d{2}:\d{2}:\d{2}(?:\.\d{3})?/u.exec(line)?.[0] ??
  /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}/.exec(line)?.[0] ??
  /^\p{L}{3,5}\.? \d{1,2}, \d{4} \d{1,2}:\d{2}:\d{2} ?(?:AM|PM)/iu.exec(line)?.[0] ??
  null
