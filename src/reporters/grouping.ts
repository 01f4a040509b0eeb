import { compareText } from '../core/json.ts'
import type { AcceptedGap, Report, Result } from '../core/report.ts'
import { countsAs } from '../core/verdict.ts'
import { rankOf, SEVERITIES, worstOf, type Severity } from '../core/vocabulary.ts'
import { targetOf } from './place.ts'

/** A result with whether it counts towards a non-zero exit code. */
export interface Judged {
  readonly result: Result
  readonly counts: 'failure' | 'error' | null
}

/** Results that have one cause in common and so are told once. */
export interface Cause {
  readonly code: string | null
  readonly text: string
  /** Null when results of several targets share it. */
  readonly target: string | null
  readonly results: readonly Judged[]
}

/** A report's results, each in exactly one of the sections a reader sees. */
export interface Sections {
  /** Failing results; those of one check with one remedy stand together. Worst first. */
  readonly failures: readonly { readonly severity: Severity; readonly checks: readonly (readonly Judged[])[] }[]
  /** Errors by cause: reason, text and target. */
  readonly errors: readonly Cause[]
  /** Not-checked results by text. Accepted gaps are not among them. */
  readonly unchecked: readonly Cause[]
  readonly accepted: readonly { readonly by: AcceptedGap['by']; readonly reason: string; readonly gaps: readonly AcceptedGap[] }[]
  readonly passes: readonly Result[]
  readonly moot: readonly Result[]
}

/** Whether each result counts, in the order of the report. */
export const judgedResults = (report: Report): readonly Judged[] => {
  const context = { failOn: report.run.failOn, gaps: report.gaps }
  return report.results.map((result) => ({ result, counts: countsAs(result, context) }))
}

export const sectionsOf = (report: Report): Sections => {
  const acceptedKeys = new Set(report.gaps.map((gap) => keyOf(gap.check, gap.target)))
  const all = judgedResults(report)
  const of = (outcome: Result['outcome']): readonly Judged[] => all.filter(({ result }) => result.outcome === outcome)
  const unchecked = of('not-checked').filter(({ result, counts }) => counts !== null || !acceptedKeys.has(keyOf(result.check, result.target)))
  const failing = of('fail')
  return {
    failures: SEVERITIES.map((severity) => ({
      severity,
      checks: grouped(
        failing.filter(({ result }) => result.severity === severity),
        ({ result }) => keyOf(result.check, result.remedy),
      ),
    })).filter(({ checks }) => checks.length > 0),
    errors: causes(of('error'), 'apart'),
    unchecked: causes(unchecked, 'together'),
    accepted: grouped(report.gaps, (gap) => keyOf(gap.by, gap.reason)).flatMap((gaps) =>
      gaps[0] === undefined ? [] : [{ by: gaps[0].by, reason: gaps[0].reason, gaps }],
    ),
    passes: of('pass').map(({ result }) => result),
    moot: of('not-applicable').map(({ result }) => result),
  }
}

const keyOf = (...parts: readonly (string | null)[]): string => JSON.stringify(parts)

/** Items with the same key together, in order of first appearance. */
const grouped = <T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] => {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(key(item))
    if (group === undefined) groups.set(key(item), [item])
    else group.push(item)
  }
  return [...groups.values()]
}

/** One cause for results with the same reason; `apart`: of the same target, since an unreachable server is one cause and two are two. */
const causes = (judged: readonly Judged[], targets: 'apart' | 'together'): readonly Cause[] =>
  grouped(judged, ({ result }) => keyOf(result.reason?.code ?? null, result.reason?.text ?? '', targets === 'apart' ? result.target : null))
    .flatMap((results): readonly Cause[] => {
      const [first] = results
      if (first === undefined) return []
      const { reason, target } = first.result
      return [
        {
          code: reason?.code ?? null,
          text: reason?.text ?? '',
          target: results.every(({ result }) => result.target === target) ? targetOf(first.result) : null,
          results,
        },
      ]
    })
    .sort(byImportance)

const worstRank = (cause: Cause): number => rankOf(worstOf(cause.results.map(({ result }) => result.severity)))

const byImportance = (a: Cause, b: Cause): number =>
  worstRank(a) - worstRank(b) ||
  b.results.length - a.results.length ||
  compareText(a.code ?? '', b.code ?? '') ||
  compareText(a.target ?? '', b.target ?? '') ||
  compareText(a.text, b.text)
