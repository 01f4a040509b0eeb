import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, type TestContext } from 'vitest'
import { assertWritable, WriteError, writeFileSafely } from '../../src/config/write-file.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'preflight-write-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const at = (name: string): string => join(directory, name)
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)
const isRoot = process.getuid?.() === 0

describe('writeFileSafely', () => {
  it.each<[string, Parameters<typeof writeFileSafely>[1]]>([
    ['text', 'one two'],
    ['bytes', Buffer.from('one two')],
    ['chunks', ['one', ' ', Buffer.from('two')]],
    [
      'a generator',
      (function* words() {
        yield 'one'
        yield ' two'
      })(),
    ],
    [
      'an asynchronous generator',
      (async function* words() {
        yield 'one'
        yield ' two'
      })(),
    ],
  ])('writes %s for the owner only, and leaves nothing beside it', async (_name, content) => {
    await writeFileSafely(at('report.json'), content)
    expect(readFileSync(at('report.json'), 'utf8')).toBe('one two')
    expect(mode(at('report.json'))).toBe('600')
    expect(readdirSync(directory)).toEqual(['report.json'])
  })

  it('replaces a file that others may read by one they may not', async () => {
    writeFileSync(at('report.json'), 'old')
    chmodSync(at('report.json'), 0o644)
    await writeFileSafely(at('report.json'), 'new')
    expect([readFileSync(at('report.json'), 'utf8'), mode(at('report.json'))]).toEqual(['new', '600'])
  })

  it.each(['there', 'dangling'])('replaces a link (%s) and leaves what it leads to', async (kind) => {
    if (kind === 'there') writeFileSync(at('target'), 'old')
    symlinkSync('target', at('link'))
    await writeFileSafely(at('link'), 'new')
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(false)
    expect(readFileSync(at('link'), 'utf8')).toBe('new')
    expect(existsSync(at('target')) ? readFileSync(at('target'), 'utf8') : 'absent').toBe(kind === 'there' ? 'old' : 'absent')
  })

  it('leaves the old file and nothing else when the content breaks off', async () => {
    writeFileSync(at('report.json'), 'old')
    const broken = (function* words() {
      yield 'new'
      throw new Error('broken')
    })()
    await expect(writeFileSafely(at('report.json'), broken)).rejects.toThrow()
    expect(readFileSync(at('report.json'), 'utf8')).toBe('old')
    expect(readdirSync(directory)).toEqual(['report.json'])
  })

  it.each<[string, (path: string) => void, string]>([
    ['a directory', (path) => mkdirSync(path), 'it is a directory'],
    ['a pipe', (path) => execFileSync('mkfifo', [path]), 'it is a pipe, a socket or a device'],
    ['a link to a device', (path) => symlinkSync('/dev/null', path), 'it is a pipe, a socket or a device'],
    ['a link to a directory', (path) => symlinkSync('.', path), 'it is a directory'],
  ])('never replaces %s', async (_name, make, said) => {
    make(at('out'))
    const before = lstatSync(at('out'))
    await expect(writeFileSafely(at('out'), 'x')).rejects.toThrow(said)
    expect(await assertWritable(at('out'))).toBe(`${at('out')} cannot be written: ${said}`)
    expect(lstatSync(at('out')).ino).toBe(before.ino)
    expect(readdirSync(directory)).toEqual(['out'])
  })

  it('says why when the directory is not there', async () => {
    await expect(writeFileSafely(at('no/report.json'), 'x')).rejects.toThrow(new WriteError('its directory does not exist'))
  })

  it('keeps the old file and removes its own when the disk is full (R3)', async (context) => {
    const full = fullDisk(context)
    try {
      writeFileSync(join(full, 'report.json'), 'old')
      await expect(writeFileSafely(join(full, 'report.json'), 'x'.repeat(1_000_000))).rejects.toThrow('no space is left on the device')
      expect(readFileSync(join(full, 'report.json'), 'utf8')).toBe('old')
      expect(readdirSync(full)).toEqual(['report.json'])
    } finally {
      execFileSync('umount', [full])
    }
  })
})

describe('assertWritable', () => {
  it('finds nothing wrong where a file can be written or replaced, and leaves nothing behind', async () => {
    expect(await assertWritable(at('new.json'))).toBeNull()
    expect(readdirSync(directory)).toEqual([])
    writeFileSync(at('old.json'), 'old')
    expect(await assertWritable(at('old.json'))).toBeNull()
    expect(readFileSync(at('old.json'), 'utf8')).toBe('old')
  })

  it('says which directory is missing or is none', async () => {
    expect(await assertWritable(at('no/report.json'))).toBe(`${at('no/report.json')} cannot be written: there is no directory ${at('no')}`)
    writeFileSync(at('file'), '')
    expect(await assertWritable(at('file/report.json'))).toBe(`${at('file/report.json')} cannot be written: ${at('file')} is not a directory`)
    expect(await assertWritable(at('x'.repeat(300)))).toContain('its name is longer than the operating system takes')
  })

  it('and writeFileSafely are stopped by a read-only file system (R4)', async (context) => {
    const disk = fullDisk(context)
    try {
      execFileSync('mount', ['-o', 'remount,ro', disk])
      expect(await assertWritable(join(disk, 'a.json'))).toBe(`${join(disk, 'a.json')} cannot be written: the file system is read-only`)
      await expect(writeFileSafely(join(disk, 'a.json'), 'x')).rejects.toThrow('the file system is read-only')
    } finally {
      execFileSync('umount', [disk])
    }
  })

  it('and writeFileSafely are stopped by a directory that is not ours (R4)', (context) => {
    if (process.platform === 'win32') return context.skip('Windows has no modes')
    chmodSync(directory, 0o755)
    mkdirSync(at('locked'), { mode: 0o555 })
    expect(asOrdinaryUser(context, at('locked/a.json'))).toEqual({
      asked: `${at('locked/a.json')} cannot be written: its directory may not be written to by this user`,
      wrote: 'its directory may not be written to by this user',
    })
    expect(readdirSync(at('locked'))).toEqual([])
  })

  it("are stopped by another user's file in a directory like /tmp", (context) => {
    if (!isRoot) return context.skip('needs root to make a file of another user')
    chmodSync(directory, 0o755)
    mkdirSync(at('shared'))
    chmodSync(at('shared'), 0o1777)
    writeFileSync(at('shared/a.json'), 'of root')
    expect(asOrdinaryUser(context, at('shared/a.json'))).toMatchObject({
      asked: `${at('shared/a.json')} cannot be written: it belongs to another user, in a directory where only owners may replace files`,
      wrote: 'it may not be written by this user',
    })
    expect(readdirSync(at('shared'))).toEqual(['a.json'])
  })
})

/** Asks and writes as a user without rights, since root is denied nothing. */
const asOrdinaryUser = (context: TestContext, file: string): unknown => {
  const module = new URL('../../src/config/write-file.ts', import.meta.url).href
  const program = `
    const { assertWritable, writeFileSafely } = await import(${JSON.stringify(module)})
    const asked = await assertWritable(${JSON.stringify(file)})
    const wrote = await writeFileSafely(${JSON.stringify(file)}, 'x').then(() => 'written', (error) => error.message)
    console.log(JSON.stringify({ asked, wrote }))`
  const node = ['--input-type=module', '-e', program]
  const run = isRoot ? spawnSync('runuser', ['-u', 'nobody', '--', process.execPath, ...node], { cwd: '/' }) : spawnSync(process.execPath, node)
  if (run.error !== undefined || /EACCES|Permission denied|may not be used/.test(run.stderr.toString()))
    return context.skip(`no ordinary user can run this Node: ${run.stderr.toString().split('\n')[0]}`)
  return JSON.parse(run.stdout.toString())
}

/** A file system of 64 KB; the test is skipped, and counted, where none may be mounted. */
const fullDisk = (context: TestContext): string => {
  const disk = at('disk')
  mkdirSync(disk)
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k,mode=700', 'tmpfs', disk])
  if (mounted.status !== 0) context.skip('no file system may be mounted here')
  return disk
}
