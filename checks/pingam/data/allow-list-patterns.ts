/**
 * How entries of an allow-list or deny-list relate to the packages that AM 8 no longer has. An entry is a class name, or a pattern in which `*` stands for
 * any text (facts/pingam 5.2, 2.6).
 */
const MOVED = [
  { from: 'javax.servlet', to: 'jakarta.servlet' },
  { from: 'javax.websocket', to: 'jakarta.websocket' },
] as const

/** Whether an entry allows (or denies) something that begins with a package: it names it, or is a pattern that reaches into it. */
const reaches = (entry: string, namespace: string): boolean => {
  const star = entry.indexOf('*')
  if (star === -1) return entry === namespace || entry.startsWith(`${namespace}.`)
  const fixed = entry.slice(0, star)
  return `${namespace}.`.startsWith(fixed) || fixed.startsWith(`${namespace}.`) || fixed === namespace
}

/** What an entry about javax must be accompanied by in the same list; empty for an entry about something else, and for `*`, which covers both. */
export const twinsWanted = (entry: string): readonly string[] =>
  MOVED.filter(({ from, to }) => reaches(entry, from) && !reaches(entry, to)).map(({ from, to }) =>
    entry.startsWith(from) ? `${to}${entry.slice(from.length)}` : `${to}.*`,
  )

/** Whether an entry covers all that a twin stands for: the same name or pattern, or a pattern of more. */
export const covers = (entry: string, twin: string): boolean => {
  if (entry === twin) return true
  const star = entry.indexOf('*')
  // Only a star at the end says surely what is covered.
  return star !== -1 && star === entry.length - 1 && twin.startsWith(entry.slice(0, star))
}
