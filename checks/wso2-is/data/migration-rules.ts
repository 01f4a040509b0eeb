import type { RowRule } from './row-answers.ts'

/** Rows of the identity schema that break the migration, or that it changes without a word (facts/wso2.md §3.5, by its letters). */
export const IDENTITY_RULES = [
  { question: 'tokens-without-local-idp', message: 'noLocalProvider', subject: 'IDN_OAUTH2_ACCESS_TOKEN' },
  { question: 'audited-tokens-without-local-idp', message: 'noLocalProvider', subject: 'IDN_OAUTH2_ACCESS_TOKEN_AUDIT' },
  { question: 'codes-without-local-idp', message: 'noLocalProvider', subject: 'IDN_OAUTH2_AUTHORIZATION_CODE' },
  { question: 'tokens-without-user-domain', message: 'noUserDomain', subject: 'IDN_OAUTH2_ACCESS_TOKEN.USER_DOMAIN' },
  { question: 'empty-scope-bindings', message: 'emptyBinding', subject: 'IDN_OAUTH2_SCOPE_BINDING.SCOPE_BINDING' },
  { question: 'scope-claims-without-claim', message: 'noClaim', subject: 'IDN_OIDC_SCOPE_CLAIM_MAPPING.EXTERNAL_CLAIM_ID' },
  { question: 'duplicate-scope-claims', message: 'claimTwice', subject: 'IDN_OIDC_SCOPE_CLAIM_MAPPING' },
  { question: 'scopes-of-both-kinds', message: 'bothKinds', subject: 'IDN_OAUTH2_SCOPE.NAME' },
  { question: 'duplicate-scopes', message: 'scopeTwice', subject: 'IDN_OAUTH2_SCOPE' },
  { question: 'duplicate-active-tokens', message: 'tokenTwice', subject: 'IDN_OAUTH2_ACCESS_TOKEN CON_APP_KEY' },
  { question: 'my-account-clash', message: 'myAccount', subject: 'SP_APP My Account' },
  { question: 'tokens-without-tenant', message: 'noTenant', subject: 'IDN_OAUTH2_ACCESS_TOKEN.TENANT_ID' },
  { question: 'providers-without-tenant', message: 'noTenant', subject: 'IDP.TENANT_ID' },
  { question: 'user-domains-not-upper-case', message: 'mixedCase', subject: 'IDN_OAUTH2_ACCESS_TOKEN.USER_DOMAIN in upper case' },
] as const satisfies readonly RowRule<string>[]

/** §3.5 m: which tenants lack local claims, and which of them the super tenant has. */
export const LACKING_CLAIMS = 'tenants-lacking-local-claims'
export const CLAIMS_PRESENT = 'local-claims-present'

/** §3.5 r: rows whose reference leads nowhere; possible only where the foreign keys are missing (§3.1 "Foreign keys"). */
export const UMA_RULES = [
  { question: 'uma-orphans-meta-data', message: 'orphans', subject: 'IDN_UMA_RESOURCE_META_DATA.RESOURCE_IDENTITY' },
  { question: 'uma-orphans-scope', message: 'orphans', subject: 'IDN_UMA_RESOURCE_SCOPE.RESOURCE_IDENTITY' },
  { question: 'uma-orphans-ticket', message: 'orphans', subject: 'IDN_UMA_PT_RESOURCE.PT_ID' },
  { question: 'uma-orphans-ticket-resource', message: 'orphans', subject: 'IDN_UMA_PT_RESOURCE.PT_RESOURCE_ID' },
  { question: 'uma-orphans-permission', message: 'orphans', subject: 'IDN_UMA_PT_RESOURCE_SCOPE.PT_RESOURCE_ID' },
  { question: 'uma-orphans-permission-scope', message: 'orphans', subject: 'IDN_UMA_PT_RESOURCE_SCOPE.PT_SCOPE_ID' },
] as const satisfies readonly RowRule<string>[]

export const USER_RULES = [
  { question: 'admin-role-twice', message: 'adminTwice', subject: 'UM_HYBRID_ROLE' },
  { question: 'duplicate-domains', message: 'twice', subject: 'UM_DOMAIN' },
  { question: 'duplicate-hybrid-roles', message: 'twice', subject: 'UM_HYBRID_ROLE UM_ROLE_NAME' },
  { question: 'duplicate-system-roles', message: 'twice', subject: 'UM_SYSTEM_ROLE' },
  { question: 'duplicate-registry-paths', message: 'twice', subject: 'REG_PATH' },
  { question: 'user-ids-in-other-schemas', message: 'otherSchema', subject: 'UM_USER.UM_USER_ID' },
] as const satisfies readonly RowRule<string>[]

export const questionsOf = (rules: readonly RowRule<string>[]): readonly string[] => rules.map(({ question }) => question)

export const UMA_TABLES = [
  'IDN_UMA_PERMISSION_TICKET',
  'IDN_UMA_PT_RESOURCE',
  'IDN_UMA_PT_RESOURCE_SCOPE',
  'IDN_UMA_RESOURCE',
  'IDN_UMA_RESOURCE_META_DATA',
  'IDN_UMA_RESOURCE_SCOPE',
] as const
