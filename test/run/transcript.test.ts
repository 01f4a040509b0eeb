import { describe, expect, it } from 'vitest'
import { Transcript } from '../../src/run/transcript.ts'

const AT = '2026-11-29T02:00:00Z'

const written = (transcript: Transcript) =>
  transcript.text
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { verb: string }).verb)

describe('what the report counts as read', () => {
  it('counts files, searches and requests', () => {
    const transcript = new Transcript((text) => text)
    transcript.add(AT, 'am-1', { kind: 'file', verb: 'open', what: '/opt/am/boot.json', amount: null })
    transcript.add(AT, 'store', { kind: 'ldap', verb: 'search', what: 'cn=schema', amount: null })
    transcript.add(AT, 'am-1', { kind: 'http', verb: 'GET', what: '/am/json/serverinfo/*', amount: null })
    expect(transcript.summary().operations).toEqual({ files: 1, sql: 0, ldap: 1, http: 1 })
  })

  it('tells of a connect, a handshake and a bind without counting them: a refused login asked nothing', () => {
    const transcript = new Transcript((text) => text)
    transcript.add(AT, 'store', { kind: 'ldap', verb: 'connect', what: 'ldaps://localhost:636', amount: null })
    transcript.add(AT, 'store', { kind: 'ldap', verb: 'handshake', what: 'ldaps://localhost:636', amount: null })
    transcript.add(AT, 'store', { kind: 'ldap', verb: 'bind', what: 'cn=audit', amount: null })
    expect(written(transcript)).toEqual(['connect', 'handshake', 'bind'])
    expect(transcript.summary().operations).toEqual({ files: 0, sql: 0, ldap: 0, http: 0 })
  })

  it('masks what a session names, in the lines and so in the digest', () => {
    const masked = new Transcript((text) => text.replaceAll('hunter2', '***'))
    const clean = new Transcript((text) => text)
    masked.add(AT, 'store', { kind: 'ldap', verb: 'search', what: 'cn=hunter2', amount: null })
    clean.add(AT, 'store', { kind: 'ldap', verb: 'search', what: 'cn=***', amount: null })
    expect(masked.text).not.toContain('hunter2')
    expect(masked.summary().digest).toBe(clean.summary().digest)
  })
})
