import { describe, expect, it } from 'vitest'
import { databaseAddressOf } from '../../src/core/database-address.ts'
import { defineProfile } from '../../src/core/profile.ts'
import { complaints, goodPlan, HEAD, PROFILE } from './plan-harness.ts'

const profile = defineProfile({ ...PROFILE, roles: [{ role: 'identity-db', type: 'database', min: 1, max: null }] })
const KNOWN = { profiles: new Map([[profile.id, profile]]), checks: profile.checks }

const plan = (fields: string): string => `${HEAD}targets:\n  db: { type: database, role: identity-db, ${fields} }\n`
const LOGIN = 'user: auditor, password: { env: PW }'

describe('a target of type database', () => {
  it.each([
    [`engine: postgres, url: 'jdbc:postgresql://[::1]:5433/identity', ${LOGIN}`, { host: '::1', port: 5433, database: 'identity' }],
    [`engine: mssql, host: db.example, database: identity, ${LOGIN}`, { host: 'db.example', port: 1433, database: 'identity' }],
    [`engine: oracle, url: 'jdbc:oracle:thin:@db:1521:ORCL', schema: WSO2, ${LOGIN}`, { host: 'db', port: 1521, database: 'ORCL', naming: 'sid' }],
    [`engine: db2, host: db, port: 50001, database: identity, script: /x.sql, tls: { ca: /ca.pem }, ${LOGIN}`, { host: 'db', port: 50_001 }],
  ])('%s', async (fields, address) => {
    const [target] = (await goodPlan(plan(fields), KNOWN)).targets
    expect(databaseAddressOf(JSON.parse(JSON.stringify(target?.fields)))).toMatchObject(address)
  })

  it.each<[string, string, RegExp]>([
    ['no engine', `host: db, database: x, ${LOGIN}`, /^preflight.yaml:5:3: targets.db lacks "engine"/],
    [
      'an unknown engine',
      `engine: postgress, host: db, database: x, ${LOGIN}`,
      /^preflight.yaml:5:52: targets.db.engine may not be "postgress"[^]*did you mean "postgres"\?/,
    ],
    [
      'an engine by its other name',
      `engine: mariadb, host: db, database: x, ${LOGIN}`,
      /^preflight.yaml:5:52: .*"mariadb"[^]*one of postgres, mysql, mssql, oracle, db2$/,
    ],
    ['no user', 'engine: postgres, host: db, database: x, password: { env: PW }', /^preflight.yaml:5:3: targets.db lacks "user"/],
    ['no password', 'engine: postgres, host: db, database: x, user: auditor', /^preflight.yaml:5:3: targets.db lacks "password"/],
    [
      'a password in clear',
      'engine: postgres, host: db, database: x, user: auditor, password: geheim-4711',
      /^preflight.yaml:5:110: targets.db.password is written out/,
    ],
    ['neither url nor host', `engine: postgres, ${LOGIN}`, /^preflight.yaml:5:52: targets.db: it needs url, or host and database/],
    ['a host and no database', `engine: postgres, host: db, ${LOGIN}`, /^preflight.yaml:5:52: targets.db: it needs url, or host and database/],
    [
      'url and host',
      `engine: postgres, url: 'jdbc:postgresql://db/x', host: db, ${LOGIN}`,
      /^preflight.yaml:5:67: targets.db: it has a url and its parts as well/,
    ],
    [
      'a url of another engine',
      `engine: postgres, url: 'jdbc:mysql://db/x?password=geheim-4711', ${LOGIN}`,
      /^preflight.yaml:5:67: targets.db: the url is one of MySQL[^]*url: \*\*\*/,
    ],
    [
      'a url without a database, which has nothing to do with passwords',
      `engine: postgres, url: 'jdbc:postgresql://db', ${LOGIN}`,
      /such as jdbc:postgresql:\/\/host:5432\/database(?![^]*given apart)/,
    ],
    [
      'a fingerprint that is none',
      `engine: postgres, host: db, database: x, tls: { fingerprint: "AA:BB" }, ${LOGIN}`,
      /tls.fingerprint must be of another form[^]*SHA-256 of the certificate, pairs joined by colons/,
    ],
    [
      "the product's schema in the url, which the tool would not look at",
      `engine: postgres, url: 'jdbc:postgresql://db/x?ssl=true&currentSchema=am', ${LOGIN}`,
      /targets.db: the url names a schema \(currentSchema\); give it as schema/,
    ],
    [
      'the same of Db2',
      `engine: db2, url: 'jdbc:db2://db/x:currentSchema=AM;', ${LOGIN}`,
      /targets.db: the url names a schema \(currentSchema\); give it as schema/,
    ],
    [
      'a url with a password',
      `engine: oracle, url: 'jdbc:oracle:thin:scott/geheim-4711@db:1521:ORCL', ${LOGIN}`,
      /^preflight.yaml:5:65: targets.db: the url holds a user or a password[^]*url: \*\*\*/,
    ],
    [
      'a connection string of .NET',
      `engine: mssql, url: 'Data Source=db;Pwd=geheim-4711', ${LOGIN}`,
      /^preflight.yaml:5:64: targets.db: the url is a connection string of .NET[^]*url: \*\*\*/,
    ],
    [
      'an embedded H2',
      `engine: mysql, url: 'jdbc:h2:./repository/database/x', ${LOGIN}`,
      /^preflight.yaml:5:64: targets.db: the url is that of an H2 database/,
    ],
    [
      'an instance of SQL Server',
      `engine: mssql, host: 'db\\WSO2', database: x, ${LOGIN}`,
      /^preflight.yaml:5:52: targets.db: its host names an instance of SQL Server/,
    ],
    [
      'a port that is none',
      `engine: postgres, host: db, port: 65536, database: x, ${LOGIN}`,
      /^preflight.yaml:5:78: targets.db.port must be <= 65535/,
    ],
    [
      'a port that is text',
      `engine: postgres, host: db, port: '5432', database: x, ${LOGIN}`,
      /^preflight.yaml:5:78: targets.db.port must be a whole number, not text/,
    ],
    [
      'an unknown field',
      `engine: postgres, host: db, datbase: x, ${LOGIN}`,
      /^preflight.yaml:5:72: unknown key "datbase" in targets.db[^]*did you mean "database"\?/,
    ],
  ])('%s', async (_what, fields, expected) => {
    const printed = await complaints(plan(fields), KNOWN)
    expect(printed).toMatch(expected)
    expect(printed).not.toContain('geheim')
  })

  it('has a role of its type', async () => {
    const text = `${HEAD}targets:\n  db: { type: database, role: identity, engine: postgres, host: db, database: x, ${LOGIN} }\n`
    expect(await complaints(text, KNOWN)).toMatch(/^preflight.yaml:5:\d+: .*identity[^]*/)
  })
})
