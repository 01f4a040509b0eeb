import { onTestFinished } from 'vitest'
import { temporaryTree } from './files.ts'

/** The root of a new directory with files, removed when the test that asked for it is over. */
export const treeOf = (files: Parameters<typeof temporaryTree>[0] = {}): string => {
  const { root, remove } = temporaryTree(files)
  onTestFinished(remove)
  return root
}
