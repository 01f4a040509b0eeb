import type { ArchiveFindings, ArchiveReference } from '../../core/archive-scan.ts'
import { partial, type Collected } from '../../core/collector.ts'
import { compareText } from '../../core/json.ts'
import type { FileSession } from '../../core/session.ts'
import { REFERENCES_TOLD, type ArchiveReferences, type ReferringArchive } from '../../facts/archive-references.ts'
import { prefixOf } from '../../formats/package-references.ts'

const MOST_ARCHIVES = 10_000
const MOST_OMITTED = 100

/** The fact about several paths; what is not there is told as such, what cannot be looked into makes it incomplete. */
export const archiveReferencesAt = async (
  files: FileSession,
  paths: readonly string[],
  prefixes: readonly string[],
): Promise<Collected<ArchiveReferences>> => {
  const roots: ArchiveReferences['roots'][number][] = []
  const archives: ReferringArchive[] = []
  const omitted: string[] = []
  let count = 0
  for (const path of paths) {
    const stat = await files.stat(path)
    if (stat === null) {
      roots.push({ path, found: 'nothing' })
      continue
    }
    const scan = await files.scanArchives(path, { prefixes })
    roots.push({ path, found: stat.kind === 'directory' ? 'directory' : 'file' })
    count += scan.files
    omitted.push(...scan.omitted)
    archives.push(
      ...scan.archives.filter(({ classes, references }) => classes > 0 || references.length > 0).map((found) => summedUp(found, prefixes)),
    )
  }
  if (archives.length > MOST_ARCHIVES) omitted.push(`limit: there are ${archives.length} archives, more than the ${MOST_ARCHIVES} that are told`)
  return partial({ roots, files: count, archives: archives.slice(0, MOST_ARCHIVES) }, shortened(omitted))
}

const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length > MOST_OMITTED ? [...lines.slice(0, MOST_OMITTED), `and ${lines.length - MOST_OMITTED} more`] : lines

const summedUp = ({ path, chain, classes, newest, references }: ArchiveFindings, prefixes: readonly string[]): ReferringArchive => {
  const groups = Map.groupBy(references, ({ name, kind }) => `${prefixOf(name, prefixes)} ${kind}`)
  const referring = [...groups]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([, group]) => {
      const [first] = group
      if (first === undefined) return []
      const packages = [...new Set(group.map(({ entry }) => packageOf(entry)))].sort(compareText)
      return [{ prefix: prefixOf(first.name, prefixes), kind: first.kind, count: group.length, packages }]
    })
  return { path, chain, classes, newest, referring, references: worstFirst(references).slice(0, REFERENCES_TOLD) }
}

/** Those in code first: where not all can be told they say the most. */
const worstFirst = (references: readonly ArchiveReference[]): readonly ArchiveReference[] => {
  const said = (kind: ArchiveReference['kind']): boolean => kind === 'comment' || kind === 'name' || kind === 'binary' || kind === 'manifest'
  return [...references.filter(({ kind }) => !said(kind)), ...references.filter(({ kind }) => said(kind))]
}

/** The package of a class by where it lies: below a `classes` directory, in a version of a multi-release JAR, or in the JAR itself. */
const packageOf = (entry: string): string =>
  entry
    .replace(/^(?:.*\/)?(?:classes|META-INF\/versions\/\d+)\//, '')
    .split('/')
    .slice(0, -1)
    .join('.')
    .slice(0, 500)
