import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { grantsFor } from '../../src/run/child-flags.ts'
import { temporaryTree } from '../support/files.ts'

describe('what the permission model is granted', () => {
  it('leaves out what lies below another path, and marks one that a sibling begins like', () => {
    expect(grantsFor(['/srv/am/config', '/srv/am', '/srv/am-old', '/opt/t', '/opt/t'])).toEqual(['/opt/t', '/srv/am*', '/srv/am-old'])
    expect(grantsFor(['/', '/srv'])).toEqual(['/'])
  })

  it('lets a directory be listed beside siblings whose names begin like it, in any order', () => {
    const { root, remove } = temporaryTree({ 'am/config/deep/f': '', 'am-old/f': '', 'am.war/f': '', 'other/f': '' })
    const below = join(root, 'am', 'config')
    const granted = [below, ...['am.war', 'am', 'am-old'].map((name) => join(root, name))]
    for (const order of [granted, [...granted].reverse()]) {
      const flags = grantsFor(order).map((grant) => `--allow-fs-read=${grant}`)
      const code = `const { readdirSync } = require('node:fs'); for (const path of process.argv.slice(1)) try { console.log(readdirSync(path).length) } catch (error) { console.log(error.code) }`
      const { stdout } = spawnSync(process.execPath, ['--permission', ...flags, '-e', code, ...order, join(root, 'other')], { encoding: 'utf8' })
      expect(stdout.trim().split('\n')).toEqual([...order.map(() => '1'), 'ERR_ACCESS_DENIED'])
    }
    remove()
  })
})
