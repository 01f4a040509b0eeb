import { afterEach, describe, expect, test } from 'vitest'
import { Secret } from '../../src/core/secret.ts'
import { LIMITS } from '../../src/limits.ts'
import { networkDoorsOf } from '../../src/sessions/network-doors.ts'
import { LDAP_SEARCHES } from '../../src/statements/ldap.ts'
import { ber, bound, entry, message, scriptedLdap, type LdapRequest, type ScriptedLdap } from '../servers/scripted-ldap.ts'
import { sessionOver } from '../support/files.ts'

/** FAULTS.md L14, L15, L16, L19 where entries come page by page. */
const servers: ScriptedLdap[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop()
})

const PAGED = '1.2.840.113556.1.4.319'
const SEARCH = 0x63

/** The end of a page: `cookie` empty for the last, null for a server that knows nothing of pages. */
const endOfPage = (id: number, cookie: string | null, code = 0): Buffer => {
  const ended = ber(0x65, ber(0x0a, Buffer.from([code])), ber(0x04), ber(0x04))
  if (cookie === null) return message(id, ended)
  const value = ber(0x30, ber(0x02, Buffer.from([0])), ber(0x04, cookie))
  return message(id, ended, ber(0x30, ber(0x04, PAGED), ber(0x04, value)))
}

const entriesFrom = async (page: (request: LdapRequest) => Buffer | null) => {
  const server = await scriptedLdap({
    onRequest: (request) => (request.tag === SEARCH ? page(request) : request.tag === 0x60 ? bound(request.id) : null),
  })
  servers.push(server)
  const doors = await networkDoorsOf({
    name: 'ds',
    type: 'ldap',
    role: 'identity-store',
    fields: { url: `ldap://127.0.0.1:${server.port}`, baseDn: 'dc=test', bindDn: 'cn=auditor', password: Secret.of('of the tests') },
  })
  const { ldap } = doors?.network({ files: sessionOver([]).files, signal: new AbortController().signal, record: () => {} }) ?? {}
  try {
    return { answer: await ldap?.entries(LDAP_SEARCHES.sortProbe, 'dc=test').catch((error: unknown) => error), server }
  } finally {
    await doors?.close()
  }
}

const people = (id: number, count: number): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, index) => entry(id, `cn=p${index},dc=test`, {})))

describe('entries, page by page', () => {
  test('all pages, in order', async () => {
    const { answer } = await entriesFrom(({ id, nth }) => Buffer.concat([people(id, 3), endOfPage(id, nth < 2 ? 'more' : '')]))
    expect(answer).toMatchObject({ entries: { length: 9 }, referrals: [] })
  })

  test('L19 a server that knows no pages gives all of them at once', async () => {
    const { answer } = await entriesFrom(({ id }) => Buffer.concat([people(id, 300), endOfPage(id, null)]))
    expect(answer).toMatchObject({ entries: { length: 300 } })
  })

  test('L14 the size limit after a part of them is `truncated`, not the part', async () => {
    for (const cookie of [null, '', 'more']) {
      const { answer } = await entriesFrom(({ id }) => Buffer.concat([people(id, 3), endOfPage(id, cookie, 4)]))
      expect(answer).toMatchObject({ code: 'truncated' })
    }
  })

  test('L15 the connection is cut between pages: the login is lost, and nobody comes back', async () => {
    const { answer, server } = await entriesFrom(({ id, nth, socket }) => {
      if (nth > 0) socket.destroy()
      return nth > 0 ? null : Buffer.concat([people(id, 3), endOfPage(id, 'more')])
    })
    expect(answer).toMatchObject({ code: 'auth-failed' })
    expect(server.connections()).toBe(1)
  })

  test('L16 references to other servers are told, and nobody goes there', async () => {
    const elsewhere = await scriptedLdap({})
    servers.push(elsewhere)
    const uri = `ldap://127.0.0.1:${elsewhere.port}/dc=test`
    const { answer } = await entriesFrom(({ id }) => Buffer.concat([people(id, 1), message(id, ber(0x73, ber(0x04, uri))), endOfPage(id, '')]))
    expect(answer).toMatchObject({ entries: { length: 1 }, referrals: [uri] })
    expect(elsewhere.connections()).toBe(0)
  })

  test('pages without end are a limit', async () => {
    const { answer } = await entriesFrom(({ id }) => Buffer.concat([people(id, LIMITS.ldapPage.value), endOfPage(id, 'more')]))
    expect(answer).toMatchObject({ code: 'limit' })
  })
})
