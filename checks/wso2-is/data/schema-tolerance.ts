import type { DifferenceKind, Engine, SchemaDifference } from '../../../src/api.ts'

/** A difference from the expectation that is right all the same. */
interface Tolerance {
  readonly kinds: readonly DifferenceKind[]
  readonly table: string
  readonly objects: readonly string[]
  /** Absent: on every engine. */
  readonly engines?: readonly Engine[]
  /** What may be there instead; absent: anything. */
  readonly actual?: RegExp
  readonly why: string
}

const FRESH = 'a migrated schema and a fresh one differ here'

/**
 * Where schemas of 5.11.0 differ that were migrated and that were made afresh, and what is known of one engine only (facts/wso2.md §3.4, "Migrated ≠ fresh").
 * The expectation is the migrated one on PostgreSQL and MySQL, the fresh one elsewhere, where no migrated schema could be read.
 */
export const TOLERANCES: readonly Tolerance[] = [
  {
    kinds: ['default'],
    table: 'SP_APP',
    objects: ['UUID'],
    actual: /^none$|uuid|guid|newid|unique/i,
    why: `${FRESH}: the migration gives UUIDs a default`,
  },
  {
    kinds: ['default'],
    table: 'IDP',
    objects: ['UUID'],
    actual: /^none$|uuid|guid|newid|unique/i,
    why: `${FRESH}: the migration gives UUIDs a default`,
  },
  {
    kinds: ['default'],
    table: 'IDN_ASSOCIATED_ID',
    objects: ['ASSOCIATION_ID'],
    actual: /^none$|uuid|guid|newid|unique/i,
    why: `${FRESH}: the migration gives UUIDs a default`,
  },
  { kinds: ['nullability'], table: 'IDP', objects: ['UUID'], why: `${FRESH}: the migration leaves the column nullable` },
  { kinds: ['nullability'], table: 'SP_APP', objects: ['UUID'], why: `${FRESH}: the migration leaves the column nullable` },
  { kinds: ['nullability'], table: 'IDN_CLAIM', objects: ['DIALECT_ID'], why: `${FRESH}: the migration leaves the column nullable` },
  ...['IDN_OAUTH_CONSUMER_APPS', 'IDN_OAUTH1A_REQUEST_TOKEN', 'IDN_OAUTH2_AUTHORIZATION_CODE'].map((table): Tolerance => ({
    kinds: ['type'],
    table,
    objects: ['CALLBACK_URL'],
    actual: /^(?:character varying|varchar2?)\((?:1024|2048)(?: (?:char|byte))?\)$/i,
    why: `${FRESH}: 1024 or 2048 characters`,
  })),
  {
    kinds: ['default'],
    table: 'IDN_OAUTH2_SCOPE',
    objects: ['SCOPE_TYPE'],
    actual: /^(?:none|'OAUTH2')$/,
    why: `${FRESH}: the migration gives a default`,
  },
  {
    kinds: ['default'],
    table: 'IDN_OAUTH2_SCOPE_BINDING',
    objects: ['BINDING_TYPE'],
    actual: /^(?:none|'DEFAULT')$/,
    why: `${FRESH}: the migration gives a default`,
  },
  {
    kinds: ['unique-missing'],
    table: 'IDN_OAUTH2_SCOPE',
    objects: ['NAME, TENANT_ID'],
    why: 'the guide has the step removed that would add it: scopes of API-M may have the same name',
  },
  {
    kinds: ['index-missing'],
    table: 'IDN_OIDC_SCOPE_CLAIM_MAPPING',
    objects: ['IDX_AT_SI_ECI'],
    why: `${FRESH}: the migration rebuilds the table without it`,
  },
  {
    kinds: ['generation'],
    table: 'IDN_OIDC_SCOPE_CLAIM_MAPPING',
    objects: ['ID'],
    actual: /^from the sequence \S*idn_oidc_scope_claim_map\S*$/i,
    why: `${FRESH}: the migration rebuilds the table, and its sequence has another name`,
  },
  {
    kinds: ['sequence-missing'],
    table: 'IDN_OIDC_SCOPE_CLAIM_MAPPING',
    objects: ['IDN_OIDC_SCOPE_CLAIM_MAPPING_NEW_ID_SEQ', 'IDN_OIDC_SCOPE_CLAIM_MAP_SEQ'],
    why: `${FRESH}: the migration rebuilds the table, and its sequence has another name`,
  },
  {
    kinds: ['trigger'],
    table: 'IDN_OIDC_SCOPE_CLAIM_MAPPING',
    objects: ['IDN_OIDC_SCOPE_CLAIM_MAP_TRIG'],
    engines: ['oracle', 'db2'],
    actual: /^takes from \S*IDN_OIDC_SCOPE_CLAIM_MAP\S*$/,
    why: `${FRESH}: the migration rebuilds the table, and its trigger takes from another sequence`,
  },
  ...(
    [
      ['IDN_OAUTH2_ACCESS_TOKEN', ['IDX_AT_AT', 'IDX_AT_RT']],
      ['IDN_OAUTH2_AUTHORIZATION_CODE', ['IDX_AC_AC_CKID']],
    ] as const
  ).flatMap(([table, objects]): readonly Tolerance[] => [
    {
      kinds: ['index'],
      table,
      objects,
      engines: ['mysql'],
      actual: /^\((?:ACCESS_TOKEN|REFRESH_TOKEN|AUTHORIZATION_CODE)(?:\(\d+\))?(?:, CONSUMER_KEY_ID)?\)$/i,
      why: `${FRESH}: the migration indexes the beginning of the column`,
    },
    {
      kinds: ['index', 'index-missing'],
      table,
      objects,
      engines: ['mssql'],
      why: 'what the migration makes of it on SQL Server is not known: the column is longer than an index may be there',
    },
  ]),
]

/** Why a difference is right; null when it is one. */
export const toleranceOf = (engine: Engine, { kind, table, object, actual }: SchemaDifference): string | null =>
  TOLERANCES.find(
    (one) =>
      one.kinds.includes(kind) &&
      one.table === table &&
      one.objects.includes(object) &&
      (one.engines?.includes(engine) ?? true) &&
      (one.actual?.test(actual) ?? true),
  )?.why ?? null
