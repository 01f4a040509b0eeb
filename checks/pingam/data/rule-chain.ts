import { compareVersions, versionOf } from '../../../src/api.ts'

/** A rules file as an edge from one minor release to another. */
export interface Rule {
  readonly path: string
  readonly name: string
  readonly from: string
  readonly to: string
  readonly size: number
}

/** The way through the rules files from one minor release to another. */
export type Chain =
  | { readonly found: true; readonly rules: readonly Rule[] }
  /** The newest release that can be reached; the start itself when no rule begins there. */
  | { readonly found: false; readonly furthest: string }

const newer = (a: string, b: string): string => (compareVersions(versionOf(a) ?? [], versionOf(b) ?? []) < 0 ? b : a)

/**
 * The shortest chain of rules files that are there, breadth first: which releases follow one another is read from the names, never computed, since the
 * vendor skips releases (7.5.x-to-8.1.x leaves out 8.0). Source: "Upgrade AM instances", "amupgrade rules"; facts/pingam 7.1.
 */
export const chainBetween = (rules: readonly Rule[], from: string, to: string): Chain => {
  const ways = new Map<string, readonly Rule[]>([[from, []]])
  for (const [release, way] of ways) {
    if (release === to) return { found: true, rules: way }
    for (const rule of rules) if (rule.from === release && !ways.has(rule.to)) ways.set(rule.to, [...way, rule])
  }
  return { found: false, furthest: [...ways.keys()].reduce(newer) }
}
