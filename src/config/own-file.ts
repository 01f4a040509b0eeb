import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'

/** A file of our own (plan, secret, snapshot, report) as read, or a clause that says why not and goes with its path: "... is a directory". */
export type OwnFile =
  | { readonly ok: true; readonly bytes: Buffer; /** Permission bits (octal 0o777 mask). */ readonly mode: number }
  | { readonly ok: false; readonly missing: boolean; readonly why: string }

/** Something read, or a sentence that says why not; it quotes no contents. */
export type Read<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string }

/** A file as text: strict UTF-8, a byte-order mark removed. Bounded and refused as readOwnFile says. */
export const readOwnText = async (path: string, max: number): Promise<Read<string>> => {
  const file = await readOwnFile(path, max)
  return file.ok ? utf8Text(file.bytes) : { ok: false, problem: `it ${file.why}` }
}

/** Bytes as strict UTF-8, a byte-order mark removed. */
export const utf8Text = (bytes: Uint8Array): Read<string> => {
  try {
    return { ok: true, value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { ok: false, problem: 'it is not UTF-8 text' }
  }
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist: a part of the path is not a directory',
  EACCES: 'may not be read by this user',
  EPERM: 'may not be read by this user',
  EISDIR: 'is a directory, not a file',
  ELOOP: 'is a symbolic link that leads in a circle',
  ENXIO: 'is a pipe, a socket or a device, not a file',
  ENAMETOOLONG: 'has a path longer than the operating system takes',
  EMFILE: 'could not be opened: too many files are open',
  ENFILE: 'could not be opened: too many files are open',
}

/**
 * Reads a regular file of at most `max` bytes. Nothing else is waited for: a pipe does not block the opening, and a file that grows is given up at
 * the bound.
 */
export const readOwnFile = async (path: string, max: number): Promise<OwnFile> => {
  let file: FileHandle | undefined
  try {
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stat = await file.stat()
    if (stat.isDirectory()) return refused('is a directory, not a file')
    if (!stat.isFile()) return refused('is a pipe, a socket or a device, not a file')
    if (stat.size > max) return refused(tooLarge(max))
    const bytes = await contentOf(file, max)
    return bytes === null ? refused(tooLarge(max)) : { ok: true, bytes, mode: stat.mode & 0o777 }
  } catch (error) {
    const code = errorCode(error)
    return { ok: false, missing: code === 'ENOENT' || code === 'ENOTDIR', why: WHY[code] ?? `could not be read (${code})` }
  } finally {
    await file?.close().catch(() => {})
  }
}

/** The whole content, or null when there is more than `max` of it: the size that stat gives may be out of date, or 0 below /proc. */
const contentOf = async (file: FileHandle, max: number): Promise<Buffer | null> => {
  const chunks: Buffer[] = []
  let size = 0
  for (;;) {
    const chunk = Buffer.alloc(64 * 1024)
    const { bytesRead } = await file.read(chunk, 0, chunk.length, null)
    if (bytesRead === 0) return Buffer.concat(chunks)
    size += bytesRead
    if (size > max) return null
    chunks.push(chunk.subarray(0, bytesRead))
  }
}

const refused = (why: string): OwnFile => ({ ok: false, missing: false, why })

const tooLarge = (max: number): string => `is larger than ${sizeInWords(max)}`

/** The code of an error of the operating system: "ENOENT". */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'

/** A size for people: in MB or KB where it is a whole number of them. */
export const sizeInWords = (bytes: number): string => {
  if (bytes % (1024 * 1024) === 0) return `${bytes / (1024 * 1024)} MB`
  return bytes % 1024 === 0 ? `${bytes / 1024} KB` : `${bytes} bytes`
}
