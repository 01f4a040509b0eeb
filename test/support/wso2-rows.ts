import { LOCAL_CLAIM_DIALECT, LOCAL_CLAIMS } from '../../checks/wso2-is/data/local-claims.ts'
import type { Engine } from '../../src/core/sql.ts'
import { row } from './wso2-tables.ts'

/** Where a value may never come out: in no fact, no transcript and no error. */
export const ROW_CANARY = 'c4n4ry-t0ken-of-the-rows'

let tokens = 0
const token = (values: Readonly<Record<string, string | number | null>>, table = 'IDN_OAUTH2_ACCESS_TOKEN'): string => {
  tokens += 1
  const own = {
    TOKEN_ID: `id-${tokens}`,
    ACCESS_TOKEN: `${ROW_CANARY}-${tokens}`,
    REFRESH_TOKEN: ROW_CANARY,
    CONSUMER_KEY_ID: 1,
    AUTHZ_USER: `user-${tokens}`,
  }
  return row(table, {
    ...own,
    TENANT_ID: -1234,
    USER_DOMAIN: 'PRIMARY',
    USER_TYPE: 'APPLICATION_USER',
    TOKEN_SCOPE_HASH: 'h',
    TOKEN_STATE: 'ACTIVE',
    TOKEN_STATE_ID: 'NONE',
    ...values,
  })
}
const same = { AUTHZ_USER: 'twice', TOKEN_SCOPE_HASH: 'same' }

/** A schema in order, and beside it whatever only looks like trouble. */
export const CLEAN_ROWS: readonly string[] = [
  row('IDP', { ID: 1, TENANT_ID: -1234, NAME: 'LOCAL' }),
  row('IDP', { ID: 2, TENANT_ID: 8, NAME: 'other' }),
  token({}),
  // Of a tenant without LOCAL, but of a federated user.
  token({ TENANT_ID: 8, USER_DOMAIN: 'FEDERATED' }),
  // The same but for its state.
  token({ ...same, TOKEN_STATE: 'REVOKED' }),
  token({ ...same, TOKEN_STATE: 'REVOKED' }),
  token({ ...same }),
  token({}, 'IDN_OAUTH2_ACCESS_TOKEN_AUDIT'),
  row('IDN_OAUTH2_AUTHORIZATION_CODE', { CODE_ID: 'c', AUTHORIZATION_CODE: ROW_CANARY, TENANT_ID: -1234, USER_DOMAIN: 'PRIMARY' }),
  row('IDN_OAUTH_CONSUMER_APPS', { ID: 1, CONSUMER_KEY: 'key', CONSUMER_SECRET: ROW_CANARY, TENANT_ID: -1234 }),
  row('IDN_OAUTH2_SCOPE', { SCOPE_ID: 1, NAME: 'read', TENANT_ID: -1234 }),
  row('IDN_OAUTH2_SCOPE', { SCOPE_ID: 2, NAME: 'read', TENANT_ID: 8 }),
  row('IDN_OAUTH2_SCOPE_BINDING', { SCOPE_ID: 1, SCOPE_BINDING: 'Internal/reader' }),
  row('IDN_OIDC_SCOPE', { ID: 1, NAME: 'openid', TENANT_ID: -1234 }),
  row('IDN_OIDC_SCOPE_CLAIM_MAPPING', { ID: 1, SCOPE_ID: 1, EXTERNAL_CLAIM_ID: 1 }),
  row('IDN_OIDC_SCOPE_CLAIM_MAPPING', { ID: 2, SCOPE_ID: 1, EXTERNAL_CLAIM_ID: 2 }),
  row('IDN_CLAIM_DIALECT', { ID: 1, DIALECT_URI: LOCAL_CLAIM_DIALECT, TENANT_ID: -1234 }),
  row('IDN_CLAIM_DIALECT', { ID: 2, DIALECT_URI: 'http://wso2.org/oidc/claim', TENANT_ID: -1234 }),
  ...LOCAL_CLAIMS.map((CLAIM_URI, index) => row('IDN_CLAIM', { ID: index + 1, DIALECT_ID: 1, CLAIM_URI, TENANT_ID: -1234 })),
  row('IDN_CLAIM_DIALECT', { ID: 3, DIALECT_URI: LOCAL_CLAIM_DIALECT, TENANT_ID: 8 }),
  ...LOCAL_CLAIMS.map((CLAIM_URI, index) => row('IDN_CLAIM', { ID: index + 101, DIALECT_ID: 3, CLAIM_URI, TENANT_ID: 8 })),
  row('SP_APP', { ID: 1, TENANT_ID: -1234, APP_NAME: 'My Account' }),
  row('SP_APP', { ID: 2, TENANT_ID: 8, APP_NAME: 'User Portal' }),
  row('IDN_UMA_RESOURCE', { ID: 1, RESOURCE_ID: 'r' }),
  row('IDN_UMA_RESOURCE_META_DATA', { ID: 1, RESOURCE_IDENTITY: 1 }),
  row('IDN_UMA_RESOURCE_SCOPE', { ID: 1, RESOURCE_IDENTITY: 1, SCOPE_NAME: 's' }),
  row('IDN_UMA_PERMISSION_TICKET', { ID: 1, PT: 'p' }),
  row('IDN_UMA_PT_RESOURCE', { ID: 1, PT_RESOURCE_ID: 1, PT_ID: 1 }),
  row('IDN_UMA_PT_RESOURCE_SCOPE', { ID: 1, PT_RESOURCE_ID: 1, PT_SCOPE_ID: 1 }),
  row('UM_TENANT', { UM_ID: 1, UM_DOMAIN_NAME: 'example.test' }),
  row('UM_USER', { UM_ID: 1, UM_USER_NAME: 'admin', UM_USER_PASSWORD: ROW_CANARY, UM_TENANT_ID: -1234 }),
  // The role is twice there, in two tenants, and another one that is not the administrator's.
  row('UM_ROLE', { UM_ID: 1, UM_ROLE_NAME: 'admin', UM_TENANT_ID: 8 }),
  row('UM_ROLE', { UM_ID: 2, UM_ROLE_NAME: 'reader', UM_TENANT_ID: -1234 }),
  row('UM_HYBRID_ROLE', { UM_ID: 1, UM_ROLE_NAME: 'admin', UM_TENANT_ID: -1234 }),
  row('UM_HYBRID_ROLE', { UM_ID: 2, UM_ROLE_NAME: 'reader', UM_TENANT_ID: -1234 }),
  row('UM_SYSTEM_ROLE', { UM_ID: 1, UM_ROLE_NAME: 'system', UM_TENANT_ID: -1234 }),
  row('UM_DOMAIN', { UM_DOMAIN_ID: 1, UM_DOMAIN_NAME: 'PRIMARY', UM_TENANT_ID: -1234 }),
  row('UM_DOMAIN', { UM_DOMAIN_ID: 2, UM_DOMAIN_NAME: 'PRIMARY', UM_TENANT_ID: 8 }),
  row('REG_PATH', { REG_PATH_ID: 1, REG_PATH_VALUE: '/', REG_TENANT_ID: -1234 }),
]

export interface Seed {
  readonly sql: readonly string[]
  readonly question: string
  readonly count: number
  readonly keys: readonly string[]
  /** Engines that the question means something to; absent: all. */
  readonly engines?: readonly Engine[]
}

/** Each alone makes one question find something (facts/wso2.md §3.5). */
export const SEEDS: readonly Seed[] = [
  { question: 'tokens-without-local-idp', sql: [token({ TENANT_ID: 7 }), token({ TENANT_ID: 7 })], count: 2, keys: ['TENANT_ID 7'] },
  { question: 'audited-tokens-without-local-idp', sql: [token({ TENANT_ID: 7 }, 'IDN_OAUTH2_ACCESS_TOKEN_AUDIT')], count: 1, keys: ['TENANT_ID 7'] },
  {
    question: 'codes-without-local-idp',
    sql: [row('IDN_OAUTH2_AUTHORIZATION_CODE', { CODE_ID: 'd', AUTHORIZATION_CODE: ROW_CANARY, TENANT_ID: 8, USER_DOMAIN: 'PRIMARY' })],
    count: 1,
    keys: ['TENANT_ID 8'],
  },
  { question: 'tokens-without-user-domain', sql: [token({ USER_DOMAIN: null })], count: 1, keys: ['TENANT_ID -1234'] },
  {
    question: 'empty-scope-bindings',
    sql: [row('IDN_OAUTH2_SCOPE_BINDING', { SCOPE_ID: 2, SCOPE_BINDING: null }), row('IDN_OAUTH2_SCOPE_BINDING', { SCOPE_ID: 3, SCOPE_BINDING: '' })],
    count: 2,
    keys: ['SCOPE_ID 2', 'SCOPE_ID 3'],
  },
  {
    question: 'scope-claims-without-claim',
    sql: [row('IDN_OIDC_SCOPE_CLAIM_MAPPING', { ID: 9, SCOPE_ID: 1, EXTERNAL_CLAIM_ID: null })],
    count: 1,
    keys: ['ID 9, SCOPE_ID 1'],
  },
  {
    question: 'duplicate-scope-claims',
    sql: [row('IDN_OIDC_SCOPE_CLAIM_MAPPING', { ID: 9, SCOPE_ID: 1, EXTERNAL_CLAIM_ID: 2 })],
    count: 1,
    keys: ['SCOPE_ID 1, EXTERNAL_CLAIM_ID 2'],
  },
  {
    question: 'scopes-of-both-kinds',
    sql: [row('IDN_OAUTH2_SCOPE', { SCOPE_ID: 9, NAME: 'openid', TENANT_ID: -1234 })],
    count: 1,
    keys: ['NAME openid, TENANT_ID -1234'],
  },
  {
    question: 'duplicate-scopes',
    sql: [row('IDN_OAUTH2_SCOPE', { SCOPE_ID: 9, NAME: 'read', TENANT_ID: 8 })],
    count: 1,
    keys: ['NAME read, TENANT_ID 8'],
  },
  {
    question: 'duplicate-active-tokens',
    engines: ['postgres', 'oracle'],
    sql: [token({ ...same })],
    count: 1,
    keys: ['CONSUMER_KEY_ID 1, TENANT_ID -1234, USER_DOMAIN PRIMARY'],
  },
  {
    question: 'my-account-clash',
    sql: [row('SP_APP', { ID: 9, TENANT_ID: -1234, APP_NAME: 'User Portal' })],
    count: 1,
    keys: ['ID 1, APP_NAME My Account'],
  },
  {
    question: 'my-account-clash',
    sql: [row('IDN_OAUTH_CONSUMER_APPS', { ID: 9, CONSUMER_KEY: 'USER_PORTAL', CONSUMER_SECRET: ROW_CANARY, TENANT_ID: -1234 })],
    count: 1,
    keys: ['ID 1, APP_NAME My Account'],
  },
  {
    question: 'tenants-lacking-local-claims',
    sql: [row('IDN_CLAIM_DIALECT', { ID: 9, DIALECT_URI: LOCAL_CLAIM_DIALECT, TENANT_ID: 7 })],
    count: 1,
    keys: ['TENANT_ID 7'],
  },
  {
    question: 'tenants-lacking-local-claims',
    sql: [row('IDN_CLAIM_DIALECT', { ID: 9, DIALECT_URI: 'http://schemas.xmlsoap.org/ws/2005/05/identity', TENANT_ID: 9 })],
    count: 1,
    keys: ['TENANT_ID 9'],
  },
  { question: 'tenants-lacking-local-claims', sql: [row('IDP', { ID: 9, TENANT_ID: 7, NAME: 'LOCAL' })], count: 1, keys: ['TENANT_ID 7'] },
  {
    question: 'tenants-lacking-local-claims',
    sql: ['DELETE FROM IDN_CLAIM WHERE ID = 1'],
    count: 1,
    keys: ['TENANT_ID -1234'],
  },
  { question: 'tokens-without-tenant', sql: [token({ TENANT_ID: null, USER_DOMAIN: 'FEDERATED' })], count: 1, keys: ['CONSUMER_KEY_ID 1'] },
  { question: 'providers-without-tenant', sql: [row('IDP', { ID: 9, TENANT_ID: null, NAME: 'stray' })], count: 1, keys: ['ID 9, NAME stray'] },
  { question: 'user-domains-not-upper-case', sql: [token({ USER_DOMAIN: 'Second' })], count: 1, keys: ['USER_DOMAIN Second'] },
  {
    question: 'uma-orphans-meta-data',
    sql: [row('IDN_UMA_RESOURCE_META_DATA', { ID: 9, RESOURCE_IDENTITY: 99 })],
    count: 1,
    keys: ['ID 9, RESOURCE_IDENTITY 99'],
  },
  {
    question: 'uma-orphans-scope',
    sql: [row('IDN_UMA_RESOURCE_SCOPE', { ID: 9, RESOURCE_IDENTITY: 99, SCOPE_NAME: 's' })],
    count: 1,
    keys: ['ID 9, RESOURCE_IDENTITY 99'],
  },
  { question: 'uma-orphans-ticket', sql: [row('IDN_UMA_PT_RESOURCE', { ID: 9, PT_RESOURCE_ID: 1, PT_ID: 99 })], count: 1, keys: ['ID 9, PT_ID 99'] },
  {
    question: 'uma-orphans-ticket-resource',
    sql: [row('IDN_UMA_PT_RESOURCE', { ID: 9, PT_RESOURCE_ID: 99, PT_ID: 1 })],
    count: 1,
    keys: ['ID 9, PT_RESOURCE_ID 99'],
  },
  {
    question: 'uma-orphans-permission',
    sql: [row('IDN_UMA_PT_RESOURCE_SCOPE', { ID: 9, PT_RESOURCE_ID: 99, PT_SCOPE_ID: 1 })],
    count: 1,
    keys: ['ID 9, PT_RESOURCE_ID 99'],
  },
  {
    question: 'uma-orphans-permission-scope',
    sql: [row('IDN_UMA_PT_RESOURCE_SCOPE', { ID: 9, PT_RESOURCE_ID: 1, PT_SCOPE_ID: 99 })],
    count: 1,
    keys: ['ID 9, PT_SCOPE_ID 99'],
  },
  {
    question: 'admin-role-twice',
    sql: [row('UM_ROLE', { UM_ID: 9, UM_ROLE_NAME: 'Admin', UM_TENANT_ID: -1234 })],
    count: 1,
    keys: ['UM_ROLE_NAME admin, UM_TENANT_ID -1234'],
  },
  {
    question: 'duplicate-domains',
    sql: [row('UM_DOMAIN', { UM_DOMAIN_ID: 9, UM_DOMAIN_NAME: 'PRIMARY', UM_TENANT_ID: 8 })],
    count: 1,
    keys: ['UM_DOMAIN_NAME PRIMARY, UM_TENANT_ID 8'],
  },
  {
    question: 'duplicate-hybrid-roles',
    sql: [row('UM_HYBRID_ROLE', { UM_ID: 9, UM_ROLE_NAME: 'reader', UM_TENANT_ID: -1234 })],
    count: 1,
    keys: ['UM_ROLE_NAME reader, UM_TENANT_ID -1234'],
  },
  {
    question: 'duplicate-system-roles',
    sql: [row('UM_SYSTEM_ROLE', { UM_ID: 9, UM_ROLE_NAME: 'system', UM_TENANT_ID: -1234 })],
    count: 1,
    keys: ['UM_ROLE_NAME system, UM_TENANT_ID -1234'],
  },
  {
    question: 'duplicate-registry-paths',
    sql: [row('REG_PATH', { REG_PATH_ID: 9, REG_PATH_VALUE: '/', REG_TENANT_ID: -1234 })],
    count: 1,
    keys: ['REG_PATH_VALUE /, REG_TENANT_ID -1234'],
  },
]

export const seedsFor = (engine: Engine): readonly (Seed & { readonly index: number })[] =>
  SEEDS.map((seed, index) => ({ ...seed, index })).filter(({ engines }) => engines?.includes(engine) ?? true)
