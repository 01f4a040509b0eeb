import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/am-servers.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { amInstance, inputFor, type AmInstance } from '../support/am-instance.ts'
import { amsterDocument, fbcDocument, GLOBAL } from '../support/am-documents.ts'

let am: AmInstance
beforeEach(async () => {
  am = await amInstance()
  await am.write('.version', '7.5.0')
})
afterEach(() => am.remove())

const collect = (fields: FieldsOf<'pingam'> = { config: am.root }, variables = {}, which: 'current' | 'upgraded' = 'current') =>
  collector.collect(inputFor(am.root, fields, { which }, variables))

const SERVICE = 'iPlanetAMPlatformService'
const FOLDER = `${GLOBAL}/iplanetamplatformservice/1.0/globalconfig/default`
const serverDefault = (serverconfig: unknown) =>
  am.write(
    `${FOLDER}/com-sun-identity-servers/server-default.json`,
    fbcDocument(SERVICE, ['server-default', 'com-sun-identity-servers', 'default'], { serverconfig }),
  )

describe('am-servers, file-based', () => {
  it('reads the properties of the defaults, each with its line', async () => {
    const path = await serverDefault(['com.iplanet.am.cookie.name=iPlanetDirectoryPro', 'acme.retries=3', 'acme.url=ldap://x?a=b'])
    const { value, omitted } = await collect()
    expect(omitted).toEqual([])
    expect(value.tree).toEqual({ form: 'file-based', root: `${am.root}/config/services`, layer: 'whole' })
    expect(value.properties).toMatchObject([
      { server: 'server-default', key: 'acme.retries', value: '3', advanced: null, unresolved: [], declaredIn: path, line: 1 },
      { key: 'acme.url', value: null, fingerprint: { saltId: 'salt-1' } },
      { key: 'com.iplanet.am.cookie.name', value: null },
    ])
    expect(value.servers).toEqual([])
  })

  it('tells which properties name packages that are gone, without their values', async () => {
    await serverDefault(['acme.filters=secret-1,javax.servlet.Filter,javax.websocket.Session', 'javax.servlet.x=1', 'acme.jndi=javax.naming.Context'])
    expect((await collect()).value.properties.map(({ key, value, refersTo }) => [key, value, refersTo])).toEqual([
      ['acme.filters', null, ['javax.servlet.Filter', 'javax.websocket.Session']],
      ['acme.jndi', 'javax.naming.Context', undefined],
      ['javax.servlet.x', '1', ['javax.servlet.x']],
    ])
  })

  it('two values have two fingerprints, and one has one', async () => {
    await serverDefault(['a.b=x1', 'a.c=x2', 'a.d=x1'])
    const [first, second, third] = (await collect()).value.properties.map(({ fingerprint }) => fingerprint?.hmac)
    expect(first).toBe(third)
    expect(first).not.toBe(second)
  })

  it('a server is named by its URL, whose slashes are its own; its site by the document', async () => {
    const url = 'https://am.example.com:8443/am'
    await am.write(
      `${FOLDER}/com-sun-identity-servers/x.json`,
      fbcDocument(SERVICE, [url, 'com-sun-identity-servers', 'default'], { serverconfig: [], parentsiteid: 'site1', serverid: '01' }),
    )
    await am.write(
      `${FOLDER}/com-sun-identity-sites/y/accesspoint.json`,
      fbcDocument(SERVICE, ['accesspoint', 'site1', 'com-sun-identity-sites', 'default'], { 'primary-siteid': '02', 'primary-url': 'https://lb' }),
    )
    await am.write(`${FOLDER}/com-sun-identity-sites.json`, fbcDocument(SERVICE, ['com-sun-identity-sites', 'default'], {}))
    const { value, omitted } = await collect()
    expect(omitted).toEqual([])
    expect(value.servers).toMatchObject([{ name: url, site: 'site1' }])
    expect(value.sites).toMatchObject([{ name: 'site1' }])
  })

  it('an expression stays unresolved, unless the plan resolves it; its default is never taken', async () => {
    await serverDefault({ $list: '&{am.config}' })
    expect((await collect()).omitted).toEqual([expect.stringContaining('server properties are not of the form')])
    await serverDefault(['acme.host=&{acme.host|localhost}', 'acme.on=&{acme.on}'])
    expect((await collect({ config: am.root }, { properties: { 'acme.on': 'true' } })).value.properties).toMatchObject([
      { key: 'acme.host', value: null, unresolved: ['acme.host'] },
      { key: 'acme.on', value: 'true', unresolved: [] },
    ])
  })

  it('no password is recorded, whatever its key says', async () => {
    await serverDefault([
      'am.encryption.pwd=Canary-one-14142135',
      'org.forgerock.services.cts.store.password=Canary-two-27182818',
      'acme.colour=Canary-three-16180339',
      'acme.pin=4711',
      'acme.token=true.story.Class',
      `acme.long=${'9'.repeat(300)}`,
    ])
    const { value } = await collect()
    expect(value.properties.map(({ value: recorded }) => recorded)).toEqual([null, null, null, null, null, null])
    expect(JSON.stringify(value)).not.toMatch(/Canary|4711/)
  })

  it('what is not a property is said, not passed over', async () => {
    await serverDefault(['no equals sign', 'a.b=c'])
    expect((await collect()).omitted).toEqual([expect.stringContaining('1 server properties')])
    await serverDefault('a.b=c')
    expect((await collect()).omitted).toEqual([expect.stringContaining('1 server properties')])
  })

  it.each([
    ['8.1.0', 'overlay'],
    ['rubbish', 'unknown'],
  ])('version %s: the tree is %s', async (version, layer) => {
    await am.write('.version', version)
    await serverDefault([])
    expect((await collect()).value.tree.layer).toBe(layer)
  })
})

describe('am-servers, Amster and others', () => {
  it('reads pages of properties, in sections or not, without what is inherited', async () => {
    await am.write(
      'export/global/DefaultAdvancedProperties.json',
      amsterDocument('DefaultAdvancedProperties', 'x', { 'acme.on': true, 'a.b': 'c d', none: null }),
    )
    await am.write(
      'export/global/DefaultCtsDataStoreProperties.json',
      amsterDocument('DefaultCtsDataStoreProperties', 'x', { 'amconfig.header': { 'cts.size': 10 } }),
    )
    await am.write(
      'export/global/Servers/01/AdvancedProperties.json',
      amsterDocument(
        'AdvancedProperties',
        'x',
        { 'acme.on': { value: 'false', inherited: false }, other: { value: 'x', inherited: true } },
        { pathParams: { servers: '01' } },
      ),
    )
    await am.write('export/global/Servers/01.json', amsterDocument('Servers', '01', { url: 'http://am:80', siteName: 'site1' }))
    await am.write('export/global/Sites/site1.json', amsterDocument('Sites', 'site1', { url: 'http://lb' }))
    const { value, omitted } = await collect({ amsterExport: `${am.root}/export` })
    expect(omitted).toEqual([])
    expect(value.tree.form).toBe('amster')
    expect(value.properties.map(({ server, key, advanced, value: text }) => [server, key, advanced, text])).toEqual([
      ['01', 'acme.on', true, 'false'],
      ['server-default', 'a.b', true, null],
      ['server-default', 'acme.on', true, 'true'],
      ['server-default', 'cts.size', false, '10'],
      ['server-default', 'none', true, ''],
    ])
    expect(value.servers).toMatchObject([{ name: '01', site: 'site1' }])
    expect(value.sites).toMatchObject([{ name: 'site1' }])
  })

  it('a classic configuration directory has no tree; an export beside an overlay is taken', async () => {
    await am.write('am/.version', '7.5.0')
    expect((await collect({ config: `${am.root}/am` })).value).toMatchObject({ tree: { form: 'classic', root: null }, properties: [] })
    await am.write('am8/.version', '8.0.2')
    await am.write('am8/config/services/realm/root/x.json', {})
    await am.write('export/global/x.json', amsterDocument('Sites', 'site1', {}))
    expect((await collect({ config: `${am.root}/am8`, amsterExport: `${am.root}/export` })).value.tree.form).toBe('amster')
  })

  it('what amupgrade wrote is recognised by what lies in it', async () => {
    await am.write('up/realm/root/x.json', {})
    expect((await collect({ config: am.root, upgradedConfig: `${am.root}/up` }, {}, 'upgraded')).value.tree).toMatchObject({
      form: 'file-based',
      layer: 'whole',
    })
    await am.write('up2/realms/root/x.json', {})
    expect((await collect({ upgradedConfig: `${am.root}/up2` }, {}, 'upgraded')).value.tree).toMatchObject({ form: 'amster', layer: 'whole' })
    expect((await collect({ upgradedConfig: `${am.root}/later` }, {}, 'upgraded')).value.tree).toMatchObject({ form: 'absent', root: null })
    await am.write('up3/readme.txt', '')
    await expect(collect({ upgradedConfig: `${am.root}/up3` }, {}, 'upgraded')).rejects.toMatchObject({ code: 'unsupported' })
  })

  it('a damaged file is named, and the others are read', async () => {
    await serverDefault(['a.b=true'])
    await am.write(`${FOLDER}/bad.json`, '{ "serverconfig": ')
    await am.write(`${FOLDER}/twice.json`, '{ "serverconfig": [], "serverconfig": [] }')
    await am.write(`${FOLDER}/other.json`, '{ "serverconfig": [] }')
    const { value, omitted } = await collect()
    expect(value.properties).toHaveLength(1)
    expect(omitted).toEqual([expect.stringContaining('bad.json'), expect.stringContaining('other.json'), expect.stringContaining('twice.json')])
  })

  it('a directory that is not there is an error', async () => {
    await expect(collect({ config: `${am.root}/nowhere` })).rejects.toMatchObject({ code: 'missing-evidence' })
  })
})
