import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import boundDevices from '../../checks/pingam/bound-device-schema.ts'
import deviceProfiles from '../../checks/pingam/device-profile-schema.ts'
import retryLimit from '../../checks/pingam/retry-limit-schema.ts'
import webauthn from '../../checks/pingam/webauthn-schema.ts'
import collector from '../../src/collectors/ldap-schema.ts'
import type { AnyCheck, Judgement } from '../../src/core/check.ts'
import { judgeHere } from '../../src/core/evaluate.ts'
import type { LdapSchema } from '../../src/facts/ldap-schema.ts'
import { Secret } from '../../src/core/secret.ts'
import { LIMITS } from '../../src/limits.ts'
import { directory389Available, start389, type Running389 } from '../servers/directory-389.ts'
import { AUDITOR, slapdAvailable, startSlapd } from '../servers/slapd.ts'
import { definitionsOf, FILES, schemaChange, slapdSchema, type Loaded, type SchemaCheckName } from '../support/am-definitions.ts'
import { authentication } from '../support/configuration-facts.ts'
import { identityStores, storeOf } from '../support/directory-facts.ts'
import { networkCollected } from '../support/network-collected.ts'
import { required } from '../support/required.ts'

const CHECKS: Readonly<Record<SchemaCheckName, AnyCheck>> = {
  'retry-limit-schema': retryLimit,
  'webauthn-schema': webauthn,
  'device-profile-schema': deviceProfiles,
  'bound-device-schema': boundDevices,
}
const NAMES = Object.keys(FILES) as readonly SchemaCheckName[]

const login = { bindDn: AUDITOR.dn, password: Secret.of(AUDITOR.password) }
const collected = async (port: number) => {
  const { value, omitted } = await networkCollected(collector, { url: `ldap://127.0.0.1:${port}`, baseDn: 'dc=example,dc=test', ...login })
  expect(omitted).toEqual([])
  return value
}

/** What each check says of a schema, where a journey counts retries and an identity store gives users every class. */
const judged = (schema: LdapSchema): Readonly<Record<SchemaCheckName, Judgement>> => {
  const nodes = [{ realm: '/', id: 'n-1', savesToUser: true, declaredIn: '/n-1.json' }]
  const classes = Object.values(FILES).map(({ objectClass }) => objectClass.name)
  const facts = {
    schema,
    authentication: [{ target: 'am-1', value: authentication({ retryLimitNodes: nodes }) }],
    stores: [{ target: 'am-1', value: identityStores([storeOf({ userClasses: classes })]) }],
  }
  const target = { name: 'users', type: 'ldap', role: 'identity-store', line: 1 }
  const input = { facts, before: null, target, parameters: {}, options: {}, phase: 'post-upgrade', step: null, now: 0, attestation: null } as const
  return Object.fromEntries(NAMES.map((name) => [name, judgeHere(CHECKS[name], input)])) as never
}

const expectFlipped = (judgements: ReturnType<typeof judged>, flipped: SchemaCheckName, messages: readonly string[]): void => {
  for (const name of NAMES) {
    const judgement = judgements[name]
    if (name !== flipped) expect(judgement, name).toMatchObject({ outcome: 'pass' })
    else expect(judgement, name).toMatchObject({ outcome: 'fail', findings: messages.map((messageId) => ({ messageId })) })
  }
}
const MISSING: Readonly<Record<Exclude<Loaded, 'whole'>, readonly string[]>> = {
  'no-attribute': ['attributeMissing', 'notListed'],
  'no-class': ['classMissing'],
  'not-listed': ['notListed'],
}
const CASES = NAMES.flatMap((name) => (['no-attribute', 'no-class', 'not-listed'] as const).map((loaded) => ({ name, loaded })))

describe.skipIf(!required('slapd', slapdAvailable(), 'slapd'))('ldap-schema of slapd', () => {
  const close: (() => Promise<void>)[] = []
  afterEach(async () => {
    for (const stop of close.splice(0)) await stop()
  })
  const started = async (schema: string, wish = {}) => {
    const slapd = await startSlapd({ schema, ...wish })
    close.push(slapd.stop)
    return slapd
  }
  const loadedInto = (name: SchemaCheckName | null, loaded: Loaded) =>
    slapdSchema(NAMES.map((one) => definitionsOf(FILES[one], one === name ? loaded : 'whole')))

  it('with all files loaded every check passes', async () => {
    const { port } = await started(loadedInto(null, 'whole'))
    const value = await collected(port)
    expect(value).toMatchObject({ subschema: 'cn=Subschema', unread: [], unreadBeyond: 0 })
    expect(value.objectClasses.length).toBeGreaterThan(40)
    expect(Object.values(judged(value)).map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass', 'pass'])
  })

  it.for(CASES)('$name, $loaded: only that check fails, and names that half', async ({ name, loaded }) => {
    const { port } = await started(loadedInto(name, loaded))
    expectFlipped(judged(await collected(port)), name, MISSING[loaded])
  })

  it('a schema that may not be read is no empty one', async () => {
    const { port } = await started('', { global: 'access to dn.base="cn=Subschema" by * none\naccess to * by * read' })
    await expect(collected(port)).rejects.toMatchObject({ code: 'permission-denied', message: expect.stringContaining(AUDITOR.dn) })
  })

  it('a root DSE that does not say where the schema is', async () => {
    const { port } = await started('', { global: 'access to dn.base="" attrs=subschemaSubentry by * none\naccess to * by * read' })
    await expect(collected(port)).rejects.toMatchObject({ code: 'permission-denied', message: expect.stringContaining('subschemaSubentry') })
  })

  it('5,000 definitions fit into one fact', async () => {
    const many = Array.from(
      { length: 5000 },
      (_, index) => `( 1.3.6.1.4.1.99999.1.${index} NAME 'acmeAttribute${index}' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )`,
    )
    const { port } = await started(slapdSchema([{ attributeTypes: many, objectClasses: [] }]))
    const value = await collected(port)
    expect(value.attributeTypes.length).toBeGreaterThan(5000)
    expect(JSON.stringify(value).length).toBeLessThan(LIMITS.factSize.value / 4)
  })
})

describe.skipIf(!required('389-ds', directory389Available(), '389-ds-base, as root'))('ldap-schema of 389-ds', () => {
  let ds: Running389
  beforeAll(async () => {
    ds = await start389()
    for (const name of NAMES) ds.modify(schemaChange('add', definitionsOf(FILES[name])))
  })
  afterAll(() => ds.stop())

  it('with all files loaded every check passes, and each definition that it ships is understood', async () => {
    const value = await collected(ds.port)
    expect(value).toMatchObject({ subschema: 'cn=schema', unread: [], unreadBeyond: 0 })
    expect(value.attributeTypes.length).toBeGreaterThan(500)
    expect(Object.values(judged(value)).map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass', 'pass'])
  })

  it.for(CASES)('$name, $loaded: only that check fails, and names that half', async ({ name, loaded }) => {
    const whole = definitionsOf(FILES[name])
    const part = definitionsOf(FILES[name], loaded)
    ds.modify(schemaChange('delete', whole))
    ds.modify(schemaChange('add', part))
    try {
      expectFlipped(judged(await collected(ds.port)), name, MISSING[loaded])
    } finally {
      ds.modify(schemaChange('delete', part))
      ds.modify(schemaChange('add', whole))
    }
  })
})
