import { archiveReferences, ownIfNamed, type ArchiveReferences, type Phase } from '../../../src/api.ts'

/** Packages that AM 8 and Tomcat 10 took away (facts/pingam 5.1): only these two; all other javax packages are still used by AM 8 itself. */
export const JAVAX_PREFIXES = ['javax.servlet', 'javax.websocket'] as const

/** The class that custom authentication modules extend, gone in AM 8.0 (facts/pingam 7). */
export const LOGIN_MODULE = 'com.sun.identity.authentication.spi.AMLoginModule'

/** One set for all checks on archives, so that each archive is scanned once. */
const PREFIXES = [LOGIN_MODULE, ...JAVAX_PREFIXES]

export const ARCHIVE_FACTS = {
  webapp: ownIfNamed(archiveReferences, { place: 'webapp', prefixes: PREFIXES }),
  newWar: ownIfNamed(archiveReferences, { place: 'newWar', prefixes: PREFIXES }),
  tomcat: ownIfNamed(archiveReferences, { place: 'tomcat', prefixes: PREFIXES }),
  newTomcat: ownIfNamed(archiveReferences, { place: 'newTomcat', prefixes: PREFIXES }),
  sources: ownIfNamed(archiveReferences, { place: 'sources', prefixes: PREFIXES }),
} as const

export type ArchivePlace = keyof typeof ARCHIVE_FACTS

/** A place and how it is judged: in full, as work to do before the upgrade, or not at all since the plan names what replaces it. */
export interface JudgedPlace {
  readonly place: ArchivePlace
  readonly scan: ArchiveReferences
  readonly judged: 'full' | 'to-do' | 'replaced'
}

/** Before the upgrade the prepared replacement is judged where there is one, else what runs today as work to do (CATALOG, "What is judged"). */
export const judgedPlaces = (facts: { readonly [P in ArchivePlace]: ArchiveReferences | null }, phase: Phase): readonly JudgedPlace[] => {
  const before = phase === 'pre-upgrade'
  const prepared = before || phase === 'staged'
  const pair = (current: ArchivePlace, next: ArchivePlace): readonly JudgedPlace[] => {
    const [first, second] = prepared ? [next, current] : [current, next]
    const chosen = facts[first] === null ? second : first
    return [...at(chosen, before && chosen === current ? 'to-do' : 'full'), ...(before && chosen === next ? at(current, 'replaced') : [])]
  }
  const at = (place: ArchivePlace, judged: JudgedPlace['judged']): readonly JudgedPlace[] => {
    const scan = facts[place]
    return scan === null ? [] : [{ place, scan, judged }]
  }
  return [...pair('webapp', 'newWar'), ...pair('tomcat', 'newTomcat'), ...at('sources', before ? 'to-do' : 'full')]
}

/** Why nothing can be said of the places; null when all of them could be looked at. */
export const unseenPlace = (places: readonly JudgedPlace[]): string | null => {
  const judged = places.filter((place) => place.judged !== 'replaced')
  if (judged.length === 0) return 'the plan names no web application, no WAR, no Tomcat and no sources to scan'
  const empty = judged.find(({ scan }) => scan.files === 0)
  if (empty === undefined) return null
  const paths = empty.scan.roots.map(({ path }) => path).join(', ')
  return `there is nothing to scan at ${paths === '' ? `the path of ${empty.place}` : paths}`
}
