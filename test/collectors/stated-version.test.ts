import { afterAll, describe, expect, it } from 'vitest'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import digest from '../../src/collectors/file-digest.ts'
import collector from '../../src/collectors/stated-version.ts'
import { sessionOver, temporaryTree } from '../support/files.ts'

const manifest = 'Manifest-Version: 1.0\r\nImplementation-Version: 10.1.60\r\nX-Secret: Canary-1\r\n\r\n'
const tree = temporaryTree({
  'version.properties': 'version=1.0\nversion: 2.3.4\npassword=Canary-1\n',
  'META-INF/MANIFEST.MF': manifest,
  'product.JAR': zipOf({ 'META-INF/MANIFEST.MF': manifest }),
  'bare.zip': zipOf({ 'a.txt': 'x' }),
  'package.json': '{ "version": "5.2.3-rc.1", "engine": { "no/de": 24, "name": "Canary-1" } }',
  'broken.json': '{',
  'product.toml':
    '[product]\nversion = "7.1.0"\nmajor = 7\nbuild = 9007199254740993\nname = "Canary-1"\n[[patch]]\nlevel = 1\n[[patch]]\nlevel = 2\n',
  'broken.toml': 'password = \u201cCanary-1\u201d\n',
  'twice.toml': '[product]\n[product]\n',
  empty: '',
})
afterAll(tree.remove)

const input = <P>(params: P) => ({
  target: { name: 'product', type: 'directory' as const, role: 'sources', fields: { path: tree.root } },
  params,
  plan: { variables: { env: {}, properties: {} }, options: {} },
  signal: new AbortController().signal,
  files: sessionOver([tree.root]).files,
})
const stated = async (path: string, key: string) => (await collector.collect(input({ path, key }))).value

describe('stated-version', () => {
  for (const [path, key, version] of [
    ['version.properties', 'version', '2.3.4'],
    ['META-INF/MANIFEST.MF', 'implementation-version', '10.1.60'],
    ['product.JAR', 'Implementation-Version', '10.1.60'],
    ['package.json', '/version', '5.2.3-rc.1'],
    ['package.json', '/engine/no~1de', '24'],
    ['product.toml', '/product/version', '7.1.0'],
    ['product.toml', '/product/major', '7'],
    ['product.toml', '/patch/1/level', '2'],
  ] as const)
    it(`reads ${key} of ${path}`, async () => expect(await stated(path, key)).toEqual({ path: `${tree.root}/${path}`, state: 'stated', version }))

  for (const [path, key, state] of [
    ['none.properties', 'version', 'no-file'],
    ['version.properties', 'release', 'no-key'],
    ['bare.zip', 'Implementation-Version', 'no-key'],
    ['package.json', '/engine/version', 'no-key'],
    ['package.json', '/engine', 'no-key'],
    ['package.json', '/constructor', 'no-key'],
    ['product.toml', '/product/release', 'no-key'],
    ['product.toml', '/product', 'no-key'],
    ['product.toml', '/patch/2/level', 'no-key'],
    // Whatever a mistaken key leads to stays where it is.
    ['version.properties', 'password', 'not-a-version'],
    ['META-INF/MANIFEST.MF', 'X-Secret', 'not-a-version'],
    ['package.json', '/engine/name', 'not-a-version'],
    ['product.toml', '/product/name', 'not-a-version'],
    ['product.toml', '/product/build', 'not-a-version'],
  ] as const)
    it(`says ${state} for ${key} of ${path}`, async () => {
      const value = await stated(path, key)
      expect(value).toEqual({ path: `${tree.root}/${path}`, state, version: null })
      expect(JSON.stringify(value)).not.toContain('Canary')
    })

  it('names a file that is broken, and reads nothing outside the directory', async () => {
    await expect(stated('broken.json', '/version')).rejects.toThrow('broken.json')
    await expect(stated('broken.toml', '/version')).rejects.toMatchObject({
      code: 'parse-failed',
      message: `${tree.root}/broken.toml: 1:12: invalid value; column 12 has a typographic or mis-encoded quotation mark: type a straight one (") in its place`,
    })
    await expect(stated('twice.toml', '/version')).rejects.toMatchObject({ code: 'ambiguous' })
    await expect(stated('../outside.json', '/version')).rejects.toMatchObject({ code: 'permission-denied' })
  })
})

describe('file-digest', () => {
  const found = async (path: string) => (await digest.collect(input({ path }))).value.found
  it('is that of sha256sum', async () => {
    expect(await found('empty')).toEqual({ sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', size: 0 })
    expect(await found('broken.json')).toEqual({ sha256: '021fb596db81e6d02bf3d2586ee3981fe519f275c0ac9ca76bbcf2ebb4097d96', size: 1 })
  })
  it('is none where there is no file, and refused where there is a directory', async () => {
    expect(await found('none')).toBeNull()
    await expect(found('META-INF')).rejects.toThrow('META-INF')
  })
})
