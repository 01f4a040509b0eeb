import { chmod, symlink } from 'node:fs/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/password-files.ts'
import { amInstance, inputFor, type AmInstance } from '../support/am-instance.ts'

const DEFAULT = 'security/secrets/default'
const CANARY = 'canary-password-7719'

let am: AmInstance
beforeEach(async () => {
  am = await amInstance()
  return () => am.remove()
})
const collect = (variables = {}) => collector.collect(inputFor(am.root, { config: am.root }, {}, variables))
const bootOf = (...keystores: readonly object[]) => ({ keystores: Object.fromEntries(keystores.map((one, index) => [`k${index}`, one])) })

describe('password-files', () => {
  it.each([
    ['a password', CANARY, 'none', false],
    ['LF', `${CANARY}\n`, 'LF', false],
    ['CRLF', `${CANARY}\r\n`, 'CRLF', false],
    ['a lone CR', `${CANARY}\r`, 'CR', false],
    ['a line end elsewhere', `\n${CANARY}`, 'none', false],
    ['nothing', '', 'none', true],
    ['a line end only', '\r\n', 'CRLF', true],
  ])('%s', async (_name, content, ending, empty) => {
    const path = await am.write(`${DEFAULT}/.storepass`, content)
    await chmod(path, 0o640)
    const { value, omitted } = await collect()
    expect(omitted).toEqual([])
    expect(value).toEqual({
      boot: [],
      unresolved: [],
      files: [{ path, purpose: 'store', namedBy: 'default', exists: true, empty, ending, mode: 0o640 }],
    })
  })

  it('neither a password nor its length is recorded', async () => {
    for (const password of [CANARY, 'other']) await am.write(`${DEFAULT}/.keypass`, `${password}\n`)
    const one = JSON.stringify(await collect())
    await am.write(`${DEFAULT}/.keypass`, `${CANARY}\n`)
    expect(JSON.stringify(await collect())).toBe(one)
    expect(one).not.toContain('canary')
  })

  it('reads both boot files, follows links, and takes each file once', async () => {
    const store = await am.write('run/.storepass', CANARY)
    await symlink(store, `${am.root}/link`)
    const boot = [
      await am.write('boot.json', bootOf({ keyStorePasswordFile: `${am.root}/link`, keyPasswordFile: `${am.root}/gone` })),
      await am.write('config/boot.json', bootOf({ keyStorePasswordFile: store, keyPasswordFile: '&{am.secrets}/.keypass' })),
    ]
    await am.write('run/.keypass', CANARY)
    const { value, omitted } = await collect({ properties: { 'am.secrets': `${am.root}/run` } })
    expect(omitted).toEqual([])
    expect(value.boot).toEqual(boot)
    expect(value.files.map(({ path, purpose, exists }) => [path, purpose, exists])).toEqual([
      [store, 'store', true],
      [`${am.root}/gone`, 'entry', false],
      [`${am.root}/run/.keypass`, 'entry', true],
    ])
  })

  it('says what a placeholder lacks, and what lies outside the plan', async () => {
    const boot = await am.write('boot.json', bootOf({ keyStorePasswordFile: '${env.SECRETS}/.storepass', keyPasswordFile: '/nowhere/.keypass' }))
    const { value, omitted } = await collect()
    expect(value.unresolved).toEqual([
      { key: `${boot}#/keystores/k0/keyStorePasswordFile`, value: '${env.SECRETS}/.storepass', variables: ['SECRETS'] },
    ])
    expect(omitted).toEqual([expect.stringContaining('/nowhere/.keypass is outside the plan')])
  })

  it('a directory that is not there has no password files to be silent about', async () => {
    await expect(collector.collect(inputFor(am.root, { config: `${am.root}/typo` }, {}))).rejects.toMatchObject({
      code: 'missing-evidence',
      message: expect.stringContaining('correct config in the plan'),
    })
  })

  it('a boot file that is not understood makes the fact incomplete', async () => {
    await am.write('boot.json', '{ "keystores": ')
    const { value, omitted } = await collect()
    expect({ files: value.files, omitted }).toEqual({ files: [], omitted: [expect.stringContaining('boot.json')] })
  })
})
