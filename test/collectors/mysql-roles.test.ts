import { describe, expect, test } from 'vitest'
import { cellsOf } from '../../src/collectors/support/catalogue/cells.ts'
import { besideOnMysql } from '../../src/collectors/support/server/mysql-roles.ts'
import { serverRows } from '../../src/collectors/support/server/said.ts'
import { FactError } from '../../src/core/fact-error.ts'
import type { SqlRow, SqlSession } from '../../src/core/sql.ts'
import type { ReasonCode } from '../../src/core/vocabulary.ts'
import { SERVER_STATEMENTS } from '../../src/statements/sql/server.ts'

/** Contract fixtures: what servers that cannot be had here say. Answers by the id of the statement; without one the question fails. */
const beside = async (version: string, answers: Readonly<Record<string, readonly SqlRow[] | ReasonCode>> | null) => {
  const asked: string[] = []
  const readOnce: SqlSession['readOnce'] = async (questions) =>
    questions.map(({ statement: { id } }) => {
      asked.push(id)
      const answer = answers?.[id] ?? 'unreachable'
      if (typeof answer === 'string') throw new FactError(answer, 'it fails')
      return answer
    })
  const rows = [['fact', 'version', version, null], ...(answers === null ? [] : [['view', 'APPLICABLE_ROLES', null, null]])]
  const said = await besideOnMysql({ readOnce } as SqlSession, serverRows(cellsOf(SERVER_STATEMENTS.mysql, rows)), 'wso2')
  return { ...said, asked }
}
const NONE = { 'server-roles': [], 'server-public': [] }

describe('rights that MySQL and MariaDB do not list', () => {
  test.each([
    '5.6.51',
    '5.7.29-log',
    '5.7.29-0ubuntu0.16.04.1',
    '5.7.44-48-log',
    '5.7.12-enterprise-commercial-advanced-log',
    '5.7.mysql_aurora.2.11.4',
    '5.7.44-rds.20240529',
  ])('%s knows no roles', async (version) => {
    expect(await beside(version, null)).toEqual({ unlisted: null, takesOn: null, asked: [] })
  })

  test.each(['8.0.18', '5.7.25-TiDB-v7.1.0', '5.7.25-OceanBase-v4.2.1', '10.0.4-MariaDB', 'mysql_aurora', '5.7', ''])(
    '%j may know roles, and has no view of them',
    async (version) => {
      expect(await beside(version, null)).toEqual({ unlisted: 'roles, if it has any: this server does not list them', takesOn: null, asked: [] })
    },
  )

  test.each([
    ['8.0.36-28', ['server-roles']],
    ['8.0.mysql_aurora.3.04.0', ['server-roles']],
    ['10.6.12-MariaDB-log', ['server-roles']],
    ['5.5.5-10.6.12-MariaDB', ['server-roles']],
    ['5.5.5-10.11.6-MariaDB', ['server-roles', 'server-public']],
    ['11.4.2-MariaDB-deb12', ['server-roles', 'server-public']],
    // `version` may be set: what cannot be known is asked.
    ['a MariaDB of ours', ['server-roles', 'server-public']],
  ])('%s is asked', async (version, asked) => {
    expect(await beside(version, NONE)).toEqual({ unlisted: null, takesOn: null, asked })
  })

  test('what fails, or is in no file, takes no other answer with it, and is not held to be nothing', async () => {
    for (const code of ['missing-evidence', 'permission-denied'] as const) {
      expect(await beside('8.0.36', { 'server-roles': code })).toMatchObject({ unlisted: 'roles, if it has any: they could not be read' })
      expect((await beside('10.11.6-MariaDB', { ...NONE, 'server-public': code })).unlisted).toMatch(/^grants to PUBLIC, if there are any: /)
    }
    // A connection that is lost, or damaged, is no answer.
    for (const code of ['deadline', 'unreachable', 'parse-failed', 'timeout', 'internal'] as const) {
      await expect(beside('8.0.36', { 'server-roles': code })).rejects.toThrow('it fails')
      await expect(beside('10.11.6-MariaDB', { ...NONE, 'server-public': code })).rejects.toThrow('it fails')
    }
  })

  test.each([
    ['GRANT USAGE ON *.* TO PUBLIC', false],
    ['GRANT ALL PRIVILEGES ON `test`.* TO PUBLIC', false],
    ['GRANT SELECT, INSERT ON `test\\_%`.* TO PUBLIC', false],
    ['GRANT INSERT ON `wso2`.* TO PUBLIC', true],
    ['GRANT INSERT (`a`) ON `WSO2`.`idn` TO PUBLIC', true],
    ['GRANT INSERT ON `w%`.* TO PUBLIC', true],
    ['GRANT INSERT ON `w.o2`.* TO PUBLIC', false],
    ['GRANT EXECUTE ON PROCEDURE `wso2`.`p` TO PUBLIC', true],
    ['GRANT FILE ON *.* TO PUBLIC', true],
    ['GRANT `writer` TO PUBLIC', true],
    ['something else', true],
  ])('%s concerns the schema: %s', async (line, concerns) => {
    const { unlisted } = await beside('10.11.6-MariaDB', { 'server-roles': [], 'server-public': [[line]] })
    expect(unlisted === 'grants to PUBLIC (SHOW GRANTS FOR PUBLIC)').toBe(concerns)
  })

  test('names in one order, and not all of very many', async () => {
    const roles = Array.from({ length: 30 }, (_, index) => ['active', `r${29 - index}`])
    const { unlisted } = await beside('8.0.36', { 'server-roles': roles })
    expect(unlisted).toMatch(/^roles: r0, r1, r10, .* and 10 more$/)
  })
})
