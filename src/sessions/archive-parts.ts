import { createHash } from 'node:crypto'
import type { SharedScan, SharesDone } from '../core/archive-scan.ts'
import { FactError } from '../core/fact-error.ts'
import type { ArchiveScan } from '../formats/archive-scan.ts'
import { archiveScanIn, isFields, isListOf, isText } from '../formats/archive-scan-data.ts'

/** What one process found of a scan that several share; plain data. */
export interface PartialScan {
  readonly scan: ArchiveScan
  /** Files that could not be read, with why. */
  readonly unread: readonly (readonly [relative: string, text: string])[]
  /** What archives can be remembered by. */
  readonly keys: readonly (readonly [relative: string, key: string])[]
  readonly bytesRead: number
}

/** Thrown in place of an answer: the scan is large enough for more than one process. */
export class SharesWanted extends FactError {
  readonly scan: SharedScan

  constructor(scan: SharedScan) {
    super('internal', `${scan.path}: the scan was to be shared, and nobody did`)
    this.scan = scan
  }
}

/** Names, sizes and times of the files that are scanned: whoever shares a scan must have found the same ones. */
export const filesDigest = (files: readonly { readonly relative: string; readonly size: number; readonly modifiedAt: number }[]): string => {
  const hash = createHash('sha256')
  for (const { relative, size, modifiedAt } of files) hash.update(JSON.stringify([relative, size, modifiedAt]))
  return hash.digest('hex')
}

/** The parts of a scan that was shared. Throws FactError `internal` for what is none. */
export const partsOf = ({ scan, parts }: SharesDone): readonly PartialScan[] => {
  const read = parts.flatMap((part) => {
    const found = isFields(part) ? archiveScanIn(part['scan']) : null
    if (!isFields(part) || found === null || !isListOf(part['unread'], isPair) || !isListOf(part['keys'], isPair)) return []
    return [{ scan: found, unread: part['unread'], keys: part['keys'], bytesRead: Number(part['bytesRead']) }]
  })
  if (read.length !== scan.of) throw new FactError('internal', `${scan.path}: a part of the scan is missing`)
  return read
}

const isPair = (value: unknown): value is readonly [string, string] => isListOf(value, isText) && value.length === 2
