import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/am-resource-names.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { amsterDocument, fbcDocument, GLOBAL } from '../support/am-documents.ts'
import { amInstance, inputFor, type AmInstance } from '../support/am-instance.ts'

let am: AmInstance
let count = 0
beforeEach(async () => {
  am = await amInstance()
  await am.write('.version', '7.5.0')
})
afterEach(() => am.remove())

const collect = (fields: FieldsOf<'pingam'> = { config: am.root }) => collector.collect(inputFor(am.root, fields, { which: 'current' as const }))
const put = (service: string, names: readonly string[], realm: string | null = '/', data: object = {}) =>
  am.write(`${GLOBAL}/x/1.0/${realm === null ? 'globalconfig' : 'organizationconfig'}/${++count}.json`, fbcDocument(service, names, data, { realm }))

describe('am-resource-names', () => {
  it('the file-based tree: the name is the entry itself, not the path to it', async () => {
    await put('authenticationTreesService', ['Login', 'default'])
    await put('authenticationTreesService', ['Customer/Login', 'default'])
    await put('authenticationTreesService', ['default'])
    await put('AgentService', ['shop/portal, new', 'default'])
    await put('iPlanetAMPlatformService', ['http://am.example.com:8080/am', 'com-sun-identity-servers', 'default'], null)
    await put('sunFMSAML2MetadataService', ['https://sp.example.com/saml', 'default'])
    await am.write(`${GLOBAL}/alien.json`, { not: 'one of AM' })
    const { value, omitted } = await collect()
    expect(omitted).toEqual([])
    expect(value).toMatchObject({
      resources: 3,
      slashed: [
        { type: 'AgentService', realm: '/', name: 'shop/portal, new' },
        { type: 'authenticationTreesService', name: 'Customer/Login' },
      ],
    })
  })

  it('an Amster export', async () => {
    await am.write('export/realms/root/Policies/a.json', amsterDocument('Policies', 'shop/checkout', {}, { realm: '/' }))
    await am.write('export/global/Servers/b.json', amsterDocument('Servers', '01', {}))
    await am.write('export/realms/root/Saml2Entity/c.json', amsterDocument('Saml2Entity', 'https://sp/x', {}, { realm: '/' }))
    await am.write('export/global/Session.json', amsterDocument('Session', 'Session', {}))
    const { value } = await collect({ amsterExport: `${am.root}/export` })
    expect(value).toMatchObject({ resources: 1, slashed: [{ type: 'Policies', name: 'shop/checkout' }] })
  })

  it('a damaged file is named', async () => {
    await am.write(`${GLOBAL}/bad.json`, '{')
    expect((await collect()).omitted).toEqual([expect.stringContaining('bad.json')])
  })
})
