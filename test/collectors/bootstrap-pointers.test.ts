import { mkdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import collector from '../../src/collectors/bootstrap-pointers.ts'
import { sessionOver } from '../support/files.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

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
    expect(value.webapps).toEqual(['AMConfig_opt_tomcat_webapps_am_'])
    expect(value.pointers.map(({ name, legacy, target }) => [name, legacy, target])).toEqual([
      ['AMConfig_linked', false, `${root}/home/am`],
      ['AMConfig_opt_tomcat_webapps_am_', false, '/srv/elsewhere/am'],
      ['AMConfig_two', false, null],
      ['AMConfig_word', false, null],
      ['AMConfig_old', true, null],
    ])
  })

  it('throws where home is not there: no pointer is what the checks ask for', async () => {
    const root = treeOf({ 'home/.profile': '' })
    await expect(collectedFrom(collector, { home: `${root}/hom` }, {})).rejects.toMatchObject({ code: 'missing-evidence' })
  })

  it('knows the pointer of a Tomcat that is reached by a link, with the web application and after it was undeployed', async () => {
    for (const deployed of [true, false]) {
      const root = treeOf({ 'home/.profile': '', 'tomcat-9/webapps/README': '', tomcat: { link: 'tomcat-9' } })
      if (deployed) mkdirSync(`${root}/tomcat-9/webapps/am`)
      const { files } = sessionOver([`${root}/home`, { given: `${root}/tomcat`, real: `${root}/tomcat-9` }])
      const fields = { home: `${root}/home`, webapp: `${root}/tomcat/webapps/am` }
      const { value } = await collector.collect({
        target: { name: 'am-1', type: 'pingam', role: 'instance', fields },
        params: {},
        plan: { variables: { env: {}, properties: {} }, options: {} },
        files,
        signal: new AbortController().signal,
      })
      const folder = root.replaceAll('/', '_')
      expect(value.webapps).toEqual([`AMConfig${folder}_tomcat_webapps_am_`, `AMConfig${folder}_tomcat-9_webapps_am_`])
    }
  })

  it('finds none where there is none', async () => {
    const root = treeOf({ 'home/.profile': '' })
    expect((await collectedFrom(collector, { home: `${root}/home` }, {})).value).toEqual({ directories: [], pointers: [], webapps: [] })
  })
})
