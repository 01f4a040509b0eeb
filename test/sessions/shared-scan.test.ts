import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { classOf } from '../../fixtures/archives/class-writer.ts'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import type { ArchiveScanResult, SharedScan, SharesDone } from '../../src/core/archive-scan.ts'
import { SharesWanted } from '../../src/sessions/archive-parts.ts'
import { type ScanHelp, sharedScanOf } from '../../src/sessions/archive-scan-session.ts'
import { installFaultHook } from '../../src/sessions/fault-points.ts'
import { sessionScan } from '../support/session-scan.ts'
import { treeOf } from '../support/trees.ts'

/** What makes a large scan faster: shares of it done elsewhere, and what an earlier scan found. Neither changes what is told. */
afterEach(() => installFaultHook(null))

const SERVLET = classOf({ name: 'com/acme/A', classes: ['javax/servlet/Filter'], major: 61 })
const jar = (count: number, name = 'A'): Buffer =>
  zipOf(Object.fromEntries(Array.from({ length: count }, (_, index) => [`com/acme/${name}${index}.class`, SERVLET])))
const FILES = {
  'lib/a.jar': jar(3),
  'lib/b.jar': jar(9, 'B'),
  'lib/broken.jar': 'no archive',
  'app.war': zipOf({ 'WEB-INF/lib/a.jar': jar(3), 'WEB-INF/lib/c.jar': jar(5, 'C'), 'index.jsp': '<%@ page import="javax.servlet.X" %>' }),
  'readme.txt': 'javax.servlet.Y',
}

type Help = Partial<ScanHelp>
const wantedBy = async (path: string, help: Help = {}, of = 2): Promise<SharedScan> => {
  try {
    await sessionScan(path, { processes: of, shareFrom: 1, ...help })
  } catch (error) {
    if (error instanceof SharesWanted) return error.scan
    throw error
  }
  throw new Error('no shares were wanted')
}

/** As it crosses to another process. */
const doneOf = async (wanted: SharedScan, roots = [{ given: wanted.path, real: wanted.path }]): Promise<SharesDone> => {
  const signal = new AbortController().signal
  const parts = Array.from({ length: wanted.of }, (_, index) => sharedScanOf(wanted, index, { roots, signal }))
  return JSON.parse(JSON.stringify({ scan: wanted, parts: await Promise.all(parts) }))
}

const told = ({ files, archives, omitted }: ArchiveScanResult): Omit<ArchiveScanResult, 'counters'> => ({ files, archives, omitted })

describe('a shared scan', () => {
  it.for([2, 3, 4])('of %i shares tells what one process tells, of a directory and of one archive', async (of) => {
    const root = treeOf(FILES)
    for (const path of [root, join(root, 'app.war')]) {
      const alone = await sessionScan(path)
      expect(alone.archives.length).toBeGreaterThan(2)
      const done = await doneOf(await wantedBy(path, {}, of))
      const shared = await sessionScan(path, { processes: of, shareFrom: 1, done: [done] })
      expect(told(shared)).toEqual(told(alone))
      expect(shared.counters.bytesInflated).toBe(0)
    }
  })

  it('names a file that could not be read, once', async () => {
    const root = treeOf({ ...FILES, 'lib/gone.jar': jar(40, 'G') })
    installFaultHook((point, path) => {
      if (point === 'file.read' && path.endsWith('gone.jar')) throw Object.assign(new Error('injected'), { code: 'EIO' })
    })
    const alone = await sessionScan(root)
    const shared = await sessionScan(root, { done: [await doneOf(await wantedBy(root, {}, 4))] })
    expect(told(shared)).toEqual(told(alone))
    expect(alone.omitted.filter((line) => line.includes('gone.jar'))).toHaveLength(1)
  })

  it('is not asked for below the size from which it is worth it, nor by one process', async () => {
    const root = treeOf(FILES)
    const alone = told(await sessionScan(root))
    expect(told(await sessionScan(root, { processes: 4 }))).toEqual(alone)
    expect(told(await sessionScan(root, { processes: 1, shareFrom: 1 }))).toEqual(alone)
  })

  it('fails when a file has changed since, come or gone, in whichever process', async () => {
    const root = treeOf(FILES)
    const wanted = await wantedBy(root)
    const done = await doneOf(wanted)
    for (const change of [
      () => utimesSync(join(root, 'lib/a.jar'), 1, 1),
      () => writeFileSync(join(root, 'new.txt'), 'javax.servlet.New'),
      () => renameSync(join(root, 'readme.txt'), join(root, 'readyou.txt')),
    ]) {
      change()
      await expect(doneOf(wanted)).rejects.toMatchObject({ code: 'changed' })
      await expect(sessionScan(root, { done: [done] })).rejects.toMatchObject({ code: 'changed' })
    }
  })

  it('fails when a part is missing or is none', async () => {
    const root = treeOf(FILES)
    const { scan: wanted, parts } = await doneOf(await wantedBy(root))
    for (const odd of [parts.slice(1), [parts[0], null], [parts[0], { scan: {} }], [parts[0], { ...Object(parts[1]), unread: 'x' }]])
      await expect(sessionScan(root, { done: [{ scan: wanted, parts: odd }] })).rejects.toMatchObject({ code: 'internal' })
  })

  it('reads nothing outside the plan, whoever asks for it', async () => {
    const root = treeOf(FILES)
    const elsewhere = treeOf(FILES)
    const wanted = await wantedBy(elsewhere)
    await expect(doneOf(wanted, [{ given: root, real: root }])).rejects.toMatchObject({ code: 'permission-denied' })
  })
})

describe('what is remembered of a scan', () => {
  const remembering = (directory: string, version = '1'): Help => ({
    memory: { directory, version },
    rememberFrom: 1,
    keep: (name, text) => writeFileSync(join(directory, `${name}.json`), text, { mode: 0o600 }),
  })
  const kept = (directory: string): string => join(directory, readdirSync(directory)[0] ?? 'nothing')

  it('spares the next one everything but the directories of archives, and changes nothing that is told', async () => {
    const [root, memory] = [treeOf(FILES), treeOf({})]
    const first = await sessionScan(root, remembering(memory))
    const again = await sessionScan(root, remembering(memory))
    expect(told(again)).toEqual(told(first))
    expect(first.counters.gunzipCalls).toBeGreaterThan(0)
    expect(again.counters).toMatchObject({ gunzipCalls: 0, bytesInflated: 0 })
  })

  it('is used where a part of the files has changed: only that is scanned', async () => {
    const [root, memory] = [treeOf(FILES), treeOf({})]
    await sessionScan(root, remembering(memory))
    writeFileSync(join(root, 'lib/a.jar'), jar(4))
    const again = await sessionScan(root, remembering(memory))
    expect(told(again)).toEqual(told(await sessionScan(root)))
    expect(again.counters.bytesInflated).toBe(4 * SERVLET.length)
    expect((await sessionScan(root, remembering(memory))).counters.bytesInflated).toBe(0)
  })

  it.for([
    ['written into in place', (file: string, bytes: Buffer) => writeFileSync(file, bytes)],
    [
      'replaced, with the old time of modification',
      (file: string, bytes: Buffer) => {
        const { atime, mtime } = statSync(file)
        writeFileSync(`${file}.new`, bytes)
        utimesSync(`${file}.new`, atime, mtime)
        renameSync(`${file}.new`, file)
      },
    ],
  ] as const)('is not believed of an archive with the same size and central directory that was %s', async ([, change]) => {
    const [root, memory] = [treeOf(FILES), treeOf({})]
    await sessionScan(root, remembering(memory))
    const file = join(root, 'lib/a.jar')
    const bytes = Buffer.from(readFileSync(file))
    // A byte of the first entry's data: the directory at the end says nothing of it.
    bytes[60] = (bytes[60] ?? 0) ^ 0xff
    change(file, bytes)
    const again = await sessionScan(root, remembering(memory))
    expect(told(again)).toEqual(told(await sessionScan(root)))
    expect(again.omitted.join()).toContain('a.jar')
  })

  it('goes together with shares: what is known is no part of them, and what they find is remembered', async () => {
    const [root, memory] = [treeOf(FILES), treeOf({})]
    const alone = told(await sessionScan(root))
    const first = await wantedBy(root, remembering(memory))
    expect(first.known).toEqual([])
    expect(told(await sessionScan(root, { ...remembering(memory), done: [await doneOf(first)] }))).toEqual(alone)
    writeFileSync(join(root, 'lib/b.jar'), jar(2, 'D'))
    const second = await wantedBy(root, remembering(memory))
    expect(second.known).toEqual(['app.war', 'lib/a.jar'])
    expect(told(await sessionScan(root, { ...remembering(memory), done: [await doneOf(second)] }))).toEqual(told(await sessionScan(root)))
    // Had it been lost meanwhile, it would be scanned after all.
    unlinkSync(kept(memory))
    expect(told(await sessionScan(root, { ...remembering(memory), done: [await doneOf(second)] }))).toEqual(told(await sessionScan(root)))
  })

  it('is nothing of an archive of which something was left out', async () => {
    const damaged = zipOf([{ name: 'A.class', content: SERVLET, local: { crc32: 7 }, central: { crc32: 7 } }])
    const [root, memory] = [treeOf({ 'x.jar': damaged, 'y.jar': jar(1) }), treeOf({})]
    await sessionScan(root, remembering(memory))
    expect(Object.keys(JSON.parse(readFileSync(kept(memory), 'utf8').split('\n')[1] ?? ''))).toHaveLength(1)
    const again = await sessionScan(root, remembering(memory))
    expect(told(again)).toEqual(told(await sessionScan(root)))
    expect(again.omitted).toHaveLength(1)
  })

  it('is for the same prefixes, path and release only', async () => {
    const [root, memory] = [treeOf(FILES), treeOf({})]
    await sessionScan(root, remembering(memory))
    expect((await sessionScan(root, remembering(memory, '2'))).counters.gunzipCalls).toBeGreaterThan(0)
    expect((await sessionScan(join(root, 'lib'), remembering(memory))).counters.gunzipCalls).toBeGreaterThan(0)
    expect((await sessionScan(root, remembering(memory), ['javax.websocket'])).archives.flatMap(({ references }) => references)).toEqual([])
    expect(readdirSync(memory)).toHaveLength(4)
  })

  const spoilt: readonly { readonly how: string; readonly spoil: (file: string) => void }[] = [
    { how: 'is cut', spoil: (file) => writeFileSync(file, readFileSync(file).subarray(0, -2)) },
    { how: 'is another file', spoil: (file) => writeFileSync(file, 'x\n{}') },
    {
      how: 'has a word changed',
      spoil: (file) => writeFileSync(file, readFileSync(file, 'utf8').replaceAll('javax.servlet', 'javax.xservlet')),
    },
    { how: 'may be read or written by others', spoil: (file) => chmodSync(file, 0o660) },
    {
      how: 'is a link',
      spoil: (file) => {
        renameSync(file, `${file}.elsewhere`)
        symlinkSync(`${file}.elsewhere`, file)
      },
    },
    {
      how: 'is a directory',
      spoil: (file) => {
        unlinkSync(file)
        mkdirSync(file)
      },
    },
  ]
  it.for(spoilt)('is not believed when it $how', async ({ spoil }) => {
    const [root, memory] = [treeOf(FILES), treeOf({})]
    const first = await sessionScan(root, remembering(memory))
    spoil(kept(memory))
    const again = await sessionScan(root, { ...remembering(memory), keep: () => {} })
    expect(told(again)).toEqual(told(first))
    expect(again.counters.gunzipCalls).toBe(first.counters.gunzipCalls)
  })

  it('is not kept of a small scan', async () => {
    const [root, memory] = [treeOf(FILES), treeOf({})]
    await sessionScan(root, { ...remembering(memory), rememberFrom: 1_000_000 })
    expect(readdirSync(memory)).toEqual([])
  })
})
