import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'

/**
 * Compares text byte by byte with a committed file (URL). With UPDATE_GOLDEN set it writes the file instead and fails all the same, so that a run that
 * updates is never taken for one that tests.
 */
export const expectGolden = (file: URL, text: string): void => {
  if (process.env['UPDATE_GOLDEN']) {
    writeFileSync(file, text)
    throw new Error(`wrote ${file.pathname}; review the diff and run again without UPDATE_GOLDEN`)
  }
  expect(text).toBe(readFileSync(file, 'utf8'))
}
