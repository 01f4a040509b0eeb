import type { Problem } from './problem.ts'

/**
 * A problem for people:
 *
 *     preflight.yaml:12:5: unknown key "tomcatt" in targets.am-1
 *         tomcatt: /opt/tomcat
 *         ^
 *     did you mean "tomcat"?
 */
export const problemText = (problem: Problem): string => {
  const place = problem.line === 0 ? problem.file : `${problem.file}:${problem.line}:${problem.column}`
  const lines = [`${place}: ${problem.message}`]
  if (problem.excerpt !== null) lines.push(`  ${problem.excerpt}`, `  ${' '.repeat(Math.max(0, problem.mark - 1))}^`)
  if (problem.hint !== null) lines.push(problem.hint)
  return lines.join('\n')
}

/** Several problems, an empty line between them; beyond `most` only their number is said. */
export const problemsText = (problems: readonly Problem[], most = 20): string => {
  const shown = problems.slice(0, most).map(problemText)
  if (problems.length > most) shown.push(`and ${problems.length - most} more problems`)
  return shown.join('\n\n')
}
