import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import { FactError } from '../../src/core/fact-error.ts'
import { LIMITS } from '../../src/limits.ts'
import { installFaultHook } from '../../src/sessions/fault-points.ts'
import { rootsOf } from '../../src/sessions/roots.ts'
import { sessionOver, temporaryTree } from '../support/files.ts'

const cleanups: (() => void)[] = []

afterEach(() => {
  installFaultHook(null)
  for (const cleanup of cleanups.splice(0)) cleanup()
})

function treeOf(files: Parameters<typeof temporaryTree>[0]): string {
  const { root, remove } = temporaryTree(files)
  cleanups.push(remove)
  return root
}

const repository = join(import.meta.dirname, '..', '..')

describe('reading', () => {
  test('a file, as bytes and as text', async () => {
    const root = treeOf({ 'a/b.txt': '\ufeffcaf\u00e9', 'latin.txt': Buffer.from('caf\u00e9', 'latin1') })
    const { files, operations } = sessionOver([root])
    expect(Buffer.from(await files.read(`${root}/a/b.txt`)).toString()).toBe('\ufeffcaf\u00e9')
    expect(await files.readText(`${root}/a/../a/./b.txt`)).toBe('caf\u00e9')
    await expect(files.readText(`${root}/latin.txt`)).rejects.toMatchObject({ code: 'parse-failed', message: expect.stringContaining('offset 3') })
    expect(operations).toEqual([
      { kind: 'file', verb: 'open', what: `${root}/a/b.txt`, amount: 8 },
      { kind: 'file', verb: 'open', what: `${root}/a/../a/./b.txt`, amount: 8 },
      { kind: 'file', verb: 'open', what: `${root}/latin.txt`, amount: 4 },
    ])
  })

  test('a file above the size that is allowed is a limit, at the size it is read', async () => {
    const root = treeOf({ a: '12345' })
    const { files } = sessionOver([root])
    await expect(files.read(`${root}/a`, 4)).rejects.toMatchObject({ code: 'limit' })
    expect(await files.read(`${root}/a`, 5)).toHaveLength(5)
  })

  test.each([
    ['less than the file', 3, 'ine', false],
    ['the whole file', 8, 'one line', true],
    ['more than the file', 100, 'one line', true],
  ])('the tail: %s', async (_name, max, expected, whole) => {
    const root = treeOf({ log: 'one line' })
    const tail = await sessionOver([root]).files.readTail(`${root}/log`, max)
    expect([Buffer.from(tail.bytes).toString(), tail.whole]).toEqual([expected, whole])
  })

  test.each([0, 1, 1024 * 1024, 3 * 1024 * 1024 + 7])('the digest of %i bytes', async (size) => {
    const content = Buffer.alloc(size, 'abc')
    const root = treeOf({ a: content })
    expect(await sessionOver([root]).files.digest(`${root}/a`)).toEqual({ sha256: createHash('sha256').update(content).digest('hex'), size })
  })

  test('what is not there, and what is a directory', async () => {
    const root = treeOf({ 'd/a': '' })
    const { files, operations } = sessionOver([root])
    await expect(files.read(`${root}/none`)).rejects.toMatchObject({ code: 'missing-evidence' })
    await expect(files.read(`${root}/d`)).rejects.toMatchObject({ code: 'unsupported', message: expect.stringContaining('a directory') })
    await expect(files.list(`${root}/d/a`)).rejects.toMatchObject({ code: 'unsupported' })
    await expect(files.walk(`${root}/none`)).rejects.toMatchObject({ code: 'missing-evidence' })
    expect(operations.map(({ verb, amount }) => [verb, amount])).toEqual([
      ['open', null],
      ['open', null],
      ['list', null],
      ['walk', null],
    ])
  })

  test('an aborted session reads nothing more', async () => {
    const root = treeOf({ a: 'x' })
    const { files } = sessionOver([root], { signal: AbortSignal.abort() })
    const timedOut = sessionOver([root], { signal: AbortSignal.abort(new FactError('timeout', 'took too long')) })
    await expect(files.read(`${root}/a`)).rejects.toMatchObject({ code: 'deadline' })
    await expect(files.walk(root)).rejects.toMatchObject({ code: 'deadline' })
    await expect(timedOut.files.stat(root)).rejects.toMatchObject({ code: 'timeout' })
  })
})

describe('stat', () => {
  test('files, directories and links', async () => {
    const root = treeOf({ 'd/a': '12345', link: { link: 'd/a' }, dangling: { link: 'nowhere' } })
    chmodSync(`${root}/d/a`, 0o640)
    utimesSync(`${root}/d/a`, 1_700_000_000, 1_700_000_000.25)
    const { files } = sessionOver([root])
    const expected = { kind: 'file', resolved: `${root}/d/a`, size: 5, modifiedAt: 1_700_000_000_250, mode: 0o640 }
    expect(await files.stat(`${root}/d/a`)).toEqual({ ...expected, link: false })
    expect(await files.stat(`${root}/link`)).toEqual({ ...expected, link: true })
    expect(await files.stat(`${root}/d`)).toMatchObject({ kind: 'directory', link: false })
    expect(await files.stat(root)).toMatchObject({ kind: 'directory' })
    expect(await files.stat(`${root}/dangling`)).toBeNull()
  })

  test.each(['/none', '/d/none/deeper', '/a/below-a-file'])('nothing at %s is null', async (path) => {
    const root = treeOf({ a: '', 'd/b': '' })
    expect(await sessionOver([root]).files.stat(root + path)).toBeNull()
  })

  test('a Windows path is a name like any other', async () => {
    const root = treeOf({ 'C:\\conf\\a.xml': 'x' })
    const { files } = sessionOver([root])
    expect(await files.readText(`${root}/C:\\conf\\a.xml`)).toBe('x')
    await expect(files.stat('C:\\conf\\a.xml')).rejects.toMatchObject({ code: 'permission-denied' })
  })

  test.each(['a\0b', 'a'])('a path that is not absolute or holds a NUL is outside the plan: %j', async (path) => {
    await expect(sessionOver(['/']).files.stat(path)).rejects.toMatchObject({ code: 'permission-denied' })
  })
})

describe('list and walk', () => {
  test('names are sorted by code unit and say what they are', async () => {
    const root = treeOf({ b: '', B: '', 'a/x': '', c: { link: 'b' } })
    expect(await sessionOver([root]).files.list(root)).toEqual([
      { name: 'B', kind: 'file', odd: false },
      { name: 'a', kind: 'directory', odd: false },
      { name: 'b', kind: 'file', odd: false },
      { name: 'c', kind: 'link', odd: false },
    ])
  })

  test('a tree, sorted, with paths that can be opened', async () => {
    const root = treeOf({ 'z.txt': '123', 'a/b/c.txt': '1', 'a.txt': '' })
    const { files, operations } = sessionOver([root])
    const walk = await files.walk(`${root}/`)
    expect(walk).toMatchObject({ complete: true, omitted: [] })
    expect(walk.entries.map(({ relative, kind, size }) => [relative, kind, size])).toEqual([
      ['a', 'directory', 0],
      ['a.txt', 'file', 0],
      ['a/b', 'directory', 0],
      ['a/b/c.txt', 'file', 1],
      ['z.txt', 'file', 3],
    ])
    for (const { path, kind, size } of walk.entries) if (kind === 'file') expect(await files.read(path)).toHaveLength(size)
    expect(operations[0]).toEqual({ kind: 'file', verb: 'walk', what: `${root}/`, amount: 5 })
  })

  test('accept chooses what is listed, not where is looked', async () => {
    const root = treeOf({ 'lib/a.jar': '', 'lib/a.txt': '', 'b.jar': '' })
    const walk = await sessionOver([root]).files.walk(root, { accept: (relative) => relative.endsWith('.jar') })
    expect(walk).toMatchObject({ complete: true })
    expect(walk.entries.map((entry) => entry.relative)).toEqual(['b.jar', 'lib/a.jar'])
  })

  test('a linked directory is walked once, under its plain name where it has one', async () => {
    const other = treeOf({ 'x.txt': '' })
    const root = treeOf({ 'a-link': { link: 'real' }, 'real/f': '', 'real/up': { link: '..' }, elsewhere: { link: other }, again: { link: other } })
    const walk = await sessionOver([root, other]).files.walk(root)
    expect(walk).toMatchObject({ complete: true, omitted: [] })
    expect(walk.entries.map(({ relative, kind }) => `${relative} ${kind}`)).toEqual([
      'a-link directory',
      'again directory',
      'again/x.txt file',
      'elsewhere directory',
      'real directory',
      'real/f file',
      'real/up directory',
    ])
  })
})

describe('archives', () => {
  test('entries are read one by one', async () => {
    const root = treeOf({ 'a.war': zipOf({ 'WEB-INF/web.xml': '<web-app/>', 'WEB-INF/lib/': '' }) })
    const { files, operations } = sessionOver([root])
    const archive = await files.openArchive(`${root}/a.war`)
    expect(archive.entries).toMatchObject([
      { name: 'WEB-INF/web.xml', size: 10, directory: false },
      { name: 'WEB-INF/lib/', size: 0, directory: true },
    ])
    expect(Buffer.from((await archive.readEntry('WEB-INF/web.xml')) ?? []).toString()).toBe('<web-app/>')
    expect(await archive.readEntry('web-inf/web.xml')).toBeNull()
    expect(await archive.readEntry('constructor')).toBeNull()
    await archive.close()
    await archive.close()
    expect(operations).toEqual([{ kind: 'file', verb: 'open', what: `${root}/a.war`, amount: null }])
  })

  test('an archive that changes is no longer believed', async () => {
    const root = treeOf({ 'a.war': zipOf({ a: 'x' }) })
    const archive = await sessionOver([root]).files.openArchive(`${root}/a.war`)
    appendFileSync(`${root}/a.war`, 'x')
    await expect(archive.readEntry('a')).rejects.toMatchObject({ code: 'changed' })
    await expect(archive.close()).rejects.toMatchObject({ code: 'changed' })
  })

  test('A7 and A20: the reason of the format becomes the reason of the fact', async () => {
    const root = treeOf({
      'dup.jar': zipOf([
        { name: 'a', content: '1' },
        { name: 'a', content: '2' },
      ]),
      'dir.war/a': '',
      'gzip.war': Buffer.from([0x1f, 0x8b, 8, 0]),
    })
    const { files } = sessionOver([root])
    const archive = await files.openArchive(`${root}/dup.jar`)
    await expect(archive.readEntry('a')).rejects.toMatchObject({ code: 'ambiguous', message: expect.stringContaining('dup.jar') })
    await archive.close()
    await expect(files.openArchive(`${root}/dir.war`)).rejects.toMatchObject({ code: 'unsupported' })
    await expect(files.openArchive(`${root}/gzip.war`)).rejects.toMatchObject({ code: expect.stringMatching(/^(?:unsupported|parse-failed)$/) })
  })

  test('a 3 GB archive is opened without being loaded', async () => {
    const root = treeOf({ 'big.war': '' })
    execFileSync('truncate', ['-s', '3G', `${root}/big.war`])
    appendFileSync(`${root}/big.war`, zipOf({ a: 'x' }))
    const archive = await sessionOver([root]).files.openArchive(`${root}/big.war`)
    expect(Buffer.from((await archive.readEntry('a')) ?? []).toString()).toBe('x')
    await archive.close()
  })
})

test('keystores go through the same door', async () => {
  const root = treeOf({ big: Buffer.alloc(LIMITS.keystoreFile.value + 1), none: 'this is no keystore' })
  const { files } = sessionOver([root])
  const options = { storepass: null, keypass: null, unseal: [] }
  await expect(files.openKeystore(`${root}/big`, options)).rejects.toMatchObject({ code: 'limit' })
  await expect(files.openKeystore(`${root}/none`, options)).rejects.toBeInstanceOf(FactError)
  await expect(files.openKeystore('/etc/hostname', options)).rejects.toMatchObject({ code: 'permission-denied' })
})

describe('roots', () => {
  test('a root that is a link is entered by its name and by where it is', async () => {
    const base = treeOf({ 'tomcat-10/conf/a': 'x', tomcat: { link: 'tomcat-10' } })
    const roots = await rootsOf([`${base}/tomcat`])
    expect(roots).toEqual([{ given: `${base}/tomcat`, real: `${base}/tomcat-10` }])
    const { files } = sessionOver(roots)
    expect(await files.readText(`${base}/tomcat/conf/a`)).toBe('x')
    expect(await files.readText(`${base}/tomcat-10/conf/a`)).toBe('x')
    const [conf, a] = (await files.walk(`${base}/tomcat`)).entries
    expect([conf?.path, a?.path]).toEqual([`${base}/tomcat/conf`, `${base}/tomcat/conf/a`])
  })

  test('a root that is a file, and one that is not there', async () => {
    const base = treeOf({ 'a.war': 'x', 'a.war.bak': 'y', link: { link: '.' } })
    const roots = await rootsOf([`${base}/a.war`, `${base}/link/none`])
    expect(roots[1]).toEqual({ given: `${base}/link/none`, real: `${base}/none` })
    const { files } = sessionOver(roots)
    expect(await files.readText(`${base}/a.war`)).toBe('x')
    await expect(files.readText(`${base}/a.war.bak`)).rejects.toMatchObject({ code: 'permission-denied' })
    expect(await files.stat(`${base}/link/none`)).toBeNull()
    expect(await files.stat(`${base}/link/none/below`)).toBeNull()
  })

  test('a root that becomes a link after the audit began is not followed', async () => {
    const base = treeOf({ 'root/a': 'x' })
    const roots = await rootsOf([`${base}/root`])
    rmSync(`${base}/root`, { recursive: true })
    symlinkSync('/etc', `${base}/root`)
    await expect(sessionOver(roots).files.stat(`${base}/root`)).rejects.toMatchObject({ code: 'changed' })
    await expect(sessionOver(roots).files.readText(`${base}/root/passwd`)).rejects.toMatchObject({ code: 'permission-denied' })
  })

  test('a directory that becomes a link between being resolved and being looked at is not followed', async () => {
    const base = treeOf({ 'root/d/f': 'inside', 'out/f': 'outside' })
    const { files } = sessionOver([`${base}/root`])
    installFaultHook((point, path) => {
      if (point !== 'file.stat' || path !== `${base}/root/d/f`) return
      installFaultHook(null)
      renameSync(`${base}/root/d`, `${base}/root/e`)
      symlinkSync(`${base}/out`, `${base}/root/d`)
    })
    await expect(files.readText(`${base}/root/d/f`)).rejects.toMatchObject({ code: 'changed' })
    await expect(files.readText(`${base}/root/d/f`)).rejects.toMatchObject({ code: 'permission-denied' })
  })
})

test('everything works the same under the permission model', async () => {
  const outside = treeOf({ 'also/x': 'also read', 'never/y': 'never read' })
  const base = treeOf({
    'real/in/f': 'inside',
    'real/link': { link: 'in/f' },
    'real/passwd': { link: '/etc/passwd' },
    'real/also': { link: `${outside}/also` },
    'real/never': { link: `${outside}/never` },
    'real/neverfile': { link: `${outside}/never/y` },
    'real/dangling': { link: 'none' },
    given: { link: 'real' },
    'beside.txt': 'beside',
  })
  // Writable by others, so that no trust in root's files applies whoever runs the tests.
  chmodSync(`${outside}/never/y`, 0o666)
  mkdirSync(`${base}/real/empty`)
  writeFileSync(`${base}/single.war`, 'war')
  const [roots, alsoRead] = [await rootsOf([`${base}/given`, `${base}/single.war`, `${base}/missing`]), await rootsOf([`${outside}/also`])]
  const steps: readonly (readonly [string, string, unknown])[] = [
    ['read', `${base}/given/in/f`, 'inside'],
    ['read', `${base}/real/link`, 'inside'],
    ['read', `${base}/single.war`, 'war'],
    ['digest', `${base}/given/in/f`, 6],
    ['stat', `${base}/given/passwd`, 'file'],
    ['read', `${base}/given/also/x`, 'also read'],
    ['read', `${outside}/also/x`, 'also read'],
    ['stat', `${base}/given/dangling`, null],
    ['stat', `${base}/given/none/x`, null],
    ['stat', `${base}/missing`, null],
    ['stat', `${base}/missing/x`, null],
    ['stat', `${base}/single.war/x`, null],
    ['read', `${base}/given/never/y`, { code: 'permission-denied' }],
    ['read', `${base}/given/neverfile`, { code: 'permission-denied' }],
    ['read', `${base}/beside.txt`, { code: 'permission-denied' }],
    ['stat', `${base}/given/../beside.txt`, { code: 'permission-denied' }],
    ['list', `${base}/given/in`, ['f']],
    [
      'walk',
      `${base}/given`,
      {
        names: ['also', 'also/x', 'dangling', 'empty', 'in', 'in/f', 'link', 'passwd'],
        complete: false,
        omitted: [
          expect.stringMatching(/^never: .*is outside the plan; name .*\/never under alsoRead/),
          expect.stringMatching(/^neverfile: .*outside the plan/),
        ],
      },
    ],
  ]
  const probe = join(import.meta.dirname, 'file-probe.ts')
  const readable = [...[...roots, ...alsoRead].map(({ real }) => real), repository, dirname(dirname(process.execPath))]
  const flags = ['--permission', '--no-warnings', ...readable.map((path) => `--allow-fs-read=${path}`)]
  const input = JSON.stringify({ roots, alsoRead, steps: steps.map(([verb, path]) => [verb, path]) })
  const guarded: unknown = JSON.parse(execFileSync(process.execPath, [...flags, probe], { input, encoding: 'utf8' }))
  const free: unknown = JSON.parse(execFileSync(process.execPath, ['--no-warnings', probe], { input, encoding: 'utf8' }))
  expect(guarded).toEqual(steps.map(([, , expected]) => expected))
  expect(free).toEqual(guarded)
})
