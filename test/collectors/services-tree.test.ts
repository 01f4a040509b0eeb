import { utimesSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import comparisonCollector from '../../src/collectors/services-comparison.ts'
import collector from '../../src/collectors/services-tree.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const REALM = 'realm/root'
const RECORD = `${REALM}/configurationversionservice/1.0/globalconfig/default.json`
const document = (data: object, metadata: object = {}): string =>
  JSON.stringify({ metadata: { realm: null, amsterVersion: null, ...metadata }, data })
const recorded = (version: string) => document({ configurationVersion: version, appliedRuleIds: ['AME-1', 'not an id: Canary-5'] })

describe('services-tree', () => {
  it('tells what lies in a file-based tree, and none of its settings', async () => {
    const root = treeOf({
      [`am/config/services/${RECORD}`]: recorded('9.0.0.0'),
      [`am/config/services/${REALM}/a/1.0/default.json`]: document({ password: 'Canary-1' }),
      [`am/config/services/${REALM}/a/1.0/cut.json`]: '{ "data": { "password": "Canary-2',
      [`am/config/services/${REALM}/a/1.0/latin.json`]: new Uint8Array([0x22, 0xe4, 0x22]),
      [`am/config/services/${REALM}/a/1.0/Script.javascript`]: 'logger.error("Canary-3")',
      'am/config/services/realm/root-alpha/b/1.0/default.json': document({}),
      'am/config/services/global/realms/root.json': document({}),
      'am/config/services/upgraded-services/realm/root/x.json': document({}),
      'am/config/services/noninteractive-install.properties': 'am.encryption.key=Canary-4\n',
      'am/config/services/.git/index.json': 'no JSON',
    })
    const services = `${root}/am/config/services`
    utimesSync(`${services}/${REALM}/a/1.0/default.json`, 1_000, 1_000)
    utimesSync(`${services}/${RECORD}`, 2_000, 2_000)
    utimesSync(`${services}/noninteractive-install.properties`, 3_000, 3_000)
    const { value, omitted } = await collectedFrom(collector, { config: `${root}/am` }, { which: 'current' })
    expect(omitted).toEqual([])
    expect(value).toEqual({
      path: services,
      resolved: services,
      state: 'present',
      documents: 7,
      damaged: { count: 2, examples: [`${REALM}/a/1.0/cut.json`, `${REALM}/a/1.0/latin.json`] },
      realms: ['root', 'root-alpha'],
      nested: ['upgraded-services'],
      amsterVersions: [],
      configuration: { path: RECORD, version: '9.0.0.0', appliedRules: ['AME-1'], modifiedAt: 2_000_000 },
      oldest: expect.any(Array),
      installProperties: { path: `${services}/noninteractive-install.properties`, modifiedAt: 3_000_000 },
    })
    expect(value.oldest.slice(0, 2)).toEqual([
      { path: `${REALM}/a/1.0/default.json`, modifiedAt: 1_000_000 },
      { path: RECORD, modifiedAt: 2_000_000 },
    ])
    expect(JSON.stringify(value)).not.toContain('Canary')
  })

  it('knows the record of an Amster export by its entity type, and counts the versions', async () => {
    const root = treeOf({
      'export/global/Anything.json': document(
        { configurationVersion: '&{version}', appliedRuleIds: [] },
        { entityType: 'ConfigurationVersionService', amsterVersion: '8.1.0' },
      ),
      'export/realms/root/Scripts/1.json': document({}, { entityType: 'Scripts', amsterVersion: '8.1.0' }),
      'export/realms/root/ConfigurationVersionService/x.json': document({}, { entityType: 'OtherService', amsterVersion: '8.0.0' }),
    })
    const { value } = await collectedFrom(collector, { upgradedConfig: `${root}/export` }, { which: 'upgraded' })
    expect(value).toMatchObject({
      realms: ['root'],
      configuration: { path: 'global/Anything.json', version: null, appliedRules: [] },
      amsterVersions: [
        { version: '8.0.0', documents: 1 },
        { version: '8.1.0', documents: 2 },
      ],
      installProperties: null,
    })
  })

  it('finds the services in what was kept, and says what is not there', async () => {
    const root = treeOf({
      'services/realm/root/x.json': document({}),
      'whole/config/services/realm/root/x.json': document({}),
      file: '',
    })
    const old = async (path: string) => (await collectedFrom(collector, { oldConfig: `${root}/${path}` }, { which: 'old' })).value
    expect(await old('services')).toMatchObject({ path: `${root}/services`, state: 'present', documents: 1 })
    expect(await old('whole')).toMatchObject({ path: `${root}/whole/config/services`, state: 'present', documents: 1 })
    expect(await old('absent')).toMatchObject({ path: `${root}/absent`, state: 'absent', realms: [] })
    await expect(old('file')).rejects.toMatchObject({ code: 'unsupported' })
    expect(collector.needs({ name: 'am-1', type: 'pingam', role: 'instance', fields: {} }, { which: 'export' })).toBe('amsterExport')
  })

  it('refuses two records, and a document nested too deep', async () => {
    const two = treeOf({ 'x/a.json': document({}, { entityType: 'ConfigurationVersionService' }), [`x/${RECORD}`]: recorded('9.0.0.0') })
    await expect(collectedFrom(collector, { upgradedConfig: `${two}/x` }, { which: 'upgraded' })).rejects.toMatchObject({ code: 'ambiguous' })
    const deep = treeOf({ 'x/realm/a.json': `${'['.repeat(100_000)}${']'.repeat(100_000)}` })
    await expect(collectedFrom(collector, { upgradedConfig: `${deep}/x` }, { which: 'upgraded' })).rejects.toMatchObject({ code: 'limit' })
  })
})

describe('services-comparison', () => {
  const TREES = {
    'am/config/services/realm/root/same.json': '1',
    'am/config/services/realm/root/edited.json': 'mine',
    'am/config/services/realm/root/put-back.json': 'old',
    'am/config/services/realm/root/left.json': 'anything',
    'am/config/services/realm/root/nobodys.json': 'x',
    'am/config/services/noninteractive-install.properties': 'x',
    'new/realm/root/same.json': '1',
    'new/realm/root/edited.json': 'them',
    'new/realm/root/put-back.json': 'new',
    'new/realm/root/missing.json': 'x',
    'kept/config/services/realm/root/put-back.json': 'old',
    'kept/config/services/realm/root/left.json': 'old',
    'kept/config/services/realm/root/missing.json': 'x',
  }
  const one = (name: string) => ({ count: 1, examples: [`realm/root/${name}.json`] })
  const none = { count: 0, examples: [] }

  it('sorts every file into one list', async () => {
    const root = treeOf(TREES)
    const { value, omitted } = await collectedFrom(
      comparisonCollector,
      { config: `${root}/am`, upgradedConfig: `${root}/new`, oldConfig: `${root}/kept` },
      {},
    )
    expect(omitted).toEqual([])
    expect(value).toEqual({
      live: `${root}/am/config/services`,
      upgraded: `${root}/new`,
      same: 1,
      missing: one('missing'),
      different: one('edited'),
      stillOld: one('put-back'),
      leftOver: one('left'),
      further: one('nobodys'),
    })
  })

  it('knows nothing to be old without the old tree, and everything to be missing from no tree', async () => {
    const root = treeOf(TREES)
    const { value } = await collectedFrom(comparisonCollector, { config: `${root}/am`, upgradedConfig: `${root}/new` }, {})
    expect(value).toMatchObject({ stillOld: none, leftOver: none, different: { count: 2 }, further: { count: 2 } })
    const { value: unmoved } = await collectedFrom(comparisonCollector, { config: `${root}/absent`, upgradedConfig: `${root}/new` }, {})
    expect(unmoved).toMatchObject({ same: 0, missing: { count: 4 }, further: none })
    expect(comparisonCollector.needs({ name: 'am-1', type: 'pingam', role: 'instance', fields: { config: '/srv/am' } }, {})).toBe('upgradedConfig')
  })
})
