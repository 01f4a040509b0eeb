import type { Engine } from '../../src/core/sql.ts'

/**
 * The tables that questions about rows read, with the columns that matter to them (facts/wso2.md §3, facts/data). Without any key: what the vendor's
 * keys forbid is what an unlucky schema holds.
 */
const ID = 'integer NOT NULL'
const INT = 'integer'
const text = (length: number): string => `varchar(${length})`

const TOKEN = {
  TIME_CREATED: 'timestamp NULL',
  ACCESS_TOKEN: text(2048),
  REFRESH_TOKEN: text(2048),
  CONSUMER_KEY_ID: INT,
  AUTHZ_USER: text(100),
  TENANT_ID: INT,
  USER_DOMAIN: text(50),
  USER_TYPE: text(25),
  TOKEN_SCOPE_HASH: text(32),
  TOKEN_STATE: text(25),
  TOKEN_STATE_ID: text(128),
}

export const WSO2_TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  IDN_OAUTH2_ACCESS_TOKEN: { TOKEN_ID: text(255), ...TOKEN },
  IDN_OAUTH2_ACCESS_TOKEN_AUDIT: { TOKEN_ID: text(255), ...TOKEN },
  IDN_OAUTH2_AUTHORIZATION_CODE: { CODE_ID: text(255), AUTHORIZATION_CODE: text(2048), TENANT_ID: INT, USER_DOMAIN: text(50) },
  IDN_OAUTH_CONSUMER_APPS: { ID, CONSUMER_KEY: text(255), CONSUMER_SECRET: text(2048), TENANT_ID: INT },
  IDN_OAUTH2_SCOPE: { SCOPE_ID: ID, NAME: text(255), TENANT_ID: ID },
  IDN_OAUTH2_SCOPE_BINDING: { SCOPE_ID: ID, SCOPE_BINDING: text(255) },
  IDN_OIDC_SCOPE: { ID, NAME: text(255), TENANT_ID: INT },
  IDN_OIDC_SCOPE_CLAIM_MAPPING: { ID, SCOPE_ID: INT, EXTERNAL_CLAIM_ID: INT },
  IDN_CLAIM_DIALECT: { ID, DIALECT_URI: text(255), TENANT_ID: ID },
  IDN_CLAIM: { ID, DIALECT_ID: INT, CLAIM_URI: text(255), TENANT_ID: ID },
  IDN_IDENTITY_USER_DATA: { TENANT_ID: INT, USER_NAME: text(255), DATA_KEY: text(255), DATA_VALUE: text(2048) },
  IDN_AUTH_SESSION_STORE: { SESSION_ID: text(100), TENANT_ID: INT },
  IDP: { ID, TENANT_ID: INT, NAME: text(254) },
  SP_APP: { ID, TENANT_ID: ID, APP_NAME: text(255) },
  WF_BPS_PROFILE: { PROFILE_NAME: text(45), PASSWORD: text(1023), TENANT_ID: INT },
  IDN_UMA_RESOURCE: { ID, RESOURCE_ID: text(255) },
  IDN_UMA_RESOURCE_META_DATA: { ID, RESOURCE_IDENTITY: ID },
  IDN_UMA_RESOURCE_SCOPE: { ID, RESOURCE_IDENTITY: ID, SCOPE_NAME: text(255) },
  IDN_UMA_PERMISSION_TICKET: { ID, PT: text(255) },
  IDN_UMA_PT_RESOURCE: { ID, PT_RESOURCE_ID: ID, PT_ID: ID },
  IDN_UMA_PT_RESOURCE_SCOPE: { ID, PT_RESOURCE_ID: ID, PT_SCOPE_ID: ID },
  UM_TENANT: { UM_ID: ID, UM_DOMAIN_NAME: text(255) },
  UM_USER: { UM_ID: ID, UM_USER_NAME: text(255), UM_USER_PASSWORD: text(255), UM_TENANT_ID: ID },
  UM_USER_ATTRIBUTE: { UM_ID: ID, UM_ATTR_NAME: text(255), UM_ATTR_VALUE: text(1024) },
  UM_ROLE: { UM_ID: ID, UM_ROLE_NAME: text(255), UM_TENANT_ID: ID },
  UM_HYBRID_ROLE: { UM_ID: ID, UM_ROLE_NAME: text(255), UM_TENANT_ID: ID },
  UM_SYSTEM_ROLE: { UM_ID: ID, UM_ROLE_NAME: text(255), UM_TENANT_ID: ID },
  UM_DOMAIN: { UM_DOMAIN_ID: ID, UM_DOMAIN_NAME: text(255), UM_TENANT_ID: ID },
  REG_PATH: { REG_PATH_ID: ID, REG_PATH_VALUE: text(2000), REG_TENANT_ID: ID },
}

/** Tables that only a later release has. */
export const LATER_TABLES: typeof WSO2_TABLES = {
  IDN_AUTH_SESSION_APP_INFO: { SESSION_ID: text(100) },
  IDN_AUTH_SESSION_META_DATA: { SESSION_ID: text(100) },
  IDN_AUTH_USER: { USER_ID: text(255) },
  IDN_AUTH_USER_SESSION_MAPPING: { USER_ID: text(255) },
}

/** Statements that make tables as the engine's script would: without quotation marks. */
export const createTables = (engine: Engine, tables = WSO2_TABLES): readonly string[] =>
  Object.entries(tables).map(
    ([table, columns]) =>
      `CREATE TABLE ${table} (${Object.entries(columns)
        .map((column) => column.join(' '))
        .join(', ')})${engine === 'mysql' ? ' ENGINE=InnoDB DEFAULT CHARSET=latin1' : ''}`,
  )

export const emptyTables: readonly string[] = Object.keys(WSO2_TABLES).map((table) => `DELETE FROM ${table}`)

/** One row; texts are quoted as SQL does, null is NULL. */
export const row = (table: string, values: Readonly<Record<string, string | number | null>>): string => {
  const literals = Object.values(values).map((value) =>
    value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`,
  )
  return `INSERT INTO ${table} (${Object.keys(values).join(', ')}) VALUES (${literals.join(', ')})`
}
