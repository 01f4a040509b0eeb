import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Evidence } from '../../src/core/fact.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { preflight } from '../support/cli.ts'
import { answeredBy } from '../support/database-client.ts'
import { temporaryTree } from '../support/files.ts'
import { required } from '../support/required.ts'
import { CLEAN_ROWS, ROW_CANARY } from '../support/wso2-rows.ts'
import { createTables } from '../support/wso2-tables.ts'

/** A site that lets no tool connect: the DBA's own client asks, and the file it writes gives the same facts as a connection would. */
const WORDS = 'name of the administrator role, in lower case'
const tree = temporaryTree()
afterAll(tree.remove)

const SETUPS = [
  ['PostgreSQL', 'postgres', required('PostgreSQL', postgresAvailable(), 'PostgreSQL of Debian, which is not there'), startPostgres],
  ['MariaDB', 'mysql', required('MariaDB', mariadbAvailable(), 'MariaDB of Debian, which is not there'), () => startMysql('mariadb')],
  ['MySQL 5.7', 'mysql', required('MySQL', mysqlAvailable(), 'MySQL 5.7, which is not there'), () => startMysql('mysql')],
] as const

describe.each(SETUPS)('%s', (name, engine, available, start) => {
  let server: RunningDatabase
  const path = (file: string): string => join(tree.root, `${name.replaceAll(/\W/g, '')}-${file}`)
  const plan = (more: Readonly<Record<string, string | number>> = {}): string => {
    const fields = { host: '127.0.0.1', port: server.port, database: 'wso2', user: server.admin.user, ...more }
    const file = path(`plan-${Object.keys(more).join('-')}.yaml`)
    const lines = Object.entries(fields).map(([key, value]) => `    ${key}: ${JSON.stringify(value)}`)
    writeFileSync(
      file,
      `version: 1
profile: wso2-is-5.11
phase: pre-upgrade
targets:
  identity-db:
    type: database
    role: identity-db
    engine: ${engine}
    tls: { insecure: true }
${lines.join('\n')}
    password: { env: DB_PASSWORD }
`,
    )
    return file
  }
  const collected = async (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Snapshot> => {
    const output = path(`snapshot-${args.length}-${Object.keys(env).length}.json`)
    const ended = await preflight(['collect', ...args, '--output', output], { env })
    expect(ended.stderr).toContain('facts of 1 targets')
    expect(ended.code).toBe(0)
    return JSON.parse(readFileSync(output, 'utf8'))
  }
  let answers: string

  beforeAll(async () => {
    if (!available) return
    server = await start()
    server.sql(engine === 'postgres' ? 'postgres' : '', engine === 'postgres' ? 'CREATE DATABASE wso2' : 'CREATE DATABASE wso2 CHARACTER SET utf8mb4')
    for (const sql of [...createTables(engine), ...CLEAN_ROWS]) server.sql('wso2', sql)
    const exported = await preflight(['queries', '--engine', engine, '--profile', 'wso2-is-5.11', '--export', '--bind', `${WORDS}=admin`])
    expect(exported.stderr).toBe('')
    answers = path('answers.txt')
    writeFileSync(answers, answeredBy(server, exported.stdout).text)
  }, 120_000)
  afterAll(() => server?.stop())

  test.runIf(available)(
    'the same facts as over a connection, and nothing is contacted',
    async () => {
      const live = await collected(['--plan', plan()], { DB_PASSWORD: server.admin.password })
      const before = server.log().length
      // No password is there, and nothing listens where this plan says.
      const imported = await collected(['--plan', plan({ port: 9 }), '--import', answers, '--target', 'identity-db'])
      expect(server.log().length).toBe(before)
      const facts = comparable(imported.evidence, name)
      expect(Object.keys(facts).length).toBeGreaterThan(3)
      expect(facts).toEqual(comparable(live.evidence, name))
      // What everybody may do is asked in no script, and so held to be unknown.
      expect(JSON.stringify(imported.evidence).includes('grants to PUBLIC, if there are any')).toBe(name === 'MariaDB')
      const states = imported.evidence.filter(({ fact }) => fact !== 'stored-ciphertext').map(({ state }) => state)
      expect(new Set(states)).toEqual(new Set(['value']))
    },
    60_000,
  )

  test.runIf(available)(
    'no row of a column that is encrypted is in the file, and the fact about it is in error',
    async () => {
      expect(readFileSync(answers, 'utf8')).not.toContain(ROW_CANARY)
      const { evidence } = await collected(['--plan', plan({ port: 9 }), '--import', `identity-db=${answers}`])
      const [item] = evidence.filter(({ fact }) => fact === 'stored-ciphertext')
      expect(item).toBeDefined()
      expect(JSON.stringify(item)).toMatch(/is asked in no script: the answer would hold secrets/)
    },
    60_000,
  )

  test.runIf(available)(
    'a file that is cut, of another database, or none at all is an error of every fact',
    async () => {
      const text = readFileSync(answers, 'utf8')
      const cases = [
        ['cut.txt', text.slice(0, -200), {}, 'truncated'],
        ['other.txt', text, { database: 'other' }, 'ambiguous'],
        ['none.txt', 'psql: error: connection refused\n', {}, 'parse-failed'],
      ] as const
      for (const [file, content, more, code] of cases) {
        writeFileSync(path(file), content)
        const { evidence } = await collected(['--plan', plan({ port: 9, ...more }), '--import', path(file), '--target', 'identity-db'])
        expect(evidence.map((item) => (item.state === 'error' ? item.reason.code : item.state))).toEqual(evidence.map(() => code))
      }
    },
    60_000,
  )
})

/** Facts by what they are, without how they came. */
const comparable = (evidence: readonly Evidence[], server: string): Readonly<Record<string, unknown>> => {
  const unlike = ['transport', 'port', 'sources', 'bytes', ...(server === 'MariaDB' ? ['unlisted'] : [])]
  return Object.fromEntries(
    evidence
      .filter(({ fact }) => fact !== 'stored-ciphertext')
      .map((item) => {
        const text = JSON.stringify(item.state === 'value' ? { value: item.value, omitted: item.omitted } : item)
        const value: unknown = JSON.parse(text, (key, inner: unknown) => (unlike.includes(key) ? null : inner))
        return [`${item.fact} ${JSON.stringify(item.params)}`, value] as const
      }),
  )
}

describe('what cannot be imported', () => {
  test.each([
    [['--import', 'nothing.txt'], 'nothing.txt cannot be read'],
    [['--import', 'a.txt', '--import', 'b.txt'], 'it is not clear which database a.txt is of'],
    [['--import', 'identty=a.txt'], 'no database that is looked at is called identty; did you mean "identity"?'],
    [['--import', '.'], '. is not a file'],
  ])('%s', async (args, says) => {
    const file = join(tree.root, 'two.yaml')
    const target = (name: string, role: string): string =>
      `  ${name}: { type: database, role: ${role}, engine: postgres, host: h, database: d, user: u, password: { env: P } }`
    const both = args.length > 2 ? `\n${target('users', 'user-db')}` : ''
    writeFileSync(file, `version: 1\nprofile: wso2-is-5.11\nphase: pre-upgrade\ntargets:\n${target('identity', 'identity-db')}${both}\n`)
    const ended = await preflight(['collect', '--plan', file, '--output', join(tree.root, 'out.json'), ...args], { cwd: tree.root })
    expect(ended.stderr).toContain(says)
    expect(ended.code).toBe(2)
  })
})

describe('a dry run', () => {
  const target = `  identity: { type: database, role: identity-db, engine: postgres, host: db.example.test, database: d, user: u, password: { env: P } }`
  const file = (): string => {
    const name = join(tree.root, 'dry.yaml')
    writeFileSync(name, `version: 1\nprofile: wso2-is-5.11\nphase: pre-upgrade\ntargets:\n${target}\n`)
    return name
  }

  test('lists the host, and every statement of the engine that the checks ask, and contacts nothing', async () => {
    const { stdout, code } = await preflight(['audit', '--dry-run', '--plan', file()])
    expect(code).toBe(0)
    expect(stdout).toContain('host  db.example.test:5432')
    expect(stdout).toContain('environment variable P')
    const { queriesOf } = await import('../../src/run/queries.ts')
    const flat = stdout.replaceAll(/\s+/g, ' ')
    const texts = (await queriesOf('wso2-is-5.11', 'postgres')).filter(({ purpose, checks }) => purpose !== undefined && checks.length > 0)
    expect(texts.length).toBeGreaterThan(5)
    const listed = texts.filter(({ id, text }) => flat.includes(`runs ${id}: ${text.replaceAll(/\s+/g, ' ')}`))
    // What checks of later phases ask is not asked before.
    expect(listed.length).toBeGreaterThan(5)
    expect(flat).toContain('runs preamble-begin: BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    expect(stdout.match(/^ {2}runs {2}/gm)?.length).toBe(
      listed.length + (await queriesOf('wso2-is-5.11', 'postgres')).filter(({ id }) => id.startsWith('preamble-')).length,
    )
  })

  test('of an import: the file, no host and no secret', async () => {
    const answers = join(tree.root, 'some.txt')
    writeFileSync(answers, '')
    const { stdout } = await preflight(['collect', '--dry-run', '--plan', file(), '--import', answers, '--output', join(tree.root, 'o.json')])
    expect(stdout).toContain(`file  ${answers}`)
    expect(stdout).not.toContain('db.example.test')
    expect(stdout).toContain('No secret would be fetched.')
  })
})
