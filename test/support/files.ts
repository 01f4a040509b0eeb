import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Secret } from '../../src/core/secret.ts'
import type { FileSession, Operation } from '../../src/core/session.ts'
import { type FileSessionOptions, fileSession } from '../../src/sessions/file-session.ts'

/** A new directory (its real path) with files; a value `{ link }` makes a symbolic link. Removed by the function it comes with, however deep. */
export function temporaryTree(
  files: Readonly<Record<string, string | Uint8Array | { readonly link: string }>> = {},
  parent: string = tmpdir(),
): {
  readonly root: string
  readonly remove: () => void
} {
  const root = realpathSync(mkdtempSync(join(parent, 'files-')))
  for (const [name, content] of Object.entries(files)) {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true })
    if (typeof content === 'object' && 'link' in content) symlinkSync(content.link, path)
    else writeFileSync(path, content)
  }
  // rm alone climbs into trees whose paths are longer than the system takes.
  return { root, remove: () => void execFileSync('rm', ['-rf', root]) }
}

export interface SessionUnderTest {
  readonly files: FileSession
  readonly operations: readonly Operation[]
}

/** A session over roots, with what it records. */
export function sessionOver(
  roots: FileSessionOptions['roots'],
  options: Partial<Pick<FileSessionOptions, 'alsoRead' | 'signal' | 'kept'>> = {},
): SessionUnderTest {
  const operations: Operation[] = []
  const files = fileSession({
    roots,
    alsoRead: options.alsoRead ?? [],
    salt: { saltId: 'test', key: Secret.of('salt of the tests') },
    record: (operation) => void operations.push(operation),
    ...(options.kept === undefined ? {} : { kept: options.kept }),
    signal: options.signal ?? new AbortController().signal,
  })
  return { files, operations }
}
