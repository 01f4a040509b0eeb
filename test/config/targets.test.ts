import { describe, expect, it } from 'vitest'
import { resolveSecrets } from '../../src/config/secrets.ts'
import { collectorTargets } from '../../src/config/targets.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { rootsOf } from '../../src/core/target-fields.ts'
import { revive } from '../../src/core/target-wire.ts'
import { goodPlan, HEAD } from './plan-harness.ts'

const PLAN = `${HEAD}targets:
  am-1:
    type: pingam
    config: /am/openam
    url: https://am.example.com/am
    token: { env: TOKEN }
    sources: [/src/a, /src/b]
    keystores:
      - { path: /am/openam/keystore.jceks, type: JCEKS, storepass: { env: STORE }, keypass: { env: MISSING } }
      - { path: /am/openam/keystore.jceks }
  ks: { type: keystore, path: /ks.jks, storetype: JKS, storepass: { env: TOKEN } }
  src: { type: directory, path: /src }
`

describe('a target on its way to a collector process', () => {
  const sent = async () => {
    const plan = await goodPlan(PLAN, null)
    return collectorTargets(plan, await resolveSecrets(plan, { TOKEN: 'token-4711', STORE: 'store-4711' }, new AbortController().signal))
  }

  it('holds no secret, and only its own travel beside it', async () => {
    const targets = await sent()
    expect(JSON.stringify(targets.map(({ target }) => target))).not.toContain('4711')
    expect(targets.map(({ secrets }) => secrets)).toEqual([
      [{ value: 'token-4711' }, { value: 'store-4711' }, { unavailable: 'environment variable MISSING is not set (preflight.yaml:12:93)' }],
      [{ value: 'token-4711' }],
      [],
    ])
    expect(targets[1]?.target).toEqual({
      name: 'ks',
      type: 'keystore',
      role: 'keystore',
      fields: { path: '/ks.jks', type: 'JKS', storepass: { $secret: 0 } },
    })
  })

  it('is the same on the other side, secrets and all', async () => {
    for (const { target, secrets } of await sent()) {
      const wire: JsonValue = JSON.parse(JSON.stringify(target))
      const revived = revive(wire, JSON.parse(JSON.stringify(secrets)))
      expect(JSON.parse(JSON.stringify(revived))).toEqual(
        JSON.parse(JSON.stringify(target), (_key, value) => (value?.$secret === undefined ? value : '[secret]')),
      )
      if (revived.type !== 'pingam') continue
      expect(revived.fields.token?.reveal()).toBe('token-4711')
      const [first, second] = revived.fields.keystores ?? []
      expect(first?.storepass?.reveal()).toBe('store-4711')
      expect(first?.keypass?.available).toBe(false)
      expect(() => first?.keypass?.reveal()).toThrow('environment variable MISSING is not set (preflight.yaml:12:93)')
      expect(second).toEqual({ path: '/am/openam/keystore.jceks' })
    }
  })

  it('has its links resolved when asked to', async () => {
    const plan = await goodPlan(PLAN, null)
    const secrets = await resolveSecrets(plan, {}, new AbortController().signal)
    const [first] = collectorTargets(plan, secrets, (path) => `/resolved${path}`)
    expect(first?.target.fields).toMatchObject({
      config: '/resolved/am/openam',
      sources: ['/resolved/src/a', '/resolved/src/b'],
      url: 'https://am.example.com/am',
    })
  })

  it('may read every path the plan names, and no more', async () => {
    expect((await sent()).map(({ target }) => rootsOf(target))).toEqual([
      ['/am/openam', '/src/a', '/src/b', '/am/openam/keystore.jceks'],
      ['/ks.jks'],
      ['/src'],
    ])
  })

  it.each<[string, JsonValue]>([
    ['is no object', null],
    ['has no known type', { name: 'a', type: 'toString', role: 'x', fields: {} }],
    ['has no fields', { name: 'a', type: 'directory', role: 'x' }],
    ['refers to a secret not sent', { name: 'a', type: 'keystore', role: 'x', fields: { path: '/a', storepass: { $secret: 7 } } }],
    ['has a literal for a secret', { name: 'a', type: 'keystore', role: 'x', fields: { path: '/a', storepass: 'x' } }],
  ])('is refused when it %s', (_name, wire) => {
    expect(() => revive(wire, [])).toThrow(TypeError)
  })

  it('loses what its type does not declare', () => {
    const wire: JsonValue = JSON.parse(
      '{ "name": "a", "type": "directory", "role": "sources", "fields": { "path": "/a", "other": 1, "__proto__": { "x": 1 } } }',
    )
    expect(revive(wire, []).fields).toEqual({ path: '/a' })
  })
})
