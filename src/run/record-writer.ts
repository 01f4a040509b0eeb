import { writeSync } from 'node:fs'
import { RECORD_DESCRIPTOR, type ChildRecord } from './protocol.ts'

/** Writes one record as a line, whole, before returning: a process killed afterwards has still said it. */
export const writeRecord = (record: ChildRecord | { readonly t: 'answer'; readonly index: number; readonly answer: object }): void => {
  const bytes = Buffer.from(`${JSON.stringify(record)}\n`)
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
