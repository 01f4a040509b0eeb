import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/am-features.ts'
import tools from '../../src/collectors/retired-tool-uses.ts'
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
const put = (service: string, names: readonly string[], data: object, realm: string | null = '/') =>
  am.write(`${GLOBAL}/x/1.0/${realm === null ? 'globalconfig' : 'organizationconfig'}/${++count}.json`, fbcDocument(service, names, data, { realm }))

describe('am-features', () => {
  it('the file-based tree', async () => {
    await put('SoapSecurityTokenService', ['bus', 'default'], {})
    await put('SoapSecurityTokenService', ['default'], {})
    await put('RestSecurityTokenService', ['rest', 'default'], {})
    await put('iPlanetAMMonitoringService', ['default'], { 'iplanet-am-monitoring-snmp-enabled': { $bool: '&{acme.snmp|false}' } }, null)
    await put('sunEntitlementService', ['checkout', 'default'], { serializable: '{"className":"com.sun.identity.policy.AuthSchemeCondition"}' })
    await put('sunEntitlementService', ['other', 'default'], { condition: { type: 'AuthLevel' } })
    const { value, omitted } = await collect()
    expect(omitted).toEqual([])
    expect(value).toMatchObject({
      soapSts: [{ realm: '/', name: 'bus' }],
      snmp: [{ enabled: null, fields: ['iplanet-am-monitoring-snmp-enabled'], line: 1 }],
      moduleConditions: [{ realm: '/', policy: 'checkout' }],
      embeddedDirectory: null,
    })
  })

  it('an Amster export, and the directory of an embedded server beside it', async () => {
    await am.write('am/.version', '7.1.0')
    await am.write('am/opends/config/config.ldif', '')
    await am.write('export/global/Monitoring.json', amsterDocument('Monitoring', 'Monitoring', { snmpEnabled: false, snmpPort: 8085 }))
    await am.write('export/realms/root/SoapSts/x.json', amsterDocument('SoapSts', 'bus', {}, { realm: '/' }))
    await am.write(
      'export/realms/root/Policies/p.json',
      amsterDocument(
        'Policies',
        'p',
        { condition: { type: 'AND', conditions: [{ type: 'NOT', condition: { type: 'AuthScheme', authScheme: ['LDAP'] } }] } },
        { realm: '/' },
      ),
    )
    const { value, omitted } = await collect({ config: `${am.root}/am`, amsterExport: `${am.root}/export` })
    expect(omitted).toEqual([])
    expect(value).toMatchObject({
      soapSts: [{ name: 'bus' }],
      snmp: [{ enabled: false, fields: ['snmpEnabled', 'snmpPort'] }],
      moduleConditions: [{ policy: 'p' }],
      embeddedDirectory: `${am.root}/am/opends`,
    })
  })

  it('without an export the embedded server shows all the same', async () => {
    await am.write('am/opends/config/config.ldif', '')
    expect((await collect({ config: `${am.root}/am` })).value).toMatchObject({ tree: { form: 'classic' }, embeddedDirectory: `${am.root}/am/opends` })
  })
})

describe('retired-tool-uses', () => {
  const collectTools = (...sources: readonly string[]) => tools.collect(inputFor(am.root, { sources }, {}))

  it('looks into scripts, pipelines and the like, and into files the plan names', async () => {
    await am.write('src/deploy.sh', '#!/bin/sh\n# ssoadm\n/opt/am/ssoadm list-servers\n')
    await am.write('src/ci/Jenkinsfile', 'sh "ampassword -e x"')
    await am.write('src/notes.md', 'ssoadm')
    await am.write('src/.git/hooks/x.sh', 'ssoadm')
    await am.write('run.txt', 'ssoadm')
    const { value, omitted } = await collectTools(`${am.root}/src`, `${am.root}/run.txt`)
    expect(omitted).toEqual([])
    expect(value.looked).toBe(3)
    expect(value.uses.map(({ tool, path, line }) => [tool, path.slice(am.root.length), line])).toEqual([
      ['ampassword', '/src/ci/Jenkinsfile', 1],
      ['ssoadm', '/src/deploy.sh', 3],
      ['ssoadm', '/run.txt', 1],
    ])
  })

  it('a source that is not there is named', async () => {
    expect((await collectTools(`${am.root}/nowhere`)).omitted).toEqual([expect.stringContaining('nowhere')])
  })
})
