import { oneLower, type Phase, type Severity, type WebappReferences } from '../../../src/api.ts'

type Reference = WebappReferences['references'][number]

/** In full, as work to do before the upgrade, or only told of, since the plan names what replaces it (CATALOG, "What is judged"). */
type Judged = 'full' | 'to-do' | 'replaced'

/** Files whose words a container, AM or Spring looks up; in others a name may be mere text (facts/pingam 5.3, "unknown text files"). */
const READ_BY_THE_CONTAINER = /\.(?:xml|tld|jspx?|jspf|tagx?|tagf|properties|groovy|java|policy)$/i

/** Before the new AM runs, the prepared one of two where there is one, and the other told of; after that the current one. */
export const chosenOf = (
  current: WebappReferences | null,
  next: WebappReferences | null,
  phase: Phase,
): readonly { readonly value: WebappReferences; readonly judged: Judged }[] => {
  const before = phase === 'pre-upgrade'
  if (next !== null && (before || phase === 'staged')) {
    const full = { value: next, judged: 'full' as const }
    return before && current !== null ? [full, { value: current, judged: 'replaced' }] : [full]
  }
  return current === null ? [] : [{ value: current, judged: before ? 'to-do' : 'full' }]
}

/** Why the whole cannot be told, or null. */
export const unseenIn = (
  facts: { readonly [place in 'webapp' | 'newWar' | 'tomcat' | 'newTomcat']: WebappReferences | null },
  phase: Phase,
): string | null => {
  const application = chosenOf(facts.webapp, facts.newWar, phase)[0]
  if (application === undefined) return 'the plan names no web application: name webapp or newWar'
  const empty = [application, ...chosenOf(facts.tomcat, facts.newTomcat, phase).slice(0, 1)].find(({ value }) => value.files === 0)
  return empty === undefined
    ? null
    : `there is nothing to look into at ${empty.value.roots.map(({ path }) => path).join(', ') || 'the path of the web application'}`
}

export const fileOf = ({ path, entry }: Reference): string => (entry === null ? path : `${path}!/${entry}`)

/** What is said of the references of one file: the worst of them decides. */
export const tellingOf = (
  references: readonly Reference[],
  judged: Judged,
): {
  readonly message: 'names' | 'toDo' | 'replaced' | 'parameter' | 'mention' | 'comment'
  readonly counting: readonly Reference[]
  readonly severity: Severity
} | null => {
  const real = references.filter(({ kind }) => kind !== 'comment')
  const [first] = references
  if (first === undefined) return null
  if (real.length === 0) return judged === 'replaced' ? null : { message: 'comment', counting: references, severity: 'info' }
  if (judged === 'replaced') return { message: 'replaced', counting: real, severity: 'info' }
  if (!READ_BY_THE_CONTAINER.test(first.entry ?? first.path)) return { message: 'mention', counting: real, severity: 'medium' }
  const counting = real.filter(({ parameter }) => !parameter)
  if (counting.length === 0) return { message: 'parameter', counting: real, severity: 'medium' }
  return judged === 'to-do' ? { message: 'toDo', counting, severity: oneLower('high') } : { message: 'names', counting, severity: 'high' }
}

export const namesIn = (references: readonly Reference[]): string => {
  const names = [...new Set(references.map(({ name }) => name))]
  return `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`
}

export const linesIn = (references: readonly Reference[]): string => {
  const lines = [...new Set(references.flatMap(({ line }) => line ?? []))]
  return lines.length === 0 ? 'no lines' : `line ${lines.slice(0, 5).join(', ')}${lines.length > 5 ? ' and others' : ''}`
}
