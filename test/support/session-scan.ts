import type { ArchiveScanResult } from '../../src/core/archive-scan.ts'
import { archiveScanOf, type ScanHelp } from '../../src/sessions/archive-scan-session.ts'
import { placeOf } from '../../src/sessions/roots.ts'

/** Scans what is at a path as a session does, by one process and without memory unless `help` says otherwise. */
export const sessionScan = async (
  path: string,
  help: Partial<ScanHelp> = {},
  prefixes: readonly string[] = ['javax.servlet'],
): Promise<ArchiveScanResult> => {
  const roots = [{ given: path, real: path }]
  const place = await placeOf(path, roots)
  if (place === null) throw new Error(`${path} is not there`)
  const signal = new AbortController().signal
  return archiveScanOf(place, { roots, signal, prefixes, help: { processes: 1, done: [], memory: null, keep: () => {}, ...help } })
}
