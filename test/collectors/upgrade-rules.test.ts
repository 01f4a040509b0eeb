import { describe, expect, it } from 'vitest'
import collector from '../../src/collectors/upgrade-rules.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

describe('upgrade-rules', () => {
  it('takes rules for what their names say, and nothing else for a rule', async () => {
    const root = treeOf({
      'up/amupgrade': '#!/bin/sh\n',
      'up/rules/amster/7.4.x-to-7.5.x.groovy': 'rules',
      'up/rules/amster/7.5.x-to-8.1.x.groovy': '',
      'up/rules/amster/7.5.x-to-8.1.x.groovy.bak': 'rules',
      'up/rules/amster/7.3-to-7.4.groovy': 'rules',
      'up/rules/amster/noop.groovy': 'rules',
      'up/rules/amster/migrate-to-fbc.groovy': 'rules',
      'up/rules/amster/7.2.x-to-7.3.x.groovy/inside': 'a directory of that name',
      'up/rules/fbc/latest.groovy': '1234567',
      'am/.version': '',
    })
    const { value, omitted } = await collectedFrom(
      collector,
      { upgrader: `${root}/up`, config: `${root}/am`, amsterExport: `${root}/export`, upgradedConfig: `${root}/new` },
      {},
    )
    expect(omitted).toEqual([])
    expect(value).toEqual({
      upgrader: `${root}/up`,
      folder: `${root}/up/rules`,
      amster: [
        { path: `${root}/up/rules/amster/7.4.x-to-7.5.x.groovy`, name: '7.4.x-to-7.5.x.groovy', from: '7.4', to: '7.5', size: 5 },
        { path: `${root}/up/rules/amster/7.5.x-to-8.1.x.groovy`, name: '7.5.x-to-8.1.x.groovy', from: '7.5', to: '8.1', size: 0 },
      ],
      others: ['7.2.x-to-7.3.x.groovy', '7.3-to-7.4.groovy', '7.5.x-to-8.1.x.groovy.bak', 'migrate-to-fbc.groovy', 'noop.groovy'],
      fileBased: { path: `${root}/up/rules/fbc/latest.groovy`, size: 7 },
      input: { amster: `${root}/export`, fileBased: `${root}/am/config/services` },
      output: `${root}/new`,
    })
  })

  it('finds the rules in a directory of their own, and refuses to choose between two', async () => {
    const root = treeOf({
      'one/amupgrade/rules/fbc/latest.groovy': 'x',
      'two/Config-Upgrader-8.0.0/rules/fbc/latest.groovy': 'x',
      'two/Config-Upgrader-8.1.0/rules/fbc/latest.groovy': 'x',
      'none/README': 'x',
      'AM-8.1.0.zip': 'PK',
    })
    expect((await collectedFrom(collector, { upgrader: `${root}/one` }, {})).value).toMatchObject({
      folder: `${root}/one/amupgrade/rules`,
      amster: [],
      fileBased: { size: 1 },
      input: { amster: null, fileBased: null },
      output: null,
    })
    await expect(collectedFrom(collector, { upgrader: `${root}/two` }, {})).rejects.toMatchObject({ code: 'ambiguous' })
    expect((await collectedFrom(collector, { upgrader: `${root}/none` }, {})).value).toMatchObject({ folder: null, fileBased: null })
    for (const wrong of ['absent', 'AM-8.1.0.zip'])
      await expect(collectedFrom(collector, { upgrader: `${root}/${wrong}` }, {})).rejects.toMatchObject({ code: 'missing-evidence' })
    expect(collector.needs({ name: 'am-1', type: 'pingam', role: 'instance', fields: { config: root } }, {})).toBe('upgrader')
  })
})
