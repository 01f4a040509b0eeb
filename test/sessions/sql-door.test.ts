import { expect, test } from 'vitest'
import { Secret } from '../../src/core/secret.ts'
import type { Operation } from '../../src/core/session.ts'
import type { SqlQuestion, SqlStatement } from '../../src/core/sql.ts'
import { SqlDoor } from '../../src/sessions/sql/sql-door.ts'
import { SQL_STATEMENTS } from '../../src/statements/sql/index.ts'
import { scriptedPostgres } from '../servers/scripted-postgres.ts'
import { asked, failure } from '../support/sql-adapter.ts'

/** The door to a scripted server, and everything that goes through it. */
const doorTo = (port: number, operations: Operation[]) => {
  const door = new SqlDoor({
    engine: 'postgres',
    address: { host: '127.0.0.1', port, database: 'identity', naming: 'service' },
    schema: null,
    user: 'auditor',
    password: Secret.of('the word of the auditor'),
    trust: () => Promise.resolve(null),
  })
  const files = new Proxy({} as never, { get: () => expect.fail('no file is read') })
  const session = door.session({ files, record: (operation) => void operations.push(operation), signal: AbortSignal.timeout(10_000) })
  return { door, session }
}

const registered = SQL_STATEMENTS.filter(({ engine }) => engine === 'postgres').slice(0, 1)
const questionOf = (statement: SqlStatement): SqlQuestion => ({ statement, values: statement.parameters.map(() => 'public') })

test('there is a statement to ask', () => expect(registered).toHaveLength(1))

test.each([
  'INSERT INTO t VALUES (1)',
  `COPY t TO PROGRAM 'rm -rf /'`,
  'FLUSH TABLES',
  `SELECT 1 INTO OUTFILE '/tmp/x'`,
  `SELECT nextval('s')`,
  'SELECT 1',
])('a statement that no registry holds is not sent, and nobody logs in for it: %s', async (text) => {
  const server = await scriptedPostgres({})
  const operations: Operation[] = []
  try {
    const { door, session } = doorTo(server.port, operations)
    expect(await failure(session.read([asked('postgres', text)]))).toBe('internal: the statement of-the-test is not registered for postgres')
    await door.close()
    expect(server.connections()).toBe(0)
    expect(operations).toEqual([])
  } finally {
    await server.stop()
  }
})

test.each(registered)('a copy of a registered statement is none: the object itself has to be in the registry', async (statement) => {
  const server = await scriptedPostgres({})
  try {
    const { door, session } = doorTo(server.port, [])
    expect(await failure(session.read([questionOf({ ...statement, text: 'DROP TABLE t' })]))).toMatch(/^internal: .*not registered/)
    expect(await failure(session.read([{ statement, values: [...statement.parameters, 'more'] }]))).toMatch(/^internal: .*takes \d+ values/)
    await door.close()
    expect(server.connections()).toBe(0)
  } finally {
    await server.stop()
  }
})

test('one connection and one login for all questions, also when it is refused', async () => {
  const refusing = await scriptedPostgres({ onMessage: ({ type, peer }) => (type === 'startup' ? (peer.socket.destroy(), null) : undefined) })
  try {
    const { door, session } = doorTo(refusing.port, [])
    const ends = await Promise.all([failure(session.schema()), failure(session.connection()), failure(session.witness())])
    expect(new Set(ends).size).toBe(1)
    expect(ends[0]).toMatch(/^unreachable/)
    expect(await failure(session.schema())).toBe(ends[0])
    expect(refusing.connections()).toBe(1)
    await door.close()
  } finally {
    await refusing.stop()
  }
})

test.each(registered)('questions are asked one after the other, and each is one operation', async (statement) => {
  const names = statement.columns
  const server = await scriptedPostgres({ rows: () => ({ names, rows: [names.map(() => 'x')] }) })
  const operations: Operation[] = []
  try {
    const { door, session } = doorTo(server.port, operations)
    const question = questionOf(statement)
    const answers = await Promise.all([session.read([question]), session.read([question, question])])
    expect(answers.map((one) => one.length)).toEqual([1, 2])
    expect(operations.map(({ verb }) => verb)).toEqual(['bind', 'connect', 'select', 'select', 'select'])
    expect(await session.witness()).toMatchObject({ verdict: 'nothing-written' })
    await door.close()
  } finally {
    await server.stop()
  }
})

test.each(registered)(
  'what several facts ask is asked once, and each of them names it; a failure, and what is asked with other values, is asked again',
  async (statement) => {
    const names = statement.columns
    let asked = 0
    const server = await scriptedPostgres({
      rows: () => ({ names: (asked += 1) === 1 ? ['odd'] : names, rows: [(asked === 1 ? ['odd'] : names).map(() => String(asked))] }),
    })
    const operations: Operation[] = []
    try {
      const { door, session } = doorTo(server.port, operations)
      const [question] = [questionOf(statement)]
      expect(await failure(session.readOnce([question]))).toMatch(/^parse-failed/)
      const answers = await session.readOnce([question])
      expect(answers[0]?.[0]?.[0]).toBe('2')
      const reused: string[] = []
      const another = door.session({
        files: new Proxy({} as never, { get: () => expect.fail('no file is read') }),
        record: (operation) => void operations.push(operation),
        reused: (what) => void reused.push(what),
        signal: AbortSignal.timeout(10_000),
      })
      expect(await another.readOnce([question])).toEqual(answers)
      const [, , first] = operations
      expect(reused).toEqual([first?.what])
      expect(operations.filter(({ verb }) => verb === 'select')).toHaveLength(2)
      expect((await another.readOnce([{ statement, values: statement.parameters.map(() => 'elsewhere') }]))[0]?.[0]?.[0]).toBe('3')
      expect((await another.readOnce([question, question])).map((rows) => rows[0]?.[0])).toEqual(['4', '5'])
      expect((await another.read([question]))[0]?.[0]?.[0]).toBe('6')
      await door.close()
    } finally {
      await server.stop()
    }
  },
)

test.each(registered)('an answer with other columns than asked for is none', async (statement) => {
  const server = await scriptedPostgres({
    rows: () => ({ names: Array.from({ length: 40 }, (_, index) => `c${index}`), rows: [Array.from({ length: 40 }, () => 'x')] }),
  })
  try {
    const { door, session } = doorTo(server.port, [])
    expect(await failure(session.read([questionOf(statement)]))).toMatch(/^parse-failed: the answer to .* does not have the columns asked for/)
    await door.close()
  } finally {
    await server.stop()
  }
})
