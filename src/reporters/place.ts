import type { Location } from '../core/check.ts'
import type { Result } from '../core/report.ts'

/**
 * A location in words: `path:line:column`, then what lies within, for example `lib/a.jar, entry b.xml:7` (of an entry, its own line) or
 * `table IDN_OAUTH2`. Empty when nothing is known. The text is as foreign as its parts.
 */
export const placeOf = (location: Location): string => {
  const line = location.line === undefined ? '' : location.column === undefined ? `:${location.line}` : `:${location.line}:${location.column}`
  const isInEntry = location.path !== undefined && location.entry !== undefined
  const file =
    location.path === undefined ? (location.line === undefined ? [] : [`line ${line.slice(1)}`]) : [`${location.path}${isInEntry ? '' : line}`]
  const within = [
    ['entry', isInEntry ? `${location.entry}${line}` : location.entry],
    ['at', location.pointer],
    ['dn', location.dn],
    ['table', location.table],
    ['url', location.url],
  ] as const
  return [...file, ...within.flatMap(([word, value]) => (value === undefined ? [] : [`${word} ${value}`]))].join(', ')
}

/** What a result is about, in words. */
export const targetOf = (result: Pick<Result, 'target'>): string => result.target ?? 'deployment'
