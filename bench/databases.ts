import { spawnSync } from 'node:child_process'
import knexOf, { type Knex } from 'knex'
import mysql from 'mysql2/promise'
import pg from 'pg'
import { CATALOGUES } from '../src/collectors/support/catalogue/index.ts'
import type { RunningDatabase } from '../test/servers/database.ts'
import { mariadbAvailable, startMysql } from '../test/servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../test/servers/postgres.ts'
import { toolAvailable } from '../test/support/required.ts'
import { buildPackage, builtProgram } from './built.ts'
import { machine } from './measure.ts'

/**
 * `npm run bench:databases`: the catalogue of 500 tables with 20 columns, 3 indexes and 2 foreign keys each, on a private PostgreSQL and MariaDB: the whole
 * process from the start of Node to the digest of the fact, against the engine's own dump of the schema; and reading alone, against a loop of knex'
 * `columnInfo()` and against the same statements sent by the bare driver, which does nothing with the answers. Each round takes all in turn. Needs the servers,
 * pg_dump and mariadb-dump; what is not there is left out.
 */
const TABLES = 500
const ROUNDS = 7
/** The loop takes a hundred times as long: fewer rounds of it. */
const LOOPS = 2
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const least = (values: readonly number[]): number => Math.min(...values)

const schemaSql = (id: string): string =>
  Array.from({ length: TABLES }, (_, table) => {
    const columns = Array.from(
      { length: 17 },
      (__, column) => `c${column} ${column % 3 === 0 ? 'integer default -1234' : "varchar(255) default 'ACTIVE'"}`,
    )
    const refers = (column: string): string => `, foreign key (${column}) references t${Math.max(0, table - 1)} (id) on delete cascade`
    const keys = [
      `create index i${table}a on t${table} (c1(100))`,
      `create index i${table}b on t${table} (c3, c6)`,
      `create index i${table}c on t${table} (c9)`,
    ]
    return [`create table t${table} (id ${id} primary key, p integer, q integer, ${columns.join(', ')}${refers('p')}${refers('q')})`, ...keys].join(
      ';\n',
    )
  }).join(';\n')

interface Read {
  readonly connectMs: number
  readonly readMs: number
  readonly statements: number
  readonly tables: number
}

const timed = (run: () => { readonly status: number | null; readonly stderr: string }): number => {
  const begun = performance.now()
  const { status, stderr } = run()
  if (status !== 0) throw new Error(stderr)
  return performance.now() - begun
}

const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const

const whole = (server: RunningDatabase, reads: Read[]): number =>
  timed(() => {
    const run = spawnSync(process.execPath, [builtProgram('read-catalogue'), server.engine, String(server.port), 'bench'], {
      ...options,
      input: server.admin.password,
    })
    if (run.status === 0) reads.push(JSON.parse(run.stdout) as Read)
    return run
  })

const knexLoop = async (client: Knex): Promise<number> => {
  const begun = performance.now()
  for (let table = 0; table < TABLES; table++) await client(`t${table}`).columnInfo()
  return performance.now() - begun
}

/** The statements of the catalogue by the driver alone, over a connection that is as fresh as ours. */
const bareDriver = async ({ engine, port, admin }: RunningDatabase): Promise<number> => {
  const { statements } = CATALOGUES[engine]
  const login = { host: '127.0.0.1', port, ...admin, database: 'bench' }
  const schema = engine === 'postgres' ? 'public' : 'bench'
  const asked = statements.map(({ text, parameters }) => ({ text, values: parameters.map(() => schema) }))
  if (engine === 'postgres') {
    const client = new pg.Client(login)
    await client.connect()
    const begun = performance.now()
    for (const { text, values } of asked) await client.query({ text, values, rowMode: 'array' })
    const ms = performance.now() - begun
    await client.end()
    return ms
  }
  const client = await mysql.createConnection(login)
  const begun = performance.now()
  for (const { text, values } of asked) await client.query({ sql: text, values, rowsAsArray: true })
  const ms = performance.now() - begun
  await client.end()
  return ms
}

interface Contest {
  readonly name: string
  readonly server: RunningDatabase
  readonly client: 'pg' | 'mysql2'
  readonly dump: { readonly name: string; readonly goal: number; readonly run: () => ReturnType<typeof spawnSync> } | null
  readonly most: number
}

const contest = async ({ name, server, client, dump, most }: Contest): Promise<void> => {
  const { user, password } = server.admin
  const knex = knexOf({ client, connection: { host: '127.0.0.1', port: server.port, user, password, database: 'bench' }, pool: { min: 1, max: 1 } })
  const [wholes, dumps, bares, loops]: [number[], number[], number[], number[]] = [[], [], [], []]
  const reads: Read[] = []
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      const process = whole(server, reads)
      const dumped = dump === null ? Number.NaN : timed(() => ({ ...dump.run(), stderr: '' }))
      const bare = await bareDriver(server)
      const looped = round > LOOPS ? Number.NaN : await knexLoop(knex)
      if (round === 0) continue
      wholes.push(process)
      dumps.push(dumped)
      bares.push(bare)
      if (!Number.isNaN(looped)) loops.push(looped)
    }
  } finally {
    await knex.destroy()
  }
  const [first] = reads
  if (first?.tables !== TABLES) throw new Error(`${name}: ${first?.tables ?? 0} tables were read`)
  const ours = least(wholes)
  const [connecting, reading] = [least(reads.slice(1).map(({ connectMs }) => connectMs)), least(reads.slice(1).map(({ readMs }) => readMs))]
  const line = (what: string, ms: number, note: string): void => say(`${what.padEnd(52)} ${ms.toFixed(0).padStart(6)} ms   ${note}`)
  say(`\n${name}, ${TABLES} tables x 20 columns, 3 indexes, 2 foreign keys; least of ${ROUNDS}; ${first.statements} statements (goal: ${most})`)
  line('whole process: start, connect, read, digest', ours, '')
  if (dump !== null) line(dump.name, least(dumps), `ours ${(ours / least(dumps)).toFixed(2)}x (goal: ${dump.goal}x)`)
  line('within it: load the driver, connect', connecting, '')
  line('within it: read, make the fact', reading, '')
  line('the same statements by the bare driver', least(bares), '')
  line(
    `knex columnInfo() x ${TABLES}, connected`,
    least(loops),
    `${(least(loops) / reading).toFixed(0)}x of reading (goal: 50x), ${(least(loops) / least(bares)).toFixed(0)}x of the bare driver`,
  )
}

const dumpWith = (program: string, args: readonly string[], env: NodeJS.ProcessEnv) => (): ReturnType<typeof spawnSync> =>
  spawnSync(program, args, { ...options, env: { ...process.env, ...env } })

say(`machine: ${machine()}`)
buildPackage()
if (postgresAvailable()) {
  const server = await startPostgres(['max_locks_per_transaction=4096', 'log_statement=none'])
  try {
    server.sql('postgres', 'create database bench')
    server.sql('bench', `${schemaSql('serial').replaceAll('(100)', '')};\nanalyze;`)
    const args = ['-s', '-h', '127.0.0.1', '-p', String(server.port), '-U', server.admin.user, 'bench']
    const dump = { name: 'pg_dump -s', goal: 0.8, run: dumpWith('pg_dump', args, { PGPASSWORD: server.admin.password }) }
    await contest({ name: 'PostgreSQL 15', server, client: 'pg', dump: toolAvailable('pg_dump') ? dump : null, most: 3 })
  } finally {
    await server.stop()
  }
}
if (mariadbAvailable()) {
  const server = await startMysql('mariadb', ['--general-log=0'])
  try {
    server.sql('', 'create database bench')
    server.sql('bench', `${schemaSql('integer auto_increment')};`)
    const args = [
      '--no-defaults',
      '--protocol=tcp',
      '--skip-ssl',
      '-h',
      '127.0.0.1',
      '-P',
      String(server.port),
      '-u',
      server.admin.user,
      '--no-data',
      'bench',
    ]
    const dump = { name: 'mariadb-dump --no-data', goal: 0.5, run: dumpWith('mariadb-dump', args, { MYSQL_PWD: server.admin.password }) }
    await contest({ name: 'MariaDB 10.11', server, client: 'mysql2', dump: toolAvailable('mariadb-dump') ? dump : null, most: 5 })
  } finally {
    await server.stop()
  }
}
