import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import { type FaultPoint, installFaultHook } from '../../src/sessions/fault-points.ts'
import { placeOf } from '../../src/sessions/roots.ts'
import { namesIn, walkOf } from '../../src/sessions/walker.ts'
import { sessionOver, temporaryTree } from '../support/files.ts'
import { requireTool } from '../support/required.ts'

const MB = 1024 * 1024
const isRoot = process.getuid?.() === 0

const cleanups: (() => void)[] = []

afterEach(() => {
  installFaultHook(null)
  for (const cleanup of cleanups.splice(0)) cleanup()
})

function treeOf(...tree: Parameters<typeof temporaryTree>): string {
  const { root, remove } = temporaryTree(...tree)
  cleanups.push(remove)
  return root
}

/** Does something the first time a point is reached for a path that ends so. */
function onceAt(point: FaultPoint, suffix: string, effect: () => void, time = 1): void {
  let count = 0
  installFaultHook((name, what) => {
    if (name === point && what.endsWith(suffix) && ++count === time) effect()
  })
}

/** A walk with limits lower than the real ones. */
async function boundedWalk(root: string, bounds: { maxEntries?: number; maxDepth?: number }) {
  const roots = [{ given: root, real: root }]
  const place = await placeOf(root, roots)
  if (place === null) throw new Error('no root')
  return walkOf(place, { roots, signal: new AbortController().signal, ...bounds })
}

describe('what is no file', () => {
  test('F1 eight pipes without a writer hold up nothing', async () => {
    const root = treeOf({ plain: 'x' })
    const pipes = Array.from({ length: 8 }, (_, n) => `${root}/pipe${n}`)
    execFileSync('mkfifo', pipes)
    const { files } = sessionOver([root])
    const started = performance.now()
    const reads = await Promise.allSettled([
      ...pipes.map((pipe) => files.read(pipe)),
      ...pipes.map((pipe) => files.readTail(pipe)),
      ...pipes.map((pipe) => files.digest(pipe)),
    ])
    for (const read of reads) expect(read).toMatchObject({ status: 'rejected', reason: { code: 'unsupported' } })
    expect(await files.readText(`${root}/plain`)).toBe('x')
    expect((await files.walk(root)).entries.filter((entry) => entry.kind === 'other')).toHaveLength(8)
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  test('F1 a pipe put in place of a file right before it is opened', async () => {
    const root = treeOf({ a: 'x' })
    onceAt('file.open', '/a', () => {
      rmSync(`${root}/a`)
      execFileSync('mkfifo', [`${root}/a`])
    })
    await expect(sessionOver([root]).files.read(`${root}/a`)).rejects.toMatchObject({ code: 'unsupported' })
  })

  test('F2 a socket', async () => {
    const root = treeOf({})
    const server = createServer().listen(`${root}/socket`)
    await once(server, 'listening')
    await expect(sessionOver([root]).files.read(`${root}/socket`)).rejects.toMatchObject({ code: 'unsupported' })
    await expect(sessionOver([root]).files.list(`${root}/socket`)).rejects.toMatchObject({ code: 'unsupported' })
    expect(await sessionOver([root]).files.stat(`${root}/socket`)).toMatchObject({ kind: 'other' })
    server.close()
  })

  test.each(['/dev/zero', '/dev/null', '/dev/tty'])('F2 %s, planned and linked to', async (device) => {
    const root = treeOf({ link: { link: device } })
    await expect(sessionOver([device]).files.read(device)).rejects.toMatchObject({ code: 'unsupported' })
    await expect(sessionOver([root]).files.read(`${root}/link`)).rejects.toMatchObject({ code: 'permission-denied' })
  })

  test('a file of /proc, whose size says nothing, is not taken for empty', async () => {
    await expect(sessionOver(['/proc/self/status']).files.read('/proc/self/status')).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:changed|permission-denied)$/),
    })
    await expect(sessionOver([`/proc/${process.pid}/status`]).files.read(`/proc/${process.pid}/status`)).rejects.toMatchObject({ code: 'changed' })
  })
})

describe('links', () => {
  test('F3 links in a circle', async () => {
    const root = treeOf({ a: { link: 'b' }, b: { link: 'a' }, self: { link: 'self' } })
    const { files } = sessionOver([root])
    for (const name of ['a', 'b', 'self', 'a/below']) await expect(files.stat(`${root}/${name}`)).rejects.toMatchObject({ code: 'ambiguous' })
    expect(await files.walk(root)).toMatchObject({ complete: false, entries: [], omitted: { length: 3 } })
  })

  test('F3 a directory that links to its parents is walked once', async () => {
    const root = treeOf({ 'a/b/up': { link: '../..' }, 'a/self': { link: '.' }, 'a/f': '' })
    const walk = await sessionOver([root]).files.walk(root)
    expect(walk.complete).toBe(true)
    expect(walk.entries.map((entry) => entry.relative)).toEqual(['a', 'a/b', 'a/b/up', 'a/f', 'a/self'])
  })

  test('F4 a link to a file outside is followed only when root owns it and nobody else may write it', async () => {
    const outside = treeOf({ theirs: 'x', writable: 'x' })
    chmodSync(`${outside}/writable`, 0o666)
    if (isRoot) chownSync(`${outside}/theirs`, 65534, 65534)
    const root = treeOf({
      system: { link: '/etc/passwd' },
      chain: { link: 'system' },
      theirs: { link: `${outside}/theirs` },
      writable: { link: `${outside}/writable` },
    })
    const { files, operations } = sessionOver([root])
    expect(await files.readText(`${root}/system`)).toContain('root')
    expect(operations[0]?.what).toBe(`${root}/system -> /etc/passwd`)
    expect(await files.stat(`${root}/chain`)).toMatchObject({ kind: 'file', link: true, resolved: '/etc/passwd' })
    for (const name of ['theirs', 'writable']) {
      for (const verb of ['read', 'stat', 'digest', 'openArchive'] as const) {
        await expect(files[verb](`${root}/${name}`), `${verb} ${name}`).rejects.toMatchObject({
          code: 'permission-denied',
          message: `${root}/${name}, which leads to ${outside}/${name}, is outside the plan; name ${outside}/${name} under alsoRead in the plan to have it read`,
        })
      }
    }
    const allowed = sessionOver([root], { alsoRead: [outside] }).files
    expect(await allowed.readText(`${root}/theirs`)).toBe('x')
  })

  test.runIf(isRoot)('F4 a file of root that becomes writable while it is opened', async () => {
    const outside = treeOf({ a: 'x' })
    const root = treeOf({ a: { link: `${outside}/a` } })
    expect(await sessionOver([root]).files.readText(`${root}/a`)).toBe('x')
    onceAt('file.open', '/a', () => chmodSync(`${outside}/a`, 0o666))
    await expect(sessionOver([root]).files.readText(`${root}/a`)).rejects.toMatchObject({ code: 'permission-denied' })
  })

  test('F4 a directory outside is no part of the plan, whatever is in it', async () => {
    const root = treeOf({ conf: { link: '/etc' }, up: { link: '..' } })
    const { files } = sessionOver([root])
    for (const path of ['conf', 'conf/passwd', 'conf/none', 'up']) {
      const outcome = files.stat(`${root}/${path}`)
      if (path === 'conf/none') expect(await outcome).toBeNull()
      else await expect(outcome, path).rejects.toMatchObject({ code: 'permission-denied' })
    }
    await expect(files.list(`${root}/conf`)).rejects.toMatchObject({ code: 'permission-denied' })
    expect(await files.walk(root)).toMatchObject({ complete: false, entries: [], omitted: { length: 2 } })
    const walk = await sessionOver([root], { alsoRead: ['/etc/hostname', root] }).files.walk(root)
    expect(walk.complete).toBe(false)
  })

  test.each(['/proc/self/root', '/proc/self/environ', '/proc/self/cwd', '/sys/kernel', '/dev/fd'])('F5 a link to %s', async (target) => {
    const root = treeOf({ link: { link: target } })
    const { files } = sessionOver([root])
    await expect(files.stat(`${root}/link`)).rejects.toMatchObject({ code: 'permission-denied' })
    await expect(files.readText(`${root}/link/etc/passwd`)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:permission-denied|missing-evidence)$/),
    })
    expect(await files.walk(root)).toMatchObject({ complete: false, entries: [] })
  })

  test('paths beside the plan, by name and by dots', async () => {
    const base = treeOf({ 'plan/a': '', 'planned-not/a': '' })
    const { files } = sessionOver([`${base}/plan`])
    for (const path of [`${base}/planned-not/a`, `${base}/plan/../planned-not/a`, base, '/etc/passwd', '/']) {
      await expect(files.stat(path), path).rejects.toMatchObject({ code: 'permission-denied', message: expect.stringContaining('alsoRead') })
    }
  })
})

describe('sizes', () => {
  test('F6 a sparse file of 10 GB is a limit, its end is read, nothing is loaded', async () => {
    const root = treeOf({ big: '' })
    truncateSync(`${root}/big`, 10 * 1024 * MB)
    const { files } = sessionOver([root])
    const started = performance.now()
    await expect(files.read(`${root}/big`)).rejects.toMatchObject({ code: 'limit' })
    expect((await files.readTail(`${root}/big`, 10)).whole).toBe(false)
    await expect(files.openArchive(`${root}/big`)).rejects.toMatchObject({ code: 'parse-failed' })
    expect(performance.now() - started).toBeLessThan(5_000)
  })

  test('F7 a file of 0 bytes is empty, not absent', async () => {
    const root = treeOf({ empty: '' })
    const { files } = sessionOver([root])
    expect(await files.readText(`${root}/empty`)).toBe('')
    expect(await files.readTail(`${root}/empty`)).toMatchObject({ whole: true })
    expect(await files.stat(`${root}/empty`)).toMatchObject({ kind: 'file', size: 0 })
    await expect(files.openArchive(`${root}/empty`)).rejects.toMatchObject({ code: 'parse-failed' })
  })
})

describe('what changes under our hands', () => {
  test('F8 a file that disappears after it was listed', async () => {
    const root = treeOf({ a: 'x', b: 'y' })
    const { files } = sessionOver([root])
    expect(await files.list(root)).toHaveLength(2)
    rmSync(`${root}/a`)
    await expect(files.read(`${root}/a`)).rejects.toMatchObject({ code: 'missing-evidence' })
    onceAt('directory.stat', '/b', () => rmSync(`${root}/b`))
    expect(await files.walk(root)).toMatchObject({ entries: [], complete: false, omitted: [expect.stringContaining(`${root}/b`)] })
  })

  test('F8 a directory that disappears or becomes a link during a walk', async () => {
    const root = treeOf({ 'gone/x': '', 'swapped/y': '', z: '' })
    let done = false
    installFaultHook((name, what) => {
      if (name !== 'directory.stat' || !what.endsWith('/z') || done) return
      done = true
      rmSync(`${root}/gone`, { recursive: true })
      rmSync(`${root}/swapped`, { recursive: true })
      symlinkSync('/etc', `${root}/swapped`)
    })
    const walk = await sessionOver([root]).files.walk(root)
    expect(walk.complete).toBe(false)
    expect(walk.entries.every((entry) => ['gone', 'swapped', 'z'].includes(entry.relative))).toBe(true)
    expect(walk.omitted).toHaveLength(2)
  })

  test('F8 nothing is kept of a directory that a link took the place of once it was listed', async () => {
    const root = treeOf({ 'swapped/hosts': '', z: '' })
    onceAt('directory.stat', '/swapped/hosts', () => {
      renameSync(`${root}/swapped`, `${root}/.old`)
      symlinkSync('/etc', `${root}/swapped`)
    })
    const walk = await sessionOver([root]).files.walk(root)
    expect(walk.entries.map(({ relative }) => relative)).toEqual(['swapped', 'z'])
    expect(walk.omitted).toEqual([expect.stringContaining('swapped')])
  })

  test.each([
    ['a link', (root: string) => symlinkSync('/etc/passwd', `${root}/a`)],
    ['another file', (root: string) => writeFileSync(`${root}/a`, 'other')],
    ['the link of a file inside', (root: string) => symlinkSync('old', `${root}/a`)],
  ])('F9 replaced by %s between looking and opening', async (_name, replace) => {
    const root = treeOf({ a: 'x' })
    onceAt('file.open', '/a', () => {
      renameSync(`${root}/a`, `${root}/old`)
      replace(root)
    })
    await expect(sessionOver([root]).files.readText(`${root}/a`)).rejects.toMatchObject({ code: 'changed' })
  })

  const changes: readonly (readonly [string, (path: string) => void])[] = [
    ['grows', (path) => appendFileSync(path, 'more')],
    ['is cut', (path) => truncateSync(path, 10)],
    ['is rewritten at the same size', (path) => writeFileSync(path, Buffer.alloc(3 * MB, 'y'))],
    [
      'is rewritten at the same size with its old time',
      (path) => {
        writeFileSync(path, Buffer.alloc(3 * MB, 'y'))
        utimesSync(path, 1_700_000_000, 1_700_000_000)
      },
    ],
  ]
  const verbs = ['read', 'digest'] as const

  test.each(changes.flatMap(([name, change]) => verbs.map((verb) => [verb, name, change] as const)))(
    'F10 %s: a file that %s while it is read',
    async (verb, _name, change) => {
      const root = treeOf({ a: Buffer.alloc(3 * MB, 'x') })
      utimesSync(`${root}/a`, 1_700_000_000, 1_700_000_000)
      onceAt('file.read', '/a', () => change(`${root}/a`), 2)
      await expect(sessionOver([root]).files[verb](`${root}/a`)).rejects.toMatchObject({ code: 'changed' })
    },
  )

  test('F10 a log may grow while its end is read, and must not be cut', async () => {
    const root = treeOf({ log: Buffer.alloc(3 * MB, 'x') })
    const { files } = sessionOver([root])
    onceAt('file.read', '/log', () => appendFileSync(`${root}/log`, 'more'), 2)
    expect((await files.readTail(`${root}/log`)).bytes).toHaveLength(3 * MB)
    onceAt('file.read', '/log', () => truncateSync(`${root}/log`, 10), 2)
    await expect(files.readTail(`${root}/log`)).rejects.toMatchObject({ code: 'changed' })
  })

  test('F10 an archive that is written while it is read', async () => {
    const root = treeOf({ 'a.jar': zipOf([{ name: 'a', content: 'x' }]) })
    const { files } = sessionOver([root])
    onceAt('file.read', '/a.jar', () => appendFileSync(`${root}/a.jar`, 'x'), 2)
    await expect(files.openArchive(`${root}/a.jar`)).rejects.toMatchObject({ code: 'changed' })
  })

  test('a run that ends in the middle of a file', async () => {
    const root = treeOf({ a: Buffer.alloc(3 * MB) })
    const controller = new AbortController()
    onceAt('file.read', '/a', () => controller.abort(), 2)
    await expect(sessionOver([root], { signal: controller.signal }).files.read(`${root}/a`)).rejects.toMatchObject({ code: 'deadline' })
  })
})

test.skipIf(isRoot && !requireTool('runuser'))('F11 what an ordinary user may not read is an error, never absent', () => {
  const root = treeOf({ 'closed/a': 'x', secret: 'x', open: 'y' })
  chmodSync(root, 0o755)
  chmodSync(`${root}/secret`, 0o000)
  chmodSync(`${root}/closed`, 0o000)
  const steps = [
    ['read', `${root}/secret`],
    ['digest', `${root}/secret`],
    ['stat', `${root}/secret`],
    ['stat', `${root}/closed/a`],
    ['stat', `${root}/closed/none`],
    ['list', `${root}/closed`],
    ['read', `${root}/open`],
    ['walk', root],
  ]
  const input = JSON.stringify({ roots: [{ given: root, real: root }], alsoRead: [], steps })
  const command = ['--no-warnings', join(import.meta.dirname, 'file-probe.ts')]
  const [program, ...flags] = isRoot ? ['runuser', '-u', 'nobody', '--', process.execPath, ...command] : [process.execPath, ...command]
  const denied = { code: 'permission-denied' }
  const walk = { names: ['closed', 'open', 'secret'], complete: false, omitted: [expect.stringContaining(`${root}/closed`)] }
  expect(JSON.parse(execFileSync(program ?? '', flags, { input, encoding: 'utf8' }))).toEqual([
    denied,
    denied,
    'file',
    denied,
    denied,
    denied,
    'y',
    walk,
  ])
})

describe('names and trees', () => {
  test('F13 400 levels, deeper than a path can be long', async () => {
    const root = treeOf({})
    const script = 'for (let n = 0; n < 400; n++) { require("fs").mkdirSync("level-with-a-long-name"); process.chdir("level-with-a-long-name") }'
    execFileSync(process.execPath, ['-e', script], { cwd: root })
    const { files } = sessionOver([root])
    const walk = await files.walk(root)
    expect(walk).toMatchObject({ complete: false, entries: { length: 41 }, omitted: [expect.stringMatching(/^limit: .*deeper than 40 levels/)] })
    const deepest = `${root}${'/level-with-a-long-name'.repeat(400)}`
    for (const verb of ['stat', 'read', 'list'] as const) await expect(files[verb](deepest)).rejects.toMatchObject({ code: 'limit' })
    expect(await boundedWalk(root, { maxDepth: 400 })).toMatchObject({ complete: false, omitted: [expect.stringContaining('longer than')] })
    await expect(files.stat(`${root}/${'x'.repeat(300)}`)).rejects.toMatchObject({ code: 'limit' })
  })

  test('F14 odd names are shown, and those that are not UTF-8 make a walk incomplete', async () => {
    const root = treeOf({ 'line\nbreak': '1', '\u001b[31mred': '2', '\u202egnp': '3', __proto__: '4' })
    const { files } = sessionOver([root])
    const plain = await files.walk(root)
    expect(plain).toMatchObject({ complete: true, entries: { length: 3 } })
    for (const { path } of plain.entries) expect(await files.read(path)).toHaveLength(1)
    writeFileSync(Buffer.concat([Buffer.from(`${root}/odd`), Buffer.from([0xff])]), 'x')
    mkdirSync(Buffer.concat([Buffer.from(`${root}/dir`), Buffer.from([0xc3])]))
    expect((await files.list(root)).filter((entry) => entry.odd)).toEqual([
      { name: 'dir\\xC3', kind: 'directory', odd: true },
      { name: 'odd\\xFF', kind: 'file', odd: true },
    ])
    expect(await files.walk(root)).toMatchObject({
      complete: false,
      entries: { length: 3 },
      omitted: [expect.stringMatching(/^dir\\xC3: /), expect.stringMatching(/^odd\\xFF: /)],
    })
    expect((await files.walk(root, { accept: () => false })).omitted).toEqual([expect.stringMatching(/^dir\\xC3: /)])
  })

  test.each([
    [3, 'all', true],
    [2, 'some', false],
  ])('F15 a walk of three with room for %i lists %s', async (maxEntries, _name, complete) => {
    const root = treeOf({ 'a/x': '', 'a/y': '' })
    const walk = await boundedWalk(root, { maxEntries })
    expect(walk.complete).toBe(complete)
    expect(walk.entries.length).toBeLessThanOrEqual(maxEntries)
    if (!complete) expect(walk.omitted).toEqual([expect.stringMatching(/^limit: more than 2 entries/)])
  })

  test('what is left out is named a hundred times, then counted', async () => {
    const root = treeOf(Object.fromEntries(Array.from({ length: 105 }, (_, n) => [`link${n}`, { link: '/etc' }])))
    const { complete, omitted } = await sessionOver([root]).files.walk(root)
    expect([complete, omitted.length, omitted.at(-1)]).toEqual([false, 101, 'and 5 more'])
  })

  test('F15 a list with room for fewer names than there are', async () => {
    const root = treeOf({ a: '', b: '' })
    const place = await placeOf(root, [{ given: root, real: root }])
    if (place === null) throw new Error('no root')
    expect(namesIn(place, 2)).toHaveLength(2)
    expect(() => namesIn(place, 1)).toThrow(expect.objectContaining({ code: 'limit' }))
  })

  test('F15 200,001 real files', async () => {
    // In memory where there is such a place: on a disk, making them takes longer than all the other tests.
    const root = treeOf({}, existsSync('/dev/shm') ? '/dev/shm' : undefined)
    execFileSync('sh', ['-c', 'seq 1 200001 | xargs touch'], { cwd: root })
    expect(existsSync(`${root}/200001`)).toBe(true)
    const { files } = sessionOver([root])
    await expect(files.list(root)).rejects.toMatchObject({ code: 'limit' })
    const walk = await files.walk(root)
    expect(walk).toMatchObject({ complete: false, omitted: [expect.stringMatching(/^limit: more than 200000 entries/)] })
    expect(walk.entries).toHaveLength(200_000)
  })
})
