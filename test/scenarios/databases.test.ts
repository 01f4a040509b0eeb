import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { PREAMBLES } from '../../src/statements/sql/preamble.ts'
import { SQL_STATEMENTS } from '../../src/statements/sql/index.ts'
import { createIdentity, type RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, mysqlAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import * as pg from '../servers/scripted-postgres.ts'
import { preflight } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'
import { CANARY } from '../support/network-collection.ts'
import { required } from '../support/required.ts'

/**
 * Real databases by the command line, end to end: what the servers themselves have logged of an audit is registered statements and the preamble, what they
 * bear witness to is in the report, and the password is in nothing.
 */
const tree = temporaryTree()
afterAll(tree.remove)

const planFor = (name: string, engine: string, port: number, tls: object): string => {
  const path = join(tree.root, `${name}.yaml`)
  writeFileSync(
    path,
    stringify({
      version: 1,
      profile: 'wso2-is-5.11',
      phase: 'pre-upgrade',
      targets: {
        'identity-1': {
          type: 'database',
          role: 'identity-db',
          engine,
          host: '127.0.0.1',
          port,
          database: 'identity',
          user: 'auditor',
          password: { env: 'AUDITOR_PASSWORD' },
          ...tls,
        },
      },
    }),
  )
  return path
}

const audited = async (name: string, engine: string, port: number, tls: object = {}) => {
  const out = (file: string): string => join(tree.root, `${name}-${file}`)
  const outputs = [`--reporter=json=${out('report.json')}`, `--save=${out('snapshot.json')}`, `--transcript=${out('transcript.ndjson')}`]
  const ended = await preflight(['audit', '--plan', planFor(name, engine, port, tls), '--verbose', '--debug', '--reporter=table', ...outputs], {
    env: { AUDITOR_PASSWORD: CANARY },
  })
  expect(ended.code, ended.stderr + ended.stdout).not.toBe(2)
  const files = ['report.json', 'snapshot.json', 'transcript.ndjson'].map((file) => readFileSync(out(file), 'utf8'))
  expect([ended.stdout, ended.stderr, ...files].join('\n')).not.toContain(CANARY)
  const report: { readonly witness: readonly string[]; readonly summary: { readonly verdict: string }; readonly notes: readonly string[] } =
    JSON.parse(files[0] ?? '')
  const { evidence }: { readonly evidence: readonly { readonly fact: string; readonly sources?: readonly string[] }[] } = JSON.parse(files[1] ?? '')
  return { ended, report, evidence, transcript: files[2] ?? '' }
}

/** What was asked of the database, as the transcript has it. */
const selects = (transcript: string): readonly string[] =>
  transcript
    .trim()
    .split('\n')
    .map((line): { readonly verb: string; readonly what: string } => JSON.parse(line))
    .flatMap(({ verb, what }) => (verb === 'select' ? [what] : []))

/** White space as one, so that what a server logs in its own lines can be compared. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ').trim()

const CASES = [
  ['postgres', 'postgres', () => startPostgres(), postgresAvailable()],
  ['mariadb', 'mysql', () => startMysql('mariadb'), mariadbAvailable()],
  ['mysql', 'mysql', () => startMysql('mysql'), mysqlAvailable()],
] as const

describe.each(CASES)('%s', (name, engine, start, available) => {
  describe.skipIf(!required(name, available, name))('audited', () => {
    let server: RunningDatabase
    beforeAll(async () => {
      server = await start()
      createIdentity(server, CANARY)
      server.sql('identity', 'CREATE TABLE IDN_UMA_RESOURCE (ID int PRIMARY KEY)')
    }, 60_000)
    afterAll(async () => server.stop())

    const known = new Set(
      [...SQL_STATEMENTS.filter((one) => one.engine === engine), ...Object.values(PREAMBLES[engine])].map(({ text }) =>
        flat(text.replaceAll(/\$\d+|\?/g, '~')),
      ),
    )
    /** Values that were bound stand in a log of MySQL where the parameters were. */
    const isKnown = (text: string): boolean =>
      known.has(flat(text.replaceAll(/\$\d+|\?/g, '~'))) || [...known].some((one) => patternOf(one).test(flat(text)))
    const patternOf = (text: string): RegExp =>
      new RegExp(
        `^${text
          .split('~')
          .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
          .join("'[^']*'")}$`,
      )

    test('the server has logged what is registered, and bears witness', async () => {
      const before = server.log().length
      const { report, ended, transcript, evidence } = await audited(name, engine, server.port, name === 'mysql' ? {} : { tls: { insecure: true } })
      expect(ended.code, ended.stderr).not.toBe(1)
      expect(report.summary.verdict).not.toBe('tainted')
      expect(report.witness).toEqual([expect.stringMatching(/^identity-1: nothing was written: /)])
      expect(flat(ended.stdout)).toContain('witness: identity-1: nothing was written')
      const asked = selects(transcript)
      expect(asked.length).toBeGreaterThan(6)
      // What several facts need is asked once, and each of them names it as its source.
      const shared = evidence.find(({ fact }) => fact === 'uma-script-rehearsal')?.sources?.filter((source) => /^(?:catalogue|row)-/.test(source))
      expect(shared?.length).toBeGreaterThan(2)
      expect(asked.filter((what, index) => asked.indexOf(what) !== index)).toEqual([])
      const log = server.log().slice(before)
      const logged =
        engine === 'postgres'
          ? [...log.matchAll(/auditor@identity [^\n]*? LOG: {2}(?:execute <unnamed>|statement): ([\s\S]*?)(?=\n\d{4}-|\s*$)/g)].map(
              ([, text = '']) => text,
            )
          : [...log.matchAll(/ (?:Query|Execute)\t([\s\S]*?)(?=\n(?:\d{4}-|\d{6} |\t\t)|\s*$)/g)].map(([, text = '']) => text)
      expect(logged.length).toBeGreaterThan(10)
      expect(logged.filter((text) => !isKnown(text))).toEqual([])
      // A gate that lets anything through would prove nothing.
      expect([...logged.slice(0, 1).map((text) => `${text} FOR UPDATE`), 'SELECT 1', 'COMMIT'].filter(isKnown)).toEqual([])
    }, 60_000)

    test('a password that is wrong is tried once, and what it was is nowhere', async () => {
      const before = server.log().length
      server.sql(
        engine === 'postgres' ? 'postgres' : '',
        engine === 'postgres' ? `ALTER USER auditor PASSWORD 'another word'` : `SET PASSWORD FOR auditor@'%' = PASSWORD('another word')`,
      )
      const { report } = await audited(`${name}-refused`, engine, server.port)
      expect(report.summary.verdict).toBe('incomplete')
      expect(report.witness).toEqual(['identity-1: not witnessed: the login did not succeed, or the process that read it was stopped'])
      expect(
        server
          .log()
          .slice(before)
          .match(/password authentication failed|Access denied/g)?.length,
      ).toBe(1)
    }, 60_000)
  })
})

test('a server that says it was written to taints its target', async () => {
  const server = await pg.scriptedPostgres({
    onMessage: ({ type, text }) =>
      type === 'S' && text.includes('if_assigned')
        ? Buffer.concat([pg.PARSED, pg.columns(['assigned']), pg.row(['777']), pg.message('C', 'SELECT 1\0'), pg.ready()])
        : undefined,
  })
  try {
    const { report, ended } = await audited('written', 'postgres', server.port)
    expect(ended.code).toBe(24)
    expect(report.summary.verdict).toBe('tainted')
    expect(report.witness.join('\n')).toMatch(/^identity-1: something was written: /)
    expect(report.notes.join('\n')).toContain('the target says that it was written to')
  } finally {
    await server.stop()
  }
})
