import { randomBytes } from 'node:crypto'
import { constants, type Stats } from 'node:fs'
import { access, lstat, open, rename, stat, unlink, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { errorCode } from './own-file.ts'

type Chunk = string | Uint8Array

const WHY: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'its directory may not be written to by this user',
  EPERM: 'it may not be written by this user',
  ENOENT: 'its directory does not exist',
  ENOTDIR: 'its directory is not a directory',
  EISDIR: 'it is a directory',
  EIO: 'the device failed (input/output error)',
  ENAMETOOLONG: 'its name is longer than the operating system takes',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
}

/** A file could not be written; what was there before is untouched. The message is a clause: "no space is left on the device". */
export class WriteError extends Error {
  constructor(error: unknown) {
    const code = errorCode(error)
    super(typeof error === 'string' ? error : (WHY[code] ?? `the operating system says ${code}`))
    this.name = 'WriteError'
  }
}

/**
 * Writes a file of our own so that there is either the whole of it or what was there before: to a temporary file beside it (0600), flushed, then renamed
 * over it. A link at the path is replaced, not followed. Throws WriteError.
 */
export const writeFileSafely = async (path: string, content: Chunk | Iterable<Chunk> | AsyncIterable<Chunk>): Promise<void> => {
  const file = resolve(path)
  const obstacle = await obstacleAt(file)
  if (obstacle !== null) throw new WriteError(obstacle)
  const temporary = join(dirname(file), `.iam-preflight-${process.pid}-${randomBytes(6).toString('hex')}.tmp`)
  let handle: FileHandle | undefined
  let made = false
  try {
    handle = await open(temporary, 'wx', 0o600)
    made = true
    if (typeof content === 'string' || content instanceof Uint8Array) await handle.writeFile(content)
    else for await (const chunk of content) await handle.writeFile(chunk)
    await handle.sync()
    await handle.close()
    handle = undefined
    await rename(temporary, file)
  } catch (error) {
    await handle?.close().catch(() => {})
    if (made) await unlink(temporary).catch(() => {})
    throw new WriteError(error)
  }
  await syncDirectory(dirname(file))
}

/** So that the new name survives a power cut too. Some file systems and Windows cannot; the file itself is flushed by then. */
const syncDirectory = async (directory: string): Promise<void> => {
  try {
    const handle = await open(directory, constants.O_RDONLY)
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // Nothing is lost but the promise above.
  }
}

/**
 * Whether a file can be written at a path, asked before anything is collected: a sentence that says why not, or null. Leaves nothing behind. A full disk
 * shows only when it is written.
 */
export const assertWritable = async (path: string): Promise<string | null> => {
  const file = resolve(path)
  const directory = dirname(file)
  const obstacle = await obstacleAt(file)
  if (obstacle !== null) return `${path} cannot be written: ${obstacle}`
  try {
    const parent = await stat(directory)
    if (!parent.isDirectory()) return `${path} cannot be written: ${directory} is not a directory`
    await access(directory, constants.W_OK | constants.X_OK)
    if (await isKeptBySticky(file, parent))
      return `${path} cannot be written: it belongs to another user, in a directory where only owners may replace files`
    return null
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') return `${path} cannot be written: there is no directory ${directory}`
    return `${path} cannot be written: ${WHY[code] ?? `the operating system says ${code}`}`
  }
}

/** What must not be replaced by a file: a directory, a device, a pipe, also at the end of a link. A clause, or null. */
const obstacleAt = async (file: string): Promise<string | null> => {
  if (Buffer.byteLength(basename(file)) > 255) return 'its name is longer than the operating system takes'
  const found = (await statOrNull(stat, file)) ?? (await statOrNull(lstat, file))
  if (found === null || found.isFile() || found.isSymbolicLink()) return null
  return found.isDirectory() ? 'it is a directory' : 'it is a pipe, a socket or a device'
}

const statOrNull = async (look: (path: string) => Promise<Stats>, path: string): Promise<Stats | null> => look(path).catch(() => null)

const isKeptBySticky = async (file: string, parent: Stats): Promise<boolean> => {
  const user = process.getuid?.()
  const there = await statOrNull(lstat, file)
  if (user === undefined || user === 0 || there === null || (parent.mode & 0o1000) === 0) return false
  return there.uid !== user && parent.uid !== user
}
