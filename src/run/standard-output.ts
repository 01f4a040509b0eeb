import { writeSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

/**
 * Writes a report to standard output, whole, and says whether that worked: false when the reader has gone away. `console.log` would swallow that, and the
 * verdict would be lost with exit code 0.
 */
export const printReport = async (text: string): Promise<boolean> => {
  const bytes = Buffer.from(text)
  for (let offset = 0; offset < bytes.length;) {
    const count = written(bytes, offset)
    if (count === 'gone') return false
    // The reader is slower than we are: a pipe that does not block says so.
    if (count === 0) await wait(5)
    offset += count
  }
  return true
}

const written = (bytes: Uint8Array, offset: number): number | 'gone' => {
  try {
    return writeSync(1, bytes, offset)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (code === 'EAGAIN') return 0
    if (code === 'EPIPE' || code === 'EBADF' || code === 'EIO' || code === 'ENOSPC') return 'gone'
    throw error
  }
}
