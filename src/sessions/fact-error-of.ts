import { FactError } from '../core/fact-error.ts'
import type { ReasonCode } from '../core/vocabulary.ts'
import { FormatError } from '../formats/format-error.ts'

/** Error codes of Node's file operations, the reason they are reported under, and what they mean in words. */
const FILE_ERRORS: Readonly<Record<string, readonly [ReasonCode, string]>> = {
  ENOENT: ['missing-evidence', 'there is no such file or directory'],
  ENOTDIR: ['missing-evidence', 'a part of the path is not a directory'],
  EACCES: ['permission-denied', 'the operating system denies reading it; run as a user who may, or grant read access'],
  EPERM: ['permission-denied', 'the operating system denies reading it; run as a user who may, or grant read access'],
  ERR_ACCESS_DENIED: ['permission-denied', 'it is outside the plan; name it in the plan to have it read'],
  ELOOP: ['ambiguous', 'its symbolic links lead in a circle'],
  EISDIR: ['unsupported', 'it is a directory, not a file'],
  ENXIO: ['unsupported', 'it is a pipe, a socket or a device, not a file'],
  EAGAIN: ['unsupported', 'it is a pipe, a socket or a device, not a file'],
  ENAMETOOLONG: ['limit', 'the path is longer than the operating system takes'],
  EMFILE: ['limit', 'too many files are open'],
  ENFILE: ['limit', 'too many files are open'],
  EFBIG: ['limit', 'the file is too large'],
  ERR_FS_FILE_TOO_LARGE: ['limit', 'the file is too large'],
  ESTALE: ['changed', 'it was replaced on the file server while it was read'],
  EIO: ['unreachable', 'the operating system could not read it (input/output error)'],
  EBUSY: ['unreachable', 'it is locked by another process'],
  ETIMEDOUT: ['timeout', 'the file system did not answer in time'],
}

/**
 * Any error met while looking at `what` (a path, or words for the thing), as the FactError to report. A FactError stays as it is; a FormatError keeps
 * its kind and its text; codes of file operations get their reason; everything else is `internal`, named by its class only, since the text of an
 * unforeseen error may quote what was read.
 */
export function factErrorOf(error: unknown, what: string): FactError {
  if (error instanceof FactError) return error
  if (error instanceof FormatError) return new FactError(error.kind, `${what}: ${error.message}`)
  const code = codeOf(error)
  const known = code === null ? undefined : FILE_ERRORS[code]
  if (known !== undefined) return new FactError(known[0], `${what}: ${known[1]}`)
  const name = error instanceof Error ? error.name : typeof error
  return new FactError('internal', `${what}: unforeseen ${name}${code === null ? '' : ` (${code})`}`)
}

function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null
  return typeof error.code === 'string' && /^[A-Z][A-Z0-9_]{0,60}$/.test(error.code) ? error.code : null
}
