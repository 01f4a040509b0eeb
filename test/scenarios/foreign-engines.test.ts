import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MSSQL_PREAMBLE } from '../../src/statements/sql/preamble.ts'
import { SQL_STATEMENTS } from '../../src/statements/sql/index.ts'
import { authorityIn, type Issued } from '../servers/authority.ts'
import { startTds, type TdsBehaviour, type TdsServer } from '../servers/tds.ts'
import type { TdsColumn } from '../servers/tds-types.ts'
import { startTns, type TnsListener } from '../servers/tns.ts'
import { leaksIn, plainCanary } from '../support/canaries.ts'
import { type Ended, preflight } from '../support/cli.ts'

/**
 * A plan of SQL Server, Oracle and Db2, audited by the command: each driver in a process of its own under the permission model. A TDS responder and a TNS
 * listener of the tests stand in for the servers, and ibm_db is not installed.
 */
const password = plainCanary('password of the auditor')
const NAMES = ['what', 'name', 'value', 'more'] as const
const columns = (count: number): readonly TdsColumn[] =>
  Array.from({ length: count }, (_, index) => ({ name: NAMES[index] ?? `c${index}`, type: 'nvarchar' }))

/** A database with nothing in it. */
const answer: TdsBehaviour['answer'] = (text, values) => {
  if (text === MSSQL_PREAMBLE.login.text) return { columns: columns(4), rows: [['auditor', 'identity', 'dbo', '1']] }
  if (text === MSSQL_PREAMBLE.schema.text) return { columns: columns(1), rows: [[values[0] ?? null]] }
  const registered = SQL_STATEMENTS.find((statement) => statement.text === text)
  return registered === undefined
    ? { error: 50_000, message: `nobody registered this, ${password.value}` }
    : { columns: columns(registered.columns.length), rows: [] }
}

describe('engines whose servers cannot be had here', () => {
  let directory: string
  let tls: Issued
  let ca: string
  let oracle: TnsListener
  const servers: TdsServer[] = []
  beforeAll(async () => {
    directory = realpathSync(mkdtempSync(join(tmpdir(), 'foreign-')))
    const authority = authorityIn(directory)
    ca = authority.ca
    tls = authority.issue('sql')
    oracle = await startTns({ refuse: 12514 })
  })
  afterAll(async () => {
    for (const server of servers) await server.stop()
    await oracle.stop()
    rmSync(directory, { recursive: true, force: true })
  })

  const audited = async (
    behaviour: Partial<TdsBehaviour>,
  ): Promise<{ readonly ended: Ended; readonly server: TdsServer; readonly transcript: string }> => {
    const server = await startTds({ tls, answer, ...behaviour })
    servers.push(server)
    const plan = join(directory, 'preflight.yaml')
    const transcript = join(directory, 'transcript')
    const target = (role: string, engine: string, port: number, more = ''): string =>
      `{ type: database, role: ${role}, engine: ${engine}, host: 127.0.0.1, port: ${port}, database: identity, user: auditor, password: { env: PW }${more} }`
    writeFileSync(
      plan,
      [
        'version: 1\nprofile: wso2-is-5.11\nphase: pre-upgrade\ntargets:',
        `  ms: ${target('identity-db', 'mssql', server.port, `, tls: { ca: ${ca} }`)}`,
        `  ora: ${target('user-db', 'oracle', oracle.port)}`,
        `  db2: ${target('shared-db', 'db2', oracle.port)}`,
      ].join('\n'),
    )
    const args = ['audit', '--plan', plan, '--reporter', 'json', '--debug', '--transcript', transcript]
    return { ended: await preflight(args, { cwd: directory, env: { PW: password.value } }), server, transcript: readFileSync(transcript, 'utf8') }
  }
  const nothingLeaks = ({ ended, transcript }: { readonly ended: Ended; readonly transcript: string }): void => {
    expect(leaksIn(`${ended.stdout}${ended.stderr}${transcript}`, [password])).toEqual([])
  }

  test('are read as far as they answer', async () => {
    const run = await audited({})
    nothingLeaks(run)
    expect(run.ended.stdout).toContain('the listener knows no service of that name (NJS 518)')
    expect(run.ended.stdout).toContain('the driver for Db2 is not installed: npm install ibm_db --allow-scripts=ibm_db')
    expect(run.ended.stdout).toContain('SQL Server does not say what a session has written')
    // The statement log of the server, so to speak: nothing but what `queries` prints.
    const known = new Set([...SQL_STATEMENTS.map(({ text }) => text), ...Object.values(MSSQL_PREAMBLE).map(({ text }) => text)])
    const asked = run.server.asked.filter((one) => !/^(?:prelogin|login auditor@identity)$/.test(one)).map((one) => one.replace(/ \[[^\]]*\]$/, ''))
    expect(asked.filter((one) => !known.has(one))).toEqual([])
    expect(asked.length).toBeGreaterThan(10)
    expect(asked.filter((one) => one === MSSQL_PREAMBLE.rollback.text)).toHaveLength(
      asked.filter((one) => one === MSSQL_PREAMBLE.beginSnapshot.text).length,
    )
    expect(run.server.connections()).toBe(1)
  })

  test.each<[string, Partial<TdsBehaviour>, string]>([
    ['a refused login', { login: { error: 18456, message: `Login failed, ${password.value}` } }, 'refuses the account or its password (error 18456)'],
    ['encryption that was stripped', { encryption: 2 }, 'says that it does not encrypt'],
    ['an answer of bytes that are no token', { login: { tokens: Buffer.alloc(64, 0xff) } }, 'the answer is damaged'],
    [
      'errors that quote',
      { answer: (text, values) => (text.includes('TOP') ? { error: 229, message: password.value } : answer(text, values)) },
      'error 229',
    ],
    ['a connection that is cut', { answer: (text, values) => (text.includes('TOP') ? 'hang-up' : answer(text, values)) }, 'the connection was lost'],
  ])('tell of %s, once, and of no password', async (_what, behaviour, expected) => {
    const run = await audited(behaviour)
    nothingLeaks(run)
    expect(run.ended.code).not.toBe(0)
    expect(run.ended.stdout).toContain(expected)
    expect(run.server.connections()).toBe(1)
  })
})
