import { utimesSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import collector from '../../src/collectors/upgrade-times.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

describe('upgrade-times', () => {
  it('takes the times of what the upgrade puts in place', async () => {
    const record = 'realm/root/configurationversionservice/1.0/globalconfig/default.json'
    const seconds = {
      'am/.version': 1,
      [`am/config/services/${record}`]: 2,
      'am/config/services/realm/root/a/default.json': 30,
      'am/config/services/realm/root/a/Script.javascript': 90,
      'am/config/services/noninteractive-install.properties': 4,
      'am/config/boot.json': 95,
      'webapps/am.war': 5,
      'webapps/am/index.html': 96,
      'new/global/ConfigurationVersionService.json': 6,
      'new/global/Other.json': 97,
    }
    const root = treeOf(Object.fromEntries(Object.keys(seconds).map((path) => [path, ''])))
    for (const [path, time] of Object.entries(seconds)) utimesSync(`${root}/${path}`, time, time)
    utimesSync(`${root}/am/config/services`, 7, 7)
    const fields = { config: `${root}/am`, webapp: `${root}/webapps/am`, tomcat: root, upgradedConfig: `${root}/new` }
    const { value, omitted } = await collectedFrom(collector, fields, {})
    expect(omitted).toEqual([])
    expect(value).toEqual({
      changes: [
        { what: 'version-file', path: `${root}/am/.version`, modifiedAt: 1_000 },
        { what: 'services-directory', path: `${root}/am/config/services`, modifiedAt: 7_000 },
        { what: 'install-properties', path: `${root}/am/config/services/noninteractive-install.properties`, modifiedAt: 4_000 },
        { what: 'configuration-version', path: `${root}/am/config/services/${record}`, modifiedAt: 2_000 },
        { what: 'converted-export', path: `${root}/new/global/ConfigurationVersionService.json`, modifiedAt: 6_000 },
        { what: 'web-application', path: `${root}/webapps/am.war`, modifiedAt: 5_000 },
      ],
      newestDocument: { path: 'realm/root/a/default.json', modifiedAt: 30_000 },
    })
  })

  it('is silent about what is not there', async () => {
    const root = treeOf({ 'am/.version': '' })
    const { value } = await collectedFrom(collector, { config: `${root}/am` }, {})
    expect(value).toMatchObject({ changes: [{ what: 'version-file' }], newestDocument: null })
  })
})
