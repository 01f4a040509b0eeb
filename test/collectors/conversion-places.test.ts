import { mkdirSync, rmSync, utimesSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/conversion-places.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { temporaryTree } from '../support/files.ts'

describe('where amupgrade reads and writes', () => {
  let root: string
  let remove: () => void
  beforeEach(() => {
    ;({ root, remove } = temporaryTree({
      'am/config/services/realm/root.json': '{}',
      'am/config/services/global/x.json': '{}',
      'am/config/services/.git/index': 'x',
      'am/config/services/noninteractive-install.properties': 'PASSWORD=x',
      'export/realms/root.json': '{}',
    }))
    const at = (path: string, seconds: number): void => utimesSync(`${root}/${path}`, seconds, seconds)
    at('am/config/services/realm/root.json', 1_700_000_000)
    at('am/config/services/global/x.json', 1_700_000_100)
    at('export/realms/root.json', 1_700_000_200)
  })
  afterEach(() => remove())
  const fields = () => ({ config: `${root}/am`, amsterExport: `${root}/export`, upgradedConfig: `${root}/out` })

  it('the file written last, of those that belong to the tree', async () => {
    const { value } = await collectedFrom(collector, fields(), {})
    const tree = (path: string, files: number, newest: string, seconds: number) => ({
      path: `${root}/${path}`,
      resolved: `${root}/${path}`,
      state: 'present',
      files,
      newest: { path: newest, modifiedAt: seconds * 1000 },
    })
    expect(value).toEqual({
      services: tree('am/config/services', 2, 'global/x.json', 1_700_000_100),
      exported: tree('export', 1, 'realms/root.json', 1_700_000_200),
      output: { path: `${root}/out`, resolved: `${root}/out` },
    })
  })

  it('what is not there, empty or not named', async () => {
    rmSync(`${root}/am/config/services`, { recursive: true })
    mkdirSync(`${root}/empty`)
    mkdirSync(`${root}/out`)
    const { value } = await collectedFrom(collector, { config: `${root}/am`, upgradedConfig: `${root}/out` }, {})
    expect(value).toMatchObject({
      services: { state: 'absent', newest: null },
      exported: null,
      output: { path: `${root}/out`, resolved: `${root}/out` },
    })
    expect((await collectedFrom(collector, { amsterExport: `${root}/empty`, upgradedConfig: `${root}/x` }, {})).value).toMatchObject({
      services: null,
      exported: { state: 'empty', files: 0, newest: null },
    })
  })

  it('says what the plan must name', () => {
    const target = { name: 'am-1', type: 'pingam', role: 'instance', fields: {} } as const
    expect(collector.needs(target, {})).toBe('upgradedConfig')
    expect(collector.touches({ ...target, fields: fields() }, {}).map(({ what }) => what.slice(root.length))).toEqual([
      '/am/config/services',
      '/export',
      '/out',
    ])
  })
})
