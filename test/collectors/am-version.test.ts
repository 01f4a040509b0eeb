import { describe, expect, it } from 'vitest'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import collector from '../../src/collectors/am-version.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const REALM = 'am/config/services/realm/root'
const SERVER_DEFAULT = `${REALM}/iplanetamplatformservice/1.0/globalconfig/default/com-sun-identity-servers/server-default.json`
const CONFIGURATION = `${REALM}/configurationversionservice/1.0/globalconfig/default.json`
const BANNER = 'ForgeRock Access Management 7.5.0 Build 2f5a4c1d (2024-March-28 16:00)'

describe('am-version', () => {
  it('tells what each place says', async () => {
    const root = treeOf({
      'am/.version': `${BANNER}\n`,
      [SERVER_DEFAULT]: JSON.stringify({
        data: { serverconfig: ['am.encryption.pwd=Canary-1', `com.iplanet.am.version=${BANNER.replace('7.5.0', '7.1.0')}`] },
      }),
      [CONFIGURATION]: JSON.stringify({ data: { configurationVersion: '8.0.0.0', appliedRuleIds: ['AME-23273', 'AME-21032', 'a "quoted" one'] } }),
      'webapps/am/WEB-INF/lib/openam-core-7.5.0.jar': '',
      'webapps/am/WEB-INF/lib/openam-configurator-tool-14.1.3.30.jar': '',
      'webapps/am.war': zipOf({ 'WEB-INF/lib/openam-core-8.1.0.jar': 'x' }),
    })
    const { value } = await collectedFrom(collector, { config: `${root}/am`, webapp: `${root}/webapps/am`, tomcat: root }, {})
    expect(value).toEqual({
      statements: [
        { source: 'version-file', path: `${root}/am/.version`, version: '7.5.0' },
        { source: 'web-application', path: `${root}/webapps/am`, version: '7.5.0' },
        { source: 'web-application', path: `${root}/webapps/am.war`, version: '8.1.0' },
        { source: 'server-default', path: `${root}/${SERVER_DEFAULT}`, version: '7.1.0' },
      ],
      configuration: { path: `${root}/${CONFIGURATION}`, version: '8.0.0.0', appliedRules: ['AME-23273', 'AME-21032'] },
    })
  })

  it('records no text of a .version file that names no release', async () => {
    const root = treeOf({ 'am/.version': 'Canary-password\n' })
    expect((await collectedFrom(collector, { config: `${root}/am` }, {})).value).toEqual({
      statements: [{ source: 'version-file', path: `${root}/am/.version`, version: null }],
      configuration: null,
    })
  })

  it('makes a statement for every core library, and one of ignorance without any', async () => {
    const root = treeOf({
      'two/WEB-INF/lib/openam-core-7.5.0.jar': '',
      'two/WEB-INF/lib/openam-core-8.1.0.jar': '',
      'none/WEB-INF/lib/openam-rest-8.1.0.jar': '',
    })
    const versions = async (name: string) =>
      (await collectedFrom(collector, { webapp: `${root}/${name}` }, {})).value.statements.map(({ version }) => version)
    expect(await versions('two')).toEqual(['7.5.0', '8.1.0'])
    expect(await versions('none')).toEqual([null])
    expect(await versions('absent')).toEqual([])
  })

  it('is silent about places that are not there, and loud about one that is broken', async () => {
    const root = treeOf({ 'am/boot.json': '{}', [`broken/${CONFIGURATION.slice(3)}`]: '{' })
    expect((await collectedFrom(collector, { config: `${root}/am` }, {})).value).toEqual({ statements: [], configuration: null })
    await expect(collectedFrom(collector, { config: `${root}/broken` }, {})).rejects.toThrow('default.json')
    expect(collector.needs({ name: 'am-1', type: 'pingam', role: 'instance', fields: { tomcat: '/opt/tomcat' } }, {})).toBe('config or webapp')
  })
})
