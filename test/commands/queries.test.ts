import { describe, expect, test } from 'vitest'
import { queryText } from '../../src/commands/support/query-text.ts'
import { ENGINES } from '../../src/core/sql.ts'
import { UserError } from '../../src/core/user-error.ts'
import { exportOf, queriesOf } from '../../src/run/queries.ts'
import { COLLECTORS } from '../../src/registry/registry.ts'
import { HTTP_REQUESTS } from '../../src/statements/http.ts'
import { LDAP_SEARCHES } from '../../src/statements/ldap.ts'
import { SQL_STATEMENTS } from '../../src/statements/sql/index.ts'
import { PREAMBLES } from '../../src/statements/sql/preamble.ts'

const SERVICES = [...Object.values(LDAP_SEARCHES), ...Object.values(HTTP_REQUESTS)]

describe('queries', () => {
  test('lists each statement once', async () => {
    const queries = await queriesOf(null)
    expect(queries.filter(({ door }) => door !== 'sql').map(({ id }) => id)).toEqual(SERVICES.map(({ id }) => id))
    const listed = queries.map(({ id, engine }) => `${engine ?? ''} ${id}`)
    expect(new Set(listed).size).toBe(listed.length)
  })

  test('names nothing that would change something', async () => {
    for (const { door, text } of await queriesOf(null)) if (door !== 'sql') expect(text).toMatch(door === 'http' ? /^GET <url>\// : /^search /)
  })

  test('every fact a statement is sent for has a collector', () => {
    const facts = new Set(COLLECTORS.map(({ fact }) => fact))
    const named = [...SERVICES, ...SQL_STATEMENTS].flatMap((one) => [...one.facts])
    expect(named.filter((fact) => !facts.has(fact))).toEqual([])
  })
})

describe('queries of an engine', () => {
  test.each(ENGINES)('%s: the preamble and every statement, whole, with what is bound and who needs it', async (engine) => {
    const queries = await queriesOf(null, engine)
    const statements = SQL_STATEMENTS.filter((statement) => statement.engine === engine)
    expect(queries.every((query) => query.engine === engine && query.door === 'sql')).toBe(true)
    expect(queries.filter(({ id }) => !id.startsWith('preamble-')).map(({ id, text }) => [id, text])).toEqual(
      statements.map(({ id, text }) => [id, text]),
    )
    const preamble = queries.filter(({ id }) => id.startsWith('preamble-')).map(({ text }) => text)
    expect(preamble).toEqual(statements.length === 0 ? [] : Object.values(PREAMBLES[engine] ?? {}).map(({ text }) => text))
    for (const query of queries) {
      const words = queryText(query)
      for (const line of query.text.split('\n')) expect(words).toContain(line)
      expect(words).toContain(query.purpose)
      expect(words).toContain(query.id.startsWith('preamble-') ? 'sent by every session' : 'needed by ')
      if ((query.parameters ?? []).length > 0) expect(words).toContain(`bound: ${query.parameters?.join(', ')}`)
    }
  })

  test('of a profile only what its checks need', async () => {
    expect((await queriesOf('pingam-8.1', 'postgres')).length).toBe(0)
    const wso2 = await queriesOf('wso2-is-5.11', 'postgres')
    expect(wso2.length).toBeGreaterThan(10)
    expect(wso2.filter(({ id, checks }) => !id.startsWith('preamble-') && checks.length === 0)).toEqual([])
  })
})

describe('a script', () => {
  const options = { schema: null, bound: new Map<string, string>(), without: [] }

  test.each(ENGINES.filter((engine) => SQL_STATEMENTS.some((statement) => statement.engine === engine)))(
    'of %s holds what is asked',
    async (engine) => {
      const script = await exportOf(engine, 'wso2-is-5.11', options)
      const asked = [...script.matchAll(/#iam-preflight ask \d+ (\S+)/g)].map(([, id]) => id)
      const refused = [...script.matchAll(/^-- Not asked: (\S+):/gm)].map(([, id]) => id)
      const needed = (await queriesOf('wso2-is-5.11', engine)).filter(({ id }) => !id.startsWith('preamble-')).map(({ id }) => id)
      expect([...asked, ...refused].sort()).toEqual(['login', ...needed].sort())
      // The same bytes every time: they are reviewed, and compared.
      expect(await exportOf(engine, 'wso2-is-5.11', options)).toBe(script)
    },
  )

  test('says what sorts a table whole, and leaves out what it is told to', async () => {
    const script = await exportOf('postgres', 'wso2-is-5.11', options)
    const heavy = [...script.matchAll(/^-- {4}It sorts (\S+) whole: where that is large, export --without (\S+)\.$/gm)]
    expect(heavy.length).toBeGreaterThan(1)
    const [, table = '', id = ''] = heavy[0] ?? []
    expect(table).toMatch(/^[A-Z]+_/)
    const lighter = await exportOf('postgres', 'wso2-is-5.11', { ...options, without: [id] })
    expect(lighter).toContain(`-- Not asked: ${id}: left out (--without).`)
    expect(lighter).not.toContain(`#iam-preflight ask 1 ${id} `)
    expect(lighter.match(/#iam-preflight ask/g)?.length).toBe((script.match(/#iam-preflight ask/g)?.length ?? 0) - 1)
    await expect(exportOf('postgres', 'wso2-is-5.11', { ...options, without: ['nothing'] })).rejects.toThrow('is asked no such thing')
  })

  test('of a profile that asks nothing is none', async () => {
    await expect(exportOf('postgres', 'pingam-8.1', options)).rejects.toThrow(UserError)
  })
})
