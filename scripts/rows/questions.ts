import { LOCAL_CLAIM_DIALECT, LOCAL_CLAIMS } from '../../checks/wso2-is/data/local-claims.ts'
import { condition, duplicates, latest, orphans, parameter, rowCount, sample, type Question } from './definition.ts'

const SUPER_TENANT = -1234
const EXACT = 1_000_001
const SESSIONS = 10_001

/** d: users of a tenant whose identity provider LOCAL is not there get no IDP_ID (facts/wso2.md §3.5 d). */
const withoutLocalProvider = (id: string, table: string): Question =>
  condition(
    id,
    `rows of ${table} of local users in a tenant that has no identity provider LOCAL`,
    [
      { table, columns: ['TENANT_ID', 'USER_DOMAIN'] },
      { table: 'IDP', columns: ['TENANT_ID', 'NAME'] },
    ],
    ['TENANT_ID'],
    (k) =>
      k({ t: table })
        .select('t.TENANT_ID')
        .where('t.USER_DOMAIN', '<>', 'FEDERATED')
        .whereNotExists(k({ i: 'IDP' }).select(k.raw('1')).where('i.TENANT_ID', k.ref('t.TENANT_ID')).where('i.NAME', 'LOCAL')),
  )

const CON_APP_KEY = ['CONSUMER_KEY_ID', 'AUTHZ_USER', 'TENANT_ID', 'USER_DOMAIN', 'USER_TYPE', 'TOKEN_SCOPE_HASH', 'TOKEN_STATE_ID']

/** Facts/wso2.md §3.5, by its letters; r: §3.1 "Foreign keys"; s: §5.4. */
export const QUESTIONS: readonly Question[] = [
  withoutLocalProvider('tokens-without-local-idp', 'IDN_OAUTH2_ACCESS_TOKEN'),
  withoutLocalProvider('audited-tokens-without-local-idp', 'IDN_OAUTH2_ACCESS_TOKEN_AUDIT'),
  withoutLocalProvider('codes-without-local-idp', 'IDN_OAUTH2_AUTHORIZATION_CODE'),
  condition(
    'tokens-without-user-domain',
    'tokens without USER_DOMAIN',
    [{ table: 'IDN_OAUTH2_ACCESS_TOKEN', columns: ['TENANT_ID', 'USER_DOMAIN'] }],
    ['TENANT_ID'],
    (k) => k('IDN_OAUTH2_ACCESS_TOKEN').select('TENANT_ID').whereNull('USER_DOMAIN'),
  ),
  condition(
    'empty-scope-bindings',
    'rows of IDN_OAUTH2_SCOPE_BINDING that bind nothing',
    [{ table: 'IDN_OAUTH2_SCOPE_BINDING', columns: ['SCOPE_ID', 'SCOPE_BINDING'] }],
    ['SCOPE_ID'],
    (k) => k('IDN_OAUTH2_SCOPE_BINDING').select('SCOPE_ID').whereNull('SCOPE_BINDING').orWhere('SCOPE_BINDING', ''),
  ),
  condition(
    'scope-claims-without-claim',
    'rows of IDN_OIDC_SCOPE_CLAIM_MAPPING without a claim',
    [{ table: 'IDN_OIDC_SCOPE_CLAIM_MAPPING', columns: ['ID', 'SCOPE_ID', 'EXTERNAL_CLAIM_ID'] }],
    ['ID', 'SCOPE_ID'],
    (k) => k('IDN_OIDC_SCOPE_CLAIM_MAPPING').select('ID', 'SCOPE_ID').whereNull('EXTERNAL_CLAIM_ID'),
  ),
  duplicates('duplicate-scope-claims', 'IDN_OIDC_SCOPE_CLAIM_MAPPING', ['SCOPE_ID', 'EXTERNAL_CLAIM_ID']),
  condition(
    'scopes-of-both-kinds',
    'scopes of OAuth 2 named as one of OpenID Connect (the question of the MigrationValidator of WSO2)',
    [
      { table: 'IDN_OAUTH2_SCOPE', columns: ['NAME', 'TENANT_ID'] },
      { table: 'IDN_OIDC_SCOPE', columns: ['NAME'] },
    ],
    ['NAME', 'TENANT_ID'],
    (k) =>
      k('IDN_OAUTH2_SCOPE')
        .select('NAME', 'TENANT_ID')
        .whereIn('NAME', k({ o: 'IDN_OIDC_SCOPE' }).select('o.NAME')),
  ),
  duplicates('duplicate-scopes', 'IDN_OAUTH2_SCOPE', ['NAME', 'TENANT_ID']),
  // The unique key of 5.7.0 has TENANT_ID already in the scripts for the other engines (facts/data).
  duplicates('duplicate-active-tokens', 'IDN_OAUTH2_ACCESS_TOKEN', CON_APP_KEY, {
    shown: ['CONSUMER_KEY_ID', 'TENANT_ID', 'USER_DOMAIN'],
    where: [['TOKEN_STATE', 'ACTIVE']],
    engines: ['postgres', 'oracle'],
  }),
  condition(
    'my-account-clash',
    'a service provider My Account beside the User Portal that is to be renamed so',
    [
      { table: 'SP_APP', columns: ['ID', 'APP_NAME', 'TENANT_ID'] },
      { table: 'IDN_OAUTH_CONSUMER_APPS', columns: ['CONSUMER_KEY'] },
    ],
    ['ID', 'APP_NAME'],
    (k) =>
      k({ s: 'SP_APP' })
        .select('s.ID', 's.APP_NAME')
        .where('s.APP_NAME', 'My Account')
        .where('s.TENANT_ID', SUPER_TENANT)
        .where((either) => {
          void either
            .whereExists(
              k({ p: 'SP_APP' }).select(k.raw('1')).whereIn('p.APP_NAME', ['User Portal', 'USER_PORTAL']).where('p.TENANT_ID', SUPER_TENANT),
            )
            .orWhereExists(k({ c: 'IDN_OAUTH_CONSUMER_APPS' }).select(k.raw('1')).where('c.CONSUMER_KEY', 'USER_PORTAL'))
        }),
  ),
  condition(
    'local-claims-present',
    'which of the local claims that the migration builds on the super tenant has',
    [
      { table: 'IDN_CLAIM', columns: ['DIALECT_ID', 'CLAIM_URI'] },
      { table: 'IDN_CLAIM_DIALECT', columns: ['ID', 'DIALECT_URI', 'TENANT_ID'] },
    ],
    ['CLAIM_URI'],
    (k) =>
      k({ d: 'IDN_CLAIM_DIALECT' })
        .select('c.CLAIM_URI')
        .innerJoin({ c: 'IDN_CLAIM' }, 'c.DIALECT_ID', 'd.ID')
        .where('d.DIALECT_URI', LOCAL_CLAIM_DIALECT)
        .where('d.TENANT_ID', SUPER_TENANT)
        .whereIn('c.CLAIM_URI', LOCAL_CLAIMS),
    { kept: LOCAL_CLAIMS.length },
  ),
  condition(
    'tenants-lacking-local-claims',
    `tenants that have fewer than the ${LOCAL_CLAIMS.length} local claims that the migration builds on`,
    [
      { table: 'IDN_CLAIM', columns: ['ID', 'DIALECT_ID', 'CLAIM_URI'] },
      { table: 'IDN_CLAIM_DIALECT', columns: ['ID', 'DIALECT_URI', 'TENANT_ID'] },
      { table: 'IDP', columns: ['TENANT_ID'] },
    ],
    ['TENANT_ID'],
    (k) =>
      // A tenant that has not even the dialect is known by the others it has, or by its identity providers: each has a resident one.
      k(
        k('IDN_CLAIM_DIALECT')
          .select('TENANT_ID')
          .union([k('IDP').select('TENANT_ID').whereNotNull('TENANT_ID')])
          .as('x'),
      )
        .select('x.TENANT_ID')
        .leftJoin({ d: 'IDN_CLAIM_DIALECT' }, (join) => join.on('d.TENANT_ID', 'x.TENANT_ID').onIn('d.DIALECT_URI', [LOCAL_CLAIM_DIALECT]))
        .leftJoin({ c: 'IDN_CLAIM' }, (join) => join.on('c.DIALECT_ID', 'd.ID').onIn('c.CLAIM_URI', [...LOCAL_CLAIMS]))
        .groupBy('x.TENANT_ID')
        .having(k.raw('count(distinct ??)', ['c.CLAIM_URI']), '<', LOCAL_CLAIMS.length),
    { groups: ['IDN_CLAIM'] },
  ),
  condition(
    'tokens-without-tenant',
    'tokens without TENANT_ID',
    [{ table: 'IDN_OAUTH2_ACCESS_TOKEN', columns: ['TENANT_ID', 'CONSUMER_KEY_ID'] }],
    ['CONSUMER_KEY_ID'],
    (k) => k('IDN_OAUTH2_ACCESS_TOKEN').select('CONSUMER_KEY_ID').whereNull('TENANT_ID'),
  ),
  condition(
    'providers-without-tenant',
    'identity providers without TENANT_ID',
    [{ table: 'IDP', columns: ['ID', 'NAME', 'TENANT_ID'] }],
    ['ID', 'NAME'],
    (k) => k('IDP').select('ID', 'NAME').whereNull('TENANT_ID'),
  ),
  condition(
    'user-domains-not-upper-case',
    'tokens whose USER_DOMAIN is not in upper case',
    [{ table: 'IDN_OAUTH2_ACCESS_TOKEN', columns: ['USER_DOMAIN'] }],
    ['USER_DOMAIN'],
    // Collations of MySQL and SQL Server compare without case: there the bytes are compared.
    (k, engine) => {
      const bytes = engine === 'mysql' ? 'binary(??)' : engine === 'mssql' ? 'cast(?? as varbinary(200))' : '??'
      const upper = bytes.replace('??', 'upper(??)')
      return k('IDN_OAUTH2_ACCESS_TOKEN')
        .select('USER_DOMAIN')
        .where(k.raw(`${bytes} <> ${upper}`, ['USER_DOMAIN', 'USER_DOMAIN']))
    },
  ),
  orphans('uma-orphans-meta-data', 'IDN_UMA_RESOURCE_META_DATA', 'RESOURCE_IDENTITY', 'IDN_UMA_RESOURCE'),
  orphans('uma-orphans-scope', 'IDN_UMA_RESOURCE_SCOPE', 'RESOURCE_IDENTITY', 'IDN_UMA_RESOURCE'),
  orphans('uma-orphans-ticket', 'IDN_UMA_PT_RESOURCE', 'PT_ID', 'IDN_UMA_PERMISSION_TICKET'),
  orphans('uma-orphans-ticket-resource', 'IDN_UMA_PT_RESOURCE', 'PT_RESOURCE_ID', 'IDN_UMA_RESOURCE'),
  orphans('uma-orphans-permission', 'IDN_UMA_PT_RESOURCE_SCOPE', 'PT_RESOURCE_ID', 'IDN_UMA_PT_RESOURCE'),
  orphans('uma-orphans-permission-scope', 'IDN_UMA_PT_RESOURCE_SCOPE', 'PT_SCOPE_ID', 'IDN_UMA_RESOURCE_SCOPE'),

  condition(
    'admin-role-twice',
    'an administrator role that is both in Internal and in the primary user store',
    [
      { table: 'UM_HYBRID_ROLE', columns: ['UM_ROLE_NAME', 'UM_TENANT_ID'] },
      { table: 'UM_ROLE', columns: ['UM_ROLE_NAME', 'UM_TENANT_ID'] },
    ],
    ['UM_ROLE_NAME', 'UM_TENANT_ID'],
    (k) =>
      k({ h: 'UM_HYBRID_ROLE' })
        .select('h.UM_ROLE_NAME', 'h.UM_TENANT_ID')
        .where(k.raw(`lower(??) = ${parameter(1)}`, ['h.UM_ROLE_NAME']))
        .whereExists(
          k({ r: 'UM_ROLE' })
            .select(k.raw('1'))
            .where('r.UM_TENANT_ID', k.ref('h.UM_TENANT_ID'))
            .where(k.raw('lower(??) = lower(??)', ['r.UM_ROLE_NAME', 'h.UM_ROLE_NAME'])),
        ),
    { parameters: ['name of the administrator role, in lower case'] },
  ),
  duplicates('duplicate-domains', 'UM_DOMAIN', ['UM_DOMAIN_NAME', 'UM_TENANT_ID']),
  duplicates('duplicate-hybrid-roles', 'UM_HYBRID_ROLE', ['UM_ROLE_NAME', 'UM_TENANT_ID']),
  duplicates('duplicate-system-roles', 'UM_SYSTEM_ROLE', ['UM_ROLE_NAME', 'UM_TENANT_ID']),
  duplicates('duplicate-registry-paths', 'REG_PATH', ['REG_PATH_VALUE', 'REG_TENANT_ID']),
  condition(
    'user-ids-in-other-schemas',
    'other databases of the server, as far as the account sees them, that have UM_USER.UM_USER_ID',
    [{ table: 'UM_USER', columns: ['UM_ID'] }],
    ['TABLE_SCHEMA'],
    (k) =>
      k('information_schema.COLUMNS')
        .select('TABLE_SCHEMA')
        .where('TABLE_NAME', 'UM_USER')
        .where('COLUMN_NAME', 'UM_USER_ID')
        .where(k.raw('TABLE_SCHEMA <> database()')),
    { engines: ['mysql'] },
  ),

  rowCount('sessions-stored', 'IDN_AUTH_SESSION_STORE', 'SESSION_ID', SESSIONS),
  rowCount('session-apps-stored', 'IDN_AUTH_SESSION_APP_INFO', 'SESSION_ID', SESSIONS),
  rowCount('session-details-stored', 'IDN_AUTH_SESSION_META_DATA', 'SESSION_ID', SESSIONS),
  rowCount('session-users-stored', 'IDN_AUTH_USER', 'USER_ID', SESSIONS),
  rowCount('session-mappings-stored', 'IDN_AUTH_USER_SESSION_MAPPING', 'USER_ID', SESSIONS),
  rowCount('tenants', 'UM_TENANT', 'UM_ID', EXACT),
  rowCount('users', 'UM_USER', 'UM_ID', EXACT),
  rowCount('service-providers', 'SP_APP', 'ID', EXACT),
  rowCount('consumer-apps', 'IDN_OAUTH_CONSUMER_APPS', 'ID', EXACT),
  rowCount('oauth2-scopes', 'IDN_OAUTH2_SCOPE', 'SCOPE_ID', EXACT),
  rowCount('oidc-scopes', 'IDN_OIDC_SCOPE', 'ID', EXACT),

  sample('IDN_OAUTH2_ACCESS_TOKEN', 'ACCESS_TOKEN', (query) => query),
  latest('IDN_OAUTH2_ACCESS_TOKEN', 'ACCESS_TOKEN', 'TIME_CREATED'),
  sample('IDN_OAUTH2_ACCESS_TOKEN', 'REFRESH_TOKEN', (query) => query),
  sample('IDN_OAUTH2_AUTHORIZATION_CODE', 'AUTHORIZATION_CODE', (query) => query),
  sample('IDN_OAUTH_CONSUMER_APPS', 'CONSUMER_SECRET', (query) => query),
  sample('WF_BPS_PROFILE', 'PASSWORD', (query) => query),
  sample('IDN_IDENTITY_USER_DATA', 'DATA_VALUE', (query, k) => query.where(k.raw("lower(??) like '%secretkey'", ['DATA_KEY'])), ['DATA_KEY']),
  sample('UM_USER_ATTRIBUTE', 'UM_ATTR_VALUE', (query, k) => query.where(k.raw("lower(??) like '%secretkey'", ['UM_ATTR_NAME'])), ['UM_ATTR_NAME']),
]
