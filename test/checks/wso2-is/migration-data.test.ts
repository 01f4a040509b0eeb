import { describe, it } from 'vitest'
import { LOCAL_CLAIMS } from '../../../checks/wso2-is/data/local-claims.ts'
import { CLAIMS_PRESENT, IDENTITY_RULES, LACKING_CLAIMS, questionsOf, UMA_RULES, UMA_TABLES } from '../../../checks/wso2-is/data/migration-rules.ts'
import check from '../../../checks/wso2-is/migration-data.ts'
import type { CatalogueTable, DatabaseServer, Engine } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { catalogueOf, noneBut, notAsked, serverOf, tableOf, tooLarge, unanswered, type Answered } from '../../support/row-facts.ts'

const QUESTIONS = [...questionsOf(IDENTITY_RULES), LACKING_CLAIMS, ...questionsOf(UMA_RULES)]
const ALL_CLAIMS = LOCAL_CLAIMS.map((claim) => `CLAIM_URI ${claim}`)
const present = (keys: readonly string[]): Answered => ({ count: keys.length, keys })
const UUID = [{ name: 'uuid-ossp', installed: '1.1', available: '1.1' }]

const PG = serverOf('postgres', { product: 'PostgreSQL', version: '15.18', extensions: UUID })
const SETTINGS = {
  explicit_defaults_for_timestamp: '1',
  sql_mode: 'STRICT_TRANS_TABLES,NO_ZERO_DATE',
  character_set_database: 'latin1',
  innodb_default_row_format: 'dynamic',
  default_storage_engine: 'InnoDB',
  innodb_large_prefix: 'ON',
  innodb_page_size: '16384',
}
const mysql = (settings: Partial<typeof SETTINGS> = {}, without: readonly string[] = []): DatabaseServer =>
  serverOf('mysql', {
    settings: Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => (without.includes(name) ? [] : [{ name, value }])),
  })
const innodb = { storageEngine: 'InnoDB', rowFormat: 'Dynamic', characterSet: 'latin1' }
const tokens = (more: Partial<typeof innodb> = {}): readonly CatalogueTable[] => [
  tableOf('IDN_OAUTH2_ACCESS_TOKEN', { ...innodb, ...more, columns: { ACCESS_TOKEN: {}, REFRESH_TOKEN: {} } }),
  tableOf('IDN_OAUTH2_AUTHORIZATION_CODE', { ...innodb, columns: { AUTHORIZATION_CODE: {} } }),
]
const uma = (engine: Engine, names: readonly string[] = UMA_TABLES): readonly CatalogueTable[] =>
  names.map((name) => tableOf(engine === 'postgres' ? name.toLowerCase() : name, engine === 'mysql' ? innodb : {}))
const ticket = tableOf('IDN_UMA_PERMISSION_TICKET', {
  ...innodb,
  columns: { TIME_CREATED: { default: 'CURRENT_TIMESTAMP' }, EXPIRY_TIME: { default: 'CURRENT_TIMESTAMP' } },
})

const facts = (but: Readonly<Record<string, Answered>> = {}, server = PG, tables: readonly CatalogueTable[] = []) => ({
  catalogue: catalogueOf(server.engine, tables),
  server,
  rows: noneBut(QUESTIONS, { [CLAIMS_PRESENT]: present(ALL_CLAIMS), ...but }),
})
const onMysql = (settings: Partial<typeof SETTINGS>, tables = tokens(), without: readonly string[] = []) =>
  facts({}, mysql(settings, without), tables)
const noUma = Object.fromEntries(questionsOf(UMA_RULES).map((question) => [question, notAsked('IDN_UMA_RESOURCE')]))

testCheck({ describe, it }, check, {
  pass: [
    { name: 'in order, with all six UMA tables', trap: 'clean', facts: facts({}, PG, uma('postgres')), observed: '22 questions' },
    { name: 'in order, with none', trap: 'clean', facts: facts(noUma), observed: '16 questions' },
    {
      name: 'merely changed',
      trap: 'merely-changed',
      facts: facts({ 'tokens-without-user-domain': 3, 'tokens-without-tenant': 1, 'user-domains-not-upper-case': 1 }),
      messages: ['noUserDomain', 'noTenant', 'mixedCase'],
      observed: 'PostgreSQL 15.18',
    },
    { name: 'MySQL', trap: 'single-byte', facts: onMysql({}), observed: 'questions' },
    {
      name: 'a ticket table that has defaults',
      trap: 'settled-ticket',
      facts: onMysql({ explicit_defaults_for_timestamp: 'OFF' }, [
        ...tokens(),
        ...uma(
          'mysql',
          UMA_TABLES.filter((name) => name !== ticket.name),
        ),
        ticket,
      ]),
      observed: 'questions',
    },
    {
      name: 'timestamps without strict mode',
      facts: onMysql({ explicit_defaults_for_timestamp: '0', sql_mode: 'NO_ZERO_DATE' }),
      observed: 'questions',
    },
    {
      name: 'utf8mb4 of a table whose prefixes fit',
      facts: onMysql({}, tokens({ characterSet: 'utf8mb4' })),
      observed: 'questions',
    },
    {
      name: 'SQL Server, whose conditions are none of the others',
      trap: 'other-engine',
      facts: facts({}, serverOf('mssql', { product: 'Microsoft SQL Server', version: '15.0' })),
      observed: 'Microsoft SQL Server',
    },
    {
      name: 'uuid-ossp can be created',
      trap: 'offered-extension',
      facts: facts({}, { ...PG, extensions: [{ name: 'uuid-ossp', installed: null, available: '1.1' }], rights: ['create-extension'] }),
      observed: 'questions',
    },
    { name: 'Db2', facts: facts({}, serverOf('db2', { pageSizes: [4096, 32_768], rights: ['call-admin-cmd'] })), observed: 'questions' },
  ],
  fail: [
    {
      name: 'tenants without LOCAL',
      facts: facts({
        'tokens-without-local-idp': { count: 2, keys: ['TENANT_ID 7'] },
        'audited-tokens-without-local-idp': 1,
        'codes-without-local-idp': 1,
      }),
      messages: ['noLocalProvider', 'noLocalProvider', 'noLocalProvider'],
      subjects: ['IDN_OAUTH2_ACCESS_TOKEN', 'IDN_OAUTH2_ACCESS_TOKEN_AUDIT', 'IDN_OAUTH2_AUTHORIZATION_CODE'],
      says: ['IDN_OAUTH2_ACCESS_TOKEN: 2 rows', 'TENANT_ID 7'],
    },
    {
      name: 'empty bindings',
      trap: 'at-least',
      facts: facts({ 'empty-scope-bindings': { count: 1001, atLeast: true } }),
      messages: ['emptyBinding'],
      says: ['at least 1001 rows'],
    },
    { name: 'claims missing in mappings', facts: facts({ 'scope-claims-without-claim': 1 }), messages: ['noClaim'] },
    { name: 'claims twice in mappings', facts: facts({ 'duplicate-scope-claims': 1 }), messages: ['claimTwice'] },
    { name: 'scopes of both kinds', facts: facts({ 'scopes-of-both-kinds': 1 }), messages: ['bothKinds'], severity: 'high' },
    { name: 'scopes twice', facts: facts({ 'duplicate-scopes': 1 }), messages: ['scopeTwice'], severity: 'medium' },
    { name: 'tokens twice', facts: facts({ 'duplicate-active-tokens': 1 }), messages: ['tokenTwice'], severity: 'high' },
    { name: 'My Account', facts: facts({ 'my-account-clash': 1 }), messages: ['myAccount'] },
    {
      name: 'a tenant lacks local claims',
      facts: facts({ [LACKING_CLAIMS]: { count: 1, keys: ['TENANT_ID 8'] } }),
      messages: ['lackingClaims'],
      severity: 'high',
      says: ['missing in 1 tenants (TENANT_ID 8)', 'the super tenant lacks none'],
    },
    {
      name: 'the super tenant lacks one',
      facts: facts({ [LACKING_CLAIMS]: { count: 1, keys: ['TENANT_ID -1234'] }, [CLAIMS_PRESENT]: present(ALL_CLAIMS.slice(1)) }),
      messages: ['lackingClaims'],
      severity: 'high',
      says: [`the super tenant lacks ${LOCAL_CLAIMS[0] ?? '?'}`],
    },
    {
      name: 'no local dialect',
      trap: 'no-dialect',
      facts: facts({ [CLAIMS_PRESENT]: present([]) }),
      messages: ['lackingClaims'],
      severity: 'high',
      says: ['lacks all of http://wso2.org/claims'],
    },
    { name: 'orphans', facts: facts({ 'uma-orphans-scope': 1 }, PG, uma('postgres')), messages: ['orphans'], severity: 'high' },
    {
      name: 'a half-made UMA schema',
      facts: facts({}, PG, uma('postgres', UMA_TABLES.slice(0, 3))),
      messages: ['partialUma'],
      says: ['only 3 of the six'],
    },
    {
      name: 'five of the tables, and one in other letters',
      trap: 'shadow-table',
      facts: facts({}, PG, [...uma('postgres', UMA_TABLES.slice(1)), tableOf('IDN_UMA_PERMISSION_TICKET')]),
      messages: ['partialUma'],
      says: ['only 5 of the six'],
    },
    {
      name: 'five of the tables, and a view',
      facts: facts({}, PG, [...uma('postgres', UMA_TABLES.slice(1)), tableOf('idn_uma_permission_ticket', { kind: 'view' })]),
      messages: ['partialUma'],
    },
    {
      name: 'a table in other letters, of another character set, before the one that is migrated',
      facts: onMysql({}, [
        tableOf('Idn_oauth2_access_token', { ...innodb, columns: { ACCESS_TOKEN: {}, REFRESH_TOKEN: {} } }),
        ...tokens({ characterSet: 'utf8mb4', rowFormat: 'Compact' }),
      ]),
      messages: ['keyLength', 'keyLength'],
    },
    {
      name: 'timestamps of MySQL 5.7',
      facts: onMysql({ explicit_defaults_for_timestamp: '0' }),
      messages: ['timestampMode'],
      says: ['1067'],
    },
    {
      name: 'the mode TRADITIONAL',
      facts: onMysql({ explicit_defaults_for_timestamp: 'OFF', sql_mode: 'TRADITIONAL' }),
      messages: ['timestampMode'],
    },
    {
      name: 'utf8mb4 for new tables',
      facts: onMysql({ character_set_database: 'utf8mb4' }),
      messages: ['characterSet'],
      says: ['8196 bytes, of 3072'],
    },
    { name: 'short keys of new tables', facts: onMysql({ innodb_default_row_format: 'compact' }), messages: ['characterSet'], says: ['of 767'] },
    {
      name: 'short keys of the table of tokens',
      facts: onMysql({}, tokens({ rowFormat: 'Compact' })),
      messages: ['keyLength', 'keyLength'],
      subjects: ['IDN_OAUTH2_ACCESS_TOKEN.ACCESS_TOKEN', 'IDN_OAUTH2_ACCESS_TOKEN.REFRESH_TOKEN'],
    },
    {
      name: 'long prefixes switched off',
      facts: onMysql({ innodb_large_prefix: 'OFF' }),
      messages: ['characterSet', 'keyLength', 'keyLength', 'keyLength'],
      says: ['768 bytes, of 767'],
    },
    {
      name: 'small pages',
      facts: onMysql({ innodb_page_size: '8192' }),
      messages: ['characterSet'],
      says: ['2052 bytes, of 1536'],
    },
    { name: 'MyISAM', facts: onMysql({}, tokens({ storageEngine: 'MyISAM' })), messages: ['storageEngine'], says: ['IDN_OAUTH2_ACCESS_TOKEN'] },
    { name: 'MyISAM for new tables', facts: onMysql({ default_storage_engine: 'MyISAM' }), messages: ['defaultEngine'] },
    { name: 'no uuid-ossp to be had', facts: facts({}, { ...PG, extensions: [] }), messages: ['noUuid'] },
    {
      name: 'uuid-ossp may not be created',
      facts: facts({}, { ...PG, extensions: [{ name: 'uuid-ossp', installed: null, available: '1.1' }] }),
      messages: ['uuidRight'],
      severity: 'high',
    },
    {
      name: 'Db2 without large pages',
      facts: facts({}, serverOf('db2', { pageSizes: [4096], rights: ['call-admin-cmd'] })),
      messages: ['pageSize'],
      says: ['there are 4096'],
    },
    { name: 'Db2 without REORG', facts: facts({}, serverOf('db2', { pageSizes: [32_768] })), messages: ['adminCmd'], severity: 'medium' },
    {
      name: 'one found, another not answered',
      trap: 'fail-stands',
      facts: facts({ 'duplicate-scopes': 1, 'scopes-of-both-kinds': unanswered('timeout', 'slow') }),
      messages: ['scopeTwice'],
      severity: 'medium',
    },
  ],
  error: [
    {
      name: 'a table is hidden',
      trap: 'hidden-table',
      facts: facts({ 'duplicate-scopes': notAsked('IDN_OAUTH2_SCOPE') }),
      code: 'missing-evidence',
      says: 'IDN_OAUTH2_SCOPE not there in public, or not shown',
    },
    { name: 'a large table', trap: 'large-table', facts: facts({ 'duplicate-active-tokens': tooLarge }), code: 'missing-evidence', says: '5000000' },
    { name: 'nobody answered', facts: facts({ [CLAIMS_PRESENT]: unanswered('timeout', 'slow') }), code: 'missing-evidence', says: 'slow' },
    {
      name: 'what the check asks is not in the fact',
      facts: { ...facts(), rows: noneBut(QUESTIONS.slice(1), { [CLAIMS_PRESENT]: present(ALL_CLAIMS) }) },
      code: 'missing-evidence',
      says: 'tokens-without-local-idp was not asked',
    },
    {
      name: 'orphans not asked though the tables are there',
      facts: facts(noUma, PG, uma('postgres')),
      code: 'missing-evidence',
      says: 'uma-orphans',
    },
    {
      name: 'klingon',
      trap: 'unknown-character-set',
      facts: onMysql({ character_set_database: 'klingon' }),
      code: 'missing-evidence',
      says: 'klingon',
    },
    { name: 'no size of pages told', facts: onMysql({}, tokens(), ['innodb_page_size']), code: 'missing-evidence', says: 'innodb_page_size' },
    { name: 'no setting told', facts: onMysql({}, tokens(), ['sql_mode']), code: 'missing-evidence', says: 'sql_mode' },
    {
      name: 'no default engine told',
      facts: onMysql({}, tokens(), ['default_storage_engine']),
      code: 'missing-evidence',
      says: 'default_storage_engine',
    },
    {
      name: 'the row format is not told',
      facts: onMysql({}, [
        tableOf('IDN_OAUTH2_ACCESS_TOKEN', { storageEngine: 'InnoDB', columns: { ACCESS_TOKEN: {}, REFRESH_TOKEN: {} } }),
        ...tokens().slice(1),
      ]),
      code: 'missing-evidence',
      says: 'row format',
    },
  ],
})
