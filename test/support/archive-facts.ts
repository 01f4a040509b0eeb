import type { ArchiveReferences, ReferringArchive } from '../../src/api.ts'

type Group = ReferringArchive['referring'][number]

/** A group of references of classes in packages, as the fact sums them up. */
export const group = (kind: Group['kind'], packages: readonly string[], more: Partial<Group> = {}): Group => ({
  prefix: 'javax.servlet',
  kind,
  count: packages.length,
  packages,
  ...more,
})

/** An archive as a fact: by its path (`file!/inner!/inner`) and what refers. */
export const archive = (place: string, referring: readonly Group[] = [], more: Partial<ReferringArchive> = {}): ReferringArchive => {
  const [path = '', ...chain] = place.split('!/')
  const references = referring.flatMap(({ kind, packages, prefix }) =>
    packages.map((name) => ({ entry: `${name.replaceAll('.', '/')}/A.class`, kind, name: `${prefix}.Filter`, line: null })),
  )
  return { path, chain, classes: 10, newest: { major: 61, entry: 'com/acme/A.class' }, referring, references, ...more }
}

/** A scan as a fact. */
export const scanned = (...archives: readonly ReferringArchive[]): ArchiveReferences => ({
  roots: [{ path: archives[0]?.path ?? '/srv/x', found: 'directory' }],
  files: Math.max(1, archives.length),
  archives,
})

/** Where the plan named something that is not there. */
export const NOTHING_THERE: ArchiveReferences = { roots: [{ path: '/srv/gone', found: 'nothing' }], files: 0, archives: [] }
