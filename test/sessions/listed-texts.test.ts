import { appendFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/core/secret.ts'
import { LIMITS } from '../../src/limits.ts'
import { fileSession } from '../../src/sessions/file-session.ts'
import { installFaultHook } from '../../src/sessions/fault-points.ts'
import { KeptReads } from '../../src/sessions/kept-reads.ts'
import { sessionOver, temporaryTree } from '../support/files.ts'

const cleanups: (() => void)[] = []
afterEach(() => {
  installFaultHook(null)
  for (const cleanup of cleanups.splice(0)) cleanup()
})

const treeOf = (files: Parameters<typeof temporaryTree>[0]): string => {
  const { root, remove } = temporaryTree(files)
  cleanups.push(remove)
  return root
}

/** Walks, lets `meddle` change something, and says what came of `a.json`. */
const textAfter = async (root: string, meddle: () => void): Promise<unknown> => {
  const { files } = sessionOver([root])
  const { entries } = await files.walk(root)
  meddle()
  const texts = await files.readTexts(entries.filter(({ relative }) => relative.endsWith('a.json')))
  return texts[0]?.text
}

describe('texts of files that a walk listed', () => {
  test('are those of readText, through links too', async () => {
    const root = treeOf({ 'd/a.json': '\ufeff{"a":1}', 'd/b.json': 'ä', empty: '', link: { link: 'd/b.json' } })
    const { files, operations } = sessionOver([root])
    const { entries } = await files.walk(root)
    const texts = await files.readTexts(entries.filter(({ kind }) => kind === 'file'))
    expect(texts.map(({ entry, text }) => [entry.relative, text])).toEqual([
      ['d/a.json', '{"a":1}'],
      ['d/b.json', 'ä'],
      ['empty', ''],
      ['link', 'ä'],
    ])
    expect(operations.filter(({ verb }) => verb === 'open').map(({ what, amount }) => [what.slice(root.length), amount])).toEqual([
      ['/d/a.json', 10],
      ['/d/b.json', 2],
      ['/empty', 0],
      ['/link', 2],
    ])
  })

  test.each([
    ['gone', (path: string) => rmSync(path), 'missing-evidence'],
    ['another file', (path: string) => (writeFileSync(`${path}.new`, '{}'), renameSync(`${path}.new`, path)), 'changed'],
    ['a link', (path: string) => (renameSync(path, `${path}.old`), symlinkSync(`${path}.old`, path)), 'changed'],
    ['not UTF-8', (path: string) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0xfd])), 'parse-failed'],
    ['too large', (path: string) => writeFileSync(path, Buffer.alloc(LIMITS.configFile.value + 1)), 'limit'],
  ])('%s by then: said in the place of the text', async (_name, meddle, code) => {
    const root = treeOf({ 'a.json': '{}', 'b.json': '{}' })
    expect(await textAfter(root, () => meddle(`${root}/a.json`))).toMatchObject({ code })
  })

  test('a directory on the way that a link took the place of is no way out', async () => {
    const root = treeOf({ 'd/a.json': 'mine' })
    const elsewhere = treeOf({ 'a.json': 'not of the plan' })
    const text = await textAfter(root, () => {
      renameSync(`${root}/d`, `${root}/moved`)
      symlinkSync(elsewhere, `${root}/d`)
    })
    expect(text).toMatchObject({ code: 'changed' })
  })

  test('growing while it is read is told', async () => {
    const root = treeOf({ 'a.json': '{}' })
    installFaultHook((name) => {
      if (name === 'file.read') appendFileSync(`${root}/a.json`, 'more')
    })
    expect(await textAfter(root, () => {})).toMatchObject({ code: 'changed' })
  })

  test('written anew with as many bytes while it is read is told', async () => {
    const root = treeOf({ 'a.json': '{}' })
    installFaultHook((name) => {
      if (name === 'file.read') writeFileSync(`${root}/a.json`, '[]')
    })
    expect(await textAfter(root, () => {})).toMatchObject({ code: 'changed' })
  })

  test('with what is kept a tree is walked and read once, and is a source of each fact', async () => {
    const root = treeOf({ 'a.json': '1', 'b.json': '2' })
    const kept = new KeptReads()
    const reads: string[] = []
    const reused: string[] = []
    const contents = async (): Promise<readonly unknown[]> => {
      const files = fileSession({
        roots: [root],
        alsoRead: [],
        salt: { saltId: 'test', key: Secret.of('salt of the tests') },
        record: ({ verb, what }) => void reads.push(`${verb} ${what.slice(root.length)}`),
        reused: (what) => void reused.push(what.slice(root.length)),
        kept,
        signal: new AbortController().signal,
      })
      const { entries } = await files.walk(root)
      const texts = await files.readTexts(entries)
      return [
        ...texts.map(({ text }) => text),
        await files.readText(`${root}/a.json`),
        (await files.stat(root))?.kind,
        (await files.list(root)).length,
      ]
    }
    const once = await contents()
    expect(once).toEqual(['1', '2', '1', 'directory', 2])
    expect(reused.splice(0)).toEqual(['/a.json'])
    expect(await contents()).toEqual(once)
    expect(reads).toEqual(['walk ', 'open /a.json', 'open /b.json', 'stat ', 'list '])
    expect(reused).toEqual(['', '/a.json', '/b.json', '/a.json', '', ''])
  })

  test('that are not wanted are left out, and asked once while they are kept; what cannot be read is not left out', async () => {
    const root = treeOf({ 'a.json': 'of interest', 'b.json': 'of none', 'c.json': Buffer.from([0xff]) })
    const kept = new KeptReads()
    const asked: string[] = []
    const wanted = (text: string): boolean => asked.push(text) > 0 && text.endsWith('interest')
    const { files, operations } = sessionOver([root], { kept })
    const { entries } = await files.walk(root)
    for (let round = 0; round < 2; round++) {
      const texts = await files.readTexts(entries, { wanted })
      expect(texts).toMatchObject([
        { entry: { relative: 'a.json' }, text: 'of interest' },
        { entry: { relative: 'c.json' }, text: { code: 'parse-failed' } },
      ])
    }
    expect(asked).toEqual(['of interest', 'of none', 'of interest'])
    expect(operations.filter(({ verb }) => verb === 'open')).toHaveLength(3)
    expect(await files.readTexts(entries)).toHaveLength(3)
  })
})
