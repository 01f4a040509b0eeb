import { writeSync } from 'node:fs'
import { RECORD_DESCRIPTOR, type ChildRecord } from './protocol.ts'

type Sent = ChildRecord | { readonly t: 'answer'; readonly index: number; readonly answer: object }

/** Lines that go out with the next record. */
let waiting = ''

/** Writes one record as a line, whole, before returning: a process killed afterwards has still said it. */
export const writeRecord = (record: Sent): void => {
  waiting += `${JSON.stringify(record)}\n`
  flush()
}

/** Writes a record as soon as the running code lets go: thousands of them, one for each small file, cost no call each. */
export const writeSoon = (record: Sent): void => {
  if (waiting === '') queueMicrotask(flush)
  waiting += `${JSON.stringify(record)}\n`
  if (waiting.length > MOST_WAITING) flush()
}

const MOST_WAITING = 16 * 1024

const flush = (): void => {
  const bytes = Buffer.from(waiting)
  waiting = ''
  for (let offset = 0; offset < bytes.length;) offset += written(bytes, offset)
}

const written = (bytes: Uint8Array, offset: number): number => {
  try {
    return writeSync(RECORD_DESCRIPTOR, bytes, offset)
  } catch (error) {
    // The pipe is full and does not block: the supervisor is about to drain it.
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') return 0
    throw error
  }
}
