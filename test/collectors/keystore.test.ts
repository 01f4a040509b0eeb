import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import certificate from '../../checks/common/certificate.ts'
import collector from '../../src/collectors/keystore.ts'
import { findingFrom } from '../../src/core/finding.ts'
import { COMPARISON_KEYWORDS } from '../../src/core/schema.ts'
import { Secret } from '../../src/core/secret.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { keystore } from '../../src/facts/keystore.ts'
import { filesIn } from '../support/am-instance.ts'
import { keyPairArguments, keytoolAvailable, secretKeyArguments, workshop, type Store, type Workshop } from '../support/keytool.ts'

const PASSWORD = 'canary-store-8131'
const store = (name: string, storetype: Store['storetype']): Store => ({ keystore: name, storetype, storepass: PASSWORD, keypass: PASSWORD })
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, keywords: [...COMPARISON_KEYWORDS] }).compile(keystore.value.json)

describe.skipIf(!keytoolAvailable())('keystore', () => {
  let made: Workshop
  beforeAll(async () => {
    made = await workshop()
    await made.keytool(...keyPairArguments(store('pair.p12', 'PKCS12'), 'tls'))
    await made.keytool(...keyPairArguments(store('pair.jks', 'JKS'), 'tls', 'RSA', 1024))
    await made.keytool(...secretKeyArguments(store('pair.p12', 'PKCS12'), 'secret', 256))
  })
  afterAll(() => made.remove())

  const collect = async (fields: Omit<FieldsOf<'keystore'>, 'path'> & { readonly name: string }, unseal: readonly string[] = []) => {
    const { name, ...more } = fields
    const answer = await collector.collect({
      target: { name: 'ks', type: 'keystore', role: 'keystore', fields: { path: made.path(name), ...more } },
      params: { unseal },
      plan: { variables: { env: {}, properties: {} }, options: {} },
      files: filesIn(made.directory),
      signal: new AbortController().signal,
    })
    expect(validate(answer.value), JSON.stringify(validate.errors)).toBe(true)
    return answer
  }
  const judge = (value: Awaited<ReturnType<typeof collect>>['value'], host?: string) =>
    certificate.evaluate({
      before: null,
      facts: { keystore: value, peer: null },
      target: null,
      parameters: { warnDays: 30, ...(host === undefined ? {} : { host }) },
      options: {},
      phase: 'compliance',
      step: null,
      now: Date.now(),
      attestation: null,
      finding: findingFrom(certificate.messages),
    })

  it('lists and opens with the password', async () => {
    const { value, omitted } = await collect({ name: 'pair.p12', storepass: Secret.of(PASSWORD) }, ['SECRET'])
    expect(omitted).toEqual([])
    expect(value).toMatchObject({
      declaredType: null,
      storePassword: 'given',
      entryPassword: 'not-given',
      listing: { format: 'PKCS12', integrity: 'verified' },
    })
    expect(value.listing.entries.map(({ alias, kind, key }) => [alias, kind, key?.algorithm ?? null])).toEqual([
      ['secret', 'secret-key', 'AES'],
      ['tls', 'private-key', null],
    ])
    expect(judge(value, 'am.example.test')).toMatchObject({ outcome: 'pass' })
    expect(judge(value, 'other.test')).toMatchObject({ outcome: 'fail', findings: [{ messageId: 'host' }] })
    expect(JSON.stringify(value)).not.toContain(PASSWORD)
  })

  it('certificates that need the password make it incomplete', async () => {
    const { value, omitted } = await collect({ name: 'pair.p12', type: 'JKS' })
    expect(value).toMatchObject({
      declaredType: 'JKS',
      storePassword: 'not-given',
      listing: { format: 'PKCS12', integrity: 'not-checked', complete: false },
    })
    expect(omitted).not.toEqual([])
    expect(judge(value, 'am.example.test')).toMatchObject({ outcome: 'error', code: 'truncated' })
  })

  it('JKS shows its certificates without a password', async () => {
    const { value, omitted } = await collect({ name: 'pair.jks', storepass: Secret.unavailable('env X is not set') })
    expect(omitted).toEqual([])
    expect(value.storePassword).toBe('unavailable')
    expect(judge(value)).toMatchObject({ outcome: 'fail', findings: [{ messageId: 'weakKey', subject: 'tls' }] })
  })

  it('a file that is not there is an error', async () => {
    await expect(collect({ name: 'gone.p12' })).rejects.toMatchObject({ code: 'missing-evidence' })
  })
})
