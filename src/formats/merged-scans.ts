import { type ArchiveScan, byKey, orderedReferences, orderedScan, type ScannedArchive } from './archive-notes.ts'

/**
 * What several processes found that shared the scan of one place (archive-shares.ts), as one that did it alone would have told it. `parts` in the order of
 * the shares; of a file that was shared itself each part tells what is in it, of all others one part tells the whole.
 */
export function mergedScans(parts: readonly ArchiveScan[]): ArchiveScan {
  const shared = new Map<string, ScannedArchive>()
  const whole: ScannedArchive[] = []
  for (const archive of parts.flatMap(({ archives }) => archives)) {
    const [file] = archive.chain
    // Archives within archives are never shared; two of them may bear one name.
    if (archive.chain.length > 1) whole.push(archive)
    else shared.set(file ?? '', together(shared.get(file ?? ''), archive))
  }
  const [own, ...files] = [...shared.values()].sort((a, b) => byKey(a.chain.join('\0'), b.chain.join('\0')))
  const notInspected = parts.flatMap((part) => part.notInspected)
  return own === undefined ? { archives: [], notInspected } : orderedScan(own, [...files, ...whole], notInspected)
}

function together(one: ScannedArchive | undefined, other: ScannedArchive): ScannedArchive {
  if (one === undefined) return other
  return {
    chain: one.chain,
    entries: one.entries + other.entries,
    classes: one.classes + other.classes,
    newest: newer(one.newest, other.newest),
    references: orderedReferences([...one.references, ...other.references]),
  }
}

function newer(one: ScannedArchive['newest'], other: ScannedArchive['newest']): ScannedArchive['newest'] {
  if (one === null || other === null) return one ?? other
  if (one.major !== other.major) return one.major > other.major ? one : other
  return other.entry < one.entry ? other : one
}
