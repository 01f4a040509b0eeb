import { mkdirSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/am-configuration.ts'
import { sessionOver, temporaryTree } from '../support/files.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'

const tree = temporaryTree({
  'file-based/config/services/realm/root/x.json': '{}',
  'file-based/.version': '',
  'classic/boot.json': '{}',
  'swapped/config/services/noninteractive-install.properties': '',
  'swapped/security/x': '',
  'other/notes.txt': '',
  linked: { link: 'classic' },
  file: 'not a directory',
})
mkdirSync(`${tree.root}/empty`)
afterAll(tree.remove)

describe('am-configuration', () => {
  for (const [name, expected] of [
    ['file-based', { state: 'present', form: 'file-based', entries: 2 }],
    ['classic', { state: 'present', form: 'classic', entries: 1 }],
    // Between the two moves of the file-based route there are no services.
    ['swapped', { state: 'present', form: 'classic', entries: 2 }],
    ['other', { state: 'present', form: 'unknown', entries: 1 }],
    ['empty', { state: 'empty', form: null, entries: 0 }],
    ['absent', { state: 'absent', form: null, entries: 0 }],
  ] as const)
    it(`knows a directory that is ${name}`, async () => {
      const path = `${tree.root}/${name}`
      expect((await collectedFrom(collector, { config: path }, { which: 'current' })).value).toEqual({ path, resolved: path, ...expected })
      expect((await collectedFrom(collector, { oldConfig: path }, { which: 'old' })).value).toEqual({ path, resolved: path, ...expected })
    })

  it('follows a directory that is a link', async () => {
    const path = `${tree.root}/linked`
    const resolved = `${tree.root}/classic`
    const { files } = sessionOver([{ given: path, real: resolved }])
    const target = { name: 'am-1', type: 'pingam' as const, role: 'instance', fields: { config: path } }
    const plan = { variables: { env: {}, properties: {} }, options: {} }
    const { value } = await collector.collect({ target, params: { which: 'current' }, plan, files, signal: new AbortController().signal })
    expect(value).toEqual({ path, resolved, state: 'present', form: 'classic', entries: 1 })
  })

  it('refuses a file', async () => {
    await expect(collectedFrom(collector, { config: `${tree.root}/file` }, { which: 'current' })).rejects.toThrow('is none')
  })
})
