import { appendFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { classOf } from '../../fixtures/archives/class-writer.ts'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import type { ScanHelp } from '../../src/sessions/archive-scan-session.ts'
import { installFaultHook } from '../../src/sessions/fault-points.ts'
import { sessionScan } from '../support/session-scan.ts'
import { treeOf } from '../support/trees.ts'

/** A file below a directory that is not, while it is scanned, what the walk has seen: it is left out by name, whatever was found in it. */
afterEach(() => installFaultHook(null))

const jarOf = (name: string): Buffer => zipOf({ 'A.class': classOf({ name: 'com/acme/A', classes: [name], major: 61 }) })
const OLD = jarOf('javax/servlet/A')
const NEW = jarOf('jakarx/servlet/A')

const CHANGES: readonly { readonly change: string; readonly point: string; readonly make: (path: string) => void }[] = [
  {
    change: 'replaced before it is opened',
    point: 'file.open',
    make: (path) => (writeFileSync(`${path}.new`, NEW), renameSync(`${path}.new`, path)),
  },
  { change: 'written anew while it is read', point: 'file.read', make: (path) => writeFileSync(path, NEW) },
  { change: 'longer while it is read', point: 'file.read', make: (path) => appendFileSync(path, 'more') },
]

describe.for(CHANGES)('an archive that is $change', ({ point, make }) => {
  const archiveBelow = (): { readonly root: string; readonly path: string } => {
    const root = treeOf({ 'a.jar': OLD, 'b.txt': '' })
    return { root, path: join(root, 'a.jar') }
  }
  const meddle = (path: string): void =>
    installFaultHook((name, at) => {
      if (name !== point || at !== path) return
      installFaultHook(null)
      make(path)
    })

  it('is left out and not kept for the next scan', async () => {
    const { root, path } = archiveBelow()
    const directory = treeOf()
    meddle(path)
    const texts: string[] = []
    const { omitted } = await sessionScan(root, { memory: { directory, version: '1' }, rememberFrom: 1, keep: (_, text) => texts.push(text) })
    expect(omitted).toEqual([expect.stringMatching(/a\.jar .*(?:changed|replaced)|a\.jar was/)])
    expect(texts.join()).not.toContain('com/acme')
    expect(texts.join()).not.toContain('A.class')
  })

  it('is left out, or looked through anew, when an earlier scan knows it', async () => {
    const { root, path } = archiveBelow()
    const directory = treeOf()
    const help: Partial<ScanHelp> = {
      memory: { directory, version: '1' },
      rememberFrom: 1,
      keep: (name, text) => writeFileSync(join(directory, `${name}.json`), text, { mode: 0o600 }),
    }
    await sessionScan(root, help)
    meddle(path)
    const { omitted, counters } = await sessionScan(root, help)
    expect(omitted.length + counters.gunzipCalls).toBeGreaterThan(0)
  })
})
