import { afterEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/bootstrap-pointers.ts'
import { temporaryTree } from '../support/files.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'

const removals: (() => void)[] = []
afterEach(() => removals.splice(0).forEach((remove) => remove()))
const treeOf = (files: Parameters<typeof temporaryTree>[0]): string => {
  const { root, remove } = temporaryTree(files)
  removals.push(remove)
  return root
}

describe('bootstrap-pointers', () => {
  it('reads where each pointer leads, links resolved where the plan allows it', async () => {
    const root = treeOf({
      'home/am/boot.json': '{}',
      'home/link': { link: 'am' },
      'home/.openamcfg/AMConfig_opt_tomcat_webapps_am_': '/srv/elsewhere/am\n',
      'home/.openamcfg/AMConfig_two': '/srv/one\n/srv/two\n',
      'home/.openamcfg/AMConfig_word': 'Canary-password\n',
      'home/.openamcfg/README': 'not a pointer',
      'home/.openssocfg/AMConfig_old': '',
    })
    const { writeFileSync } = await import('node:fs')
    writeFileSync(`${root}/home/.openamcfg/AMConfig_linked`, `${root}/home/link\r\n`)
    const { value } = await collectedFrom(collector, { home: `${root}/home`, webapp: '/opt/tomcat/webapps/am' }, {})
    expect(value.directories).toEqual([`${root}/home/.openamcfg`, `${root}/home/.openssocfg`])
    expect(value.webapp).toBe('AMConfig_opt_tomcat_webapps_am_')
    expect(value.pointers.map(({ name, legacy, target }) => [name, legacy, target])).toEqual([
      ['AMConfig_linked', false, `${root}/home/am`],
      ['AMConfig_opt_tomcat_webapps_am_', false, '/srv/elsewhere/am'],
      ['AMConfig_two', false, null],
      ['AMConfig_word', false, null],
      ['AMConfig_old', true, null],
    ])
  })

  it('finds none where there is none', async () => {
    const root = treeOf({ 'home/.profile': '' })
    expect((await collectedFrom(collector, { home: `${root}/home` }, {})).value).toEqual({ directories: [], pointers: [], webapp: null })
  })
})
