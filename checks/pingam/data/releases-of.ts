import { compareVersions, versionOf, type ValueOf, type amVersion } from '../../../src/api.ts'
import { FIRST_OPENAM_NUMBER, TRUST_ORDER } from './am-releases.ts'

export type AmVersion = ValueOf<typeof amVersion>
export type Statement = AmVersion['statements'][number]

/** Negative when release a is older than b. Both are dotted numbers, as facts record them. */
export const compareReleases = (a: string, b: string): number => compareVersions(versionOf(a) ?? [], versionOf(b) ?? [])

/** Statements that are believed, most trusted first; `server-default` is not among them. */
export const trustedStatements = (statements: readonly Statement[]): readonly Statement[] =>
  TRUST_ORDER.flatMap((source) => statements.filter((statement) => statement.source === source))

/** Whether a release belongs to a minor release: 8.1.0 and 8.1.2.1 are of 8.1. */
export const isOf = (minor: string, release: string): boolean => minorOf(release) === minor

/** `7.5.0` is of `7.5`. */
export const minorOf = (release: string): string => release.split('.').slice(0, 2).join('.')

/** Whether the number is one of OpenAM's, which is bigger and yet older than AM's. */
export const isOpenAm = (release: string): boolean => compareReleases(release, FIRST_OPENAM_NUMBER) >= 0

/** For messages: `7.5.0 by /srv/am/.version`. */
export const said = (statement: Pick<Statement, 'version' | 'path'>): string => `${statement.version ?? 'no version'} by ${statement.path}`
