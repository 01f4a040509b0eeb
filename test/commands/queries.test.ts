import { describe, expect, test } from 'vitest'
import { queriesOf } from '../../src/run/queries.ts'
import { COLLECTORS } from '../../src/registry/registry.ts'
import { HTTP_REQUESTS } from '../../src/statements/http.ts'
import { LDAP_SEARCHES } from '../../src/statements/ldap.ts'

describe('queries', () => {
  test('lists each statement once', async () => {
    const listed = (await queriesOf(null)).map(({ id }) => id)
    expect(listed).toEqual([...Object.values(LDAP_SEARCHES), ...Object.values(HTTP_REQUESTS)].map(({ id }) => id))
    expect(new Set(listed).size).toBe(listed.length)
  })

  test('names nothing that would change something', async () => {
    for (const { door, text } of await queriesOf(null)) expect(text).toMatch(door === 'http' ? /^GET <url>\// : /^search /)
  })

  test('every fact a statement is sent for has a collector', () => {
    const facts = new Set(COLLECTORS.map(({ fact }) => fact))
    const named = [...Object.values(LDAP_SEARCHES), ...Object.values(HTTP_REQUESTS)].flatMap((one) => [...one.facts])
    expect(named.filter((fact) => !facts.has(fact))).toEqual([])
  })
})
