import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { FactError } from '../../../src/core/fact-error.ts'
import { Secret } from '../../../src/core/secret.ts'
import type { Engine, SqlStatement } from '../../../src/core/sql.ts'
import type { Operation } from '../../../src/core/session.ts'
import { digestOf } from '../../../src/sessions/sql/export/marks.ts'
import { loginOf } from '../../../src/sessions/sql/export/script.ts'
import { SqlDoor } from '../../../src/sessions/sql/sql-door.ts'
import { SQL_STATEMENTS } from '../../../src/statements/sql/index.ts'
import { sessionOver, temporaryTree } from '../../support/files.ts'

/** The door of a database over a file: what it answers, and all the ways in which it must not. Written in the form of Db2's client, which is the plainest. */
const tree = temporaryTree()
afterAll(tree.remove)

const hex = (text: string): string => `x${Buffer.from(text).toString('hex')}`
const row = (total: number, values: readonly (string | null)[]): string =>
  `R ${hex(String(total))} ${values.map((value) => (value === null ? '-' : hex(value))).join(' ')}`
const rows = (...values: readonly (readonly (string | null)[])[]): readonly string[] => values.map((one) => row(values.length, one))

const statementOf = (engine: Engine): SqlStatement => {
  const found = SQL_STATEMENTS.find((one) => one.engine === engine && one.parameters.length === 1 && one.parameters[0] === 'schema')
  if (found === undefined) throw new Error(`no statement of ${engine} binds the schema alone`)
  return found
}
const DB2 = statementOf('db2')
const LOGIN = loginOf('db2')
const VALUES = DB2.columns.map((_, index) => (index === 1 ? null : `v${index}`))

interface Asked {
  readonly id: string
  readonly digest: string
  readonly lines: readonly string[]
}
const login: Asked = { id: LOGIN.id, digest: digestOf(LOGIN, []), lines: rows(['dba', 'SAMPLE', 'WSO2', '2026-11-29 12:00:00']) }
const answer = (lines: readonly string[], more: Partial<Asked> = {}): Asked => ({ id: DB2.id, digest: digestOf(DB2, ['WSO2']), lines, ...more })

let files = 0
const fileOf = (...asked: readonly Asked[]): string => {
  const body = asked.flatMap(({ id, digest, lines }, number) => [
    `#iam-preflight ask ${number} ${id} ${digest}`,
    ...lines,
    `#iam-preflight end ${number}`,
  ])
  const file = join(tree.root, `answers-${++files}.txt`)
  writeFileSync(file, [`#iam-preflight begin 1 db2 ${asked.length}`, ...body, `#iam-preflight done ${asked.length}`].join('\n'))
  return file
}

const doorTo = (file: string, more: { readonly engine?: Engine; readonly schema?: string; readonly database?: string } = {}) => {
  const operations: Operation[] = []
  const door = new SqlDoor({
    engine: more.engine ?? 'db2',
    address: { host: 'db.example.test', port: 1, database: more.database ?? 'ALIAS', naming: 'service' },
    schema: more.schema ?? null,
    user: 'nobody',
    password: Secret.unavailable('there is none'),
    trust: async () => {
      throw new Error('nothing is to be connected to')
    },
    imported: file,
  })
  const { files: session } = sessionOver([tree.root])
  const sql = door.session({ files: session, signal: new AbortController().signal, record: (operation) => void operations.push(operation) })
  return { sql, operations, door }
}

const codeOf = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work
    return 'answered'
  } catch (error) {
    return error instanceof FactError ? error.code : 'broken'
  }
}
const asked = (file: string, more: Parameters<typeof doorTo>[1] = {}, values: readonly string[] = ['WSO2']) =>
  doorTo(file, more).sql.read([{ statement: DB2, values }])

describe('a file of answers', () => {
  test('answers what was asked, and says how', async () => {
    const { sql, operations, door } = doorTo(fileOf(login, answer(rows(VALUES, VALUES))))
    expect(await sql.read([{ statement: DB2, values: ['WSO2'] }])).toEqual([[VALUES, VALUES]])
    expect(await sql.schema()).toBe('WSO2')
    expect(await sql.connection()).toEqual({ transport: 'imported', user: 'dba', database: 'SAMPLE' })
    expect(await sql.witness()).toMatchObject({ verdict: 'not-witnessed' })
    // The report says it of the target, whatever facts were asked.
    expect(door.witness()).toEqual({
      verdict: 'not-witnessed',
      text: expect.stringMatching(/client of the database wrote.* at 2026-11-29 12:00:00 UTC/),
    })
    expect(operations.filter(({ kind }) => kind !== 'file')).toEqual([])
    expect(await asked(fileOf(login, answer([])))).toEqual([[]])
  })

  test('only registered statements, as over a connection', async () => {
    const { sql } = doorTo(fileOf(login, answer([])))
    expect(await codeOf(sql.read([{ statement: { ...DB2 }, values: ['WSO2'] }]))).toBe('internal')
  })

  test('what no script asks is not to be exported again', async () => {
    const withheld = SQL_STATEMENTS.find(({ engine, facts }) => engine === 'db2' && facts.length === 1 && facts[0] === 'stored-ciphertext')
    if (withheld === undefined) throw new Error('nothing is withheld any more')
    const read = doorTo(fileOf(login)).sql.read([{ statement: withheld, values: withheld.parameters.map(() => 'WSO2') }])
    await expect(read).rejects.toThrow(/is asked in no script: the answer would hold secrets/)
  })

  test.each([
    ['no answer to it', () => [login], 'missing-evidence'],
    ['an answer to another text', () => [login, answer([], { digest: 'f'.repeat(16) })], 'missing-evidence'],
    ['two answers', () => [login, answer([]), answer([])], 'ambiguous'],
    ['a row too few', () => [login, answer([row(2, VALUES)])], 'changed'],
    ['a row of another width', () => [login, answer(rows([...VALUES, 'x']))], 'parse-failed'],
    ['a table that was not there', () => [login, answer(['SQL0204N  "WSO2.T" is an undefined name.  SQLSTATE=42704'])], 'missing-evidence'],
    [
      'no right to it',
      () => [login, answer(['SQL0551N  The statement failed because the authorization ID does not have it.  SQLSTATE=42501'])],
      'permission-denied',
    ],
    ['nobody who was logged in', () => [answer([])], 'missing-evidence'],
    ['no time', () => [{ ...login, lines: rows(['dba', 'SAMPLE', 'WSO2', 'today']) }, answer([])], 'parse-failed'],
    ['no schema', () => [{ ...login, lines: rows(['dba', 'SAMPLE', null, '2026-11-29 12:00:00']) }, answer([])], 'missing-evidence'],
  ] as const)('%s: %s', async (_, content, code) => {
    expect(await codeOf(asked(fileOf(...content())))).toBe(code)
  })

  test('of another schema than the plan names, or is asked for', async () => {
    const file = fileOf(login, answer([]))
    expect(await codeOf(asked(file, { schema: 'wso2' }))).toBe('answered')
    expect(await codeOf(asked(file, { schema: 'OTHER' }))).toBe('ambiguous')
    expect(await codeOf(asked(file, {}, ['OTHER']))).toBe('missing-evidence')
  })

  test('of another engine, and one that is not there', async () => {
    const file = fileOf(login, answer([]))
    const other = doorTo(file, { engine: 'oracle' }).sql.read([{ statement: statementOf('oracle'), values: ['WSO2'] }])
    expect(await codeOf(other)).toBe('ambiguous')
    expect(await codeOf(asked(join(tree.root, 'nothing.txt')))).toBe('missing-evidence')
  })
})
