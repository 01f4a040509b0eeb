import {
  databaseCatalogue,
  databaseRowAnswers,
  databaseServer,
  defineCheck,
  judged,
  own,
  type CheckFinding,
  type RowAnswer,
  type Severity,
} from '../../src/api.ts'
import {
  db2Setup,
  ENGINE_MESSAGES,
  keyLengths,
  partialUma,
  storageEngines,
  timestampMode,
  together,
  umaTablesIn,
  uuidExtension,
} from './data/engine-conditions.ts'
import { LARGE_TABLES } from './data/large-tables.ts'
import { LOCAL_CLAIM_DIALECT, LOCAL_CLAIMS } from './data/local-claims.ts'
import { CLAIMS_PRESENT, IDENTITY_RULES, LACKING_CLAIMS, questionsOf, UMA_RULES } from './data/migration-rules.ts'
import { CLIENT_REFERENCE, PREREQUISITES_REFERENCE } from './data/references.ts'
import { answerTo, countText, hitsIn, keysText, unknownsIn, unlessKnown } from './data/row-answers.ts'

/** What the migration survives; the others stop it. */
const SEVERITIES: Readonly<Record<string, Severity>> = {
  noUserDomain: 'info',
  bothKinds: 'high',
  scopeTwice: 'medium',
  tokenTwice: 'high',
  noTenant: 'info',
  mixedCase: 'info',
  orphans: 'high',
}

export default defineCheck({
  id: 'wso2-is/migration-data',
  title: 'Nothing in the identity database stops the migration or is silently changed by it',
  why: 'The migration client looks at none of this beforehand: it stops half-way, with some tables changed and others not, or rewrites rows without a word',
  remedy: 'Mend what is named while the old server still runs, and audit again; where the migration merely changes rows, decide whether that may be',
  references: [CLIENT_REFERENCE, PREREQUISITES_REFERENCE],
  scope: 'target',
  type: 'database',
  roles: ['identity-db'],
  phases: { 'pre-upgrade': 'blocker' },
  facts: {
    catalogue: own(databaseCatalogue),
    server: own(databaseServer),
    rows: own(databaseRowAnswers, ({ largeTables }: { readonly largeTables: 'skip' | 'ask' }) => ({
      questions: [...questionsOf(IDENTITY_RULES), LACKING_CLAIMS, CLAIMS_PRESENT, ...questionsOf(UMA_RULES)],
      largeTables,
    })),
  },
  parameters: LARGE_TABLES,
  defaults: { largeTables: 'skip' },
  messages: {
    noLocalProvider:
      '{subject}: {count} rows are of local users in tenants without the identity provider LOCAL ({keys}): IDP_ID becomes NULL, which step 5.10.0 refuses',
    noUserDomain: '{count} tokens have no USER_DOMAIN ({keys}): they keep IDP_ID -1',
    emptyBinding: '{count} rows of IDN_OAUTH2_SCOPE_BINDING bind nothing ({keys}): step 5.10.0 makes SCOPE_BINDING mandatory and fails',
    noClaim: '{count} rows of IDN_OIDC_SCOPE_CLAIM_MAPPING have no claim ({keys}): the INSERT of step 5.10.0 fails',
    claimTwice: '{count} pairs of scope and claim are there more than once ({keys}): the INSERT of step 5.10.0 fails',
    bothKinds: '{count} scopes of OAuth 2 are named as a scope of OpenID Connect ({keys}): step 5.10.0 puts both into one table',
    scopeTwice: '{count} scopes are there more than once in a tenant ({keys}): the unique key of step 5.10.0, and of later releases, is not possible',
    tokenTwice:
      '{count} groups of active tokens share what is to be unique ({keys}): step 5.8.0 replaces TOKEN_SCOPE_HASH of all but one by a random value',
    myAccount: 'a service provider "My Account" is there beside the User Portal ({keys}), which step 5.11.0 renames so: its name must be unique',
    lackingClaims: 'local claims that the migration builds on are missing in {tenants} ("Invalid Claim URI"); the super tenant lacks {claims}',
    noTenant: '{subject}: {count} rows have no tenant ({keys})',
    mixedCase: '{count} tokens have a USER_DOMAIN that is not in upper case ({keys})',
    orphans: '{subject}: {count} rows refer to what is not there ({keys})',
    ...ENGINE_MESSAGES,
  },
  traps: {
    clean: 'rows in order, and the two states of the UMA tables that a source has: all six, or none',
    'at-least': 'an answer that was cut off at its bound says "at least"',
    'merely-changed': 'what the migration only changes or keeps is information',
    'hidden-table': 'a table that is not there, or not shown, says nothing of its rows: error',
    'large-table': 'duplicates that were not looked for in a large table: error',
    'shadow-table': 'a table in other letters, or a view, does not stand for the one of the product',
    'other-engine': 'conditions of one engine are not judged for another',
    'no-dialect': 'a super tenant without the local dialect lacks all of its claims, though no tenant is listed',
    'settled-ticket': 'a ticket table whose times have defaults is not refused',
    'single-byte': 'latin1 with long index keys is what the scripts were written for',
    'unknown-character-set': 'a character set of unknown width: error',
    'offered-extension': 'uuid-ossp that is offered and may be created need not be there',
    'fail-stands': 'a finding stands though another question has no answer',
  },
  evaluate: ({ facts: { catalogue, server, rows }, finding }) => {
    const { engine } = server
    const setup = together([
      partialUma(catalogue, finding),
      ...(engine === 'mysql'
        ? [timestampMode(catalogue, server, finding), keyLengths(catalogue, server, finding), storageEngines(catalogue, server, finding)]
        : []),
      ...(engine === 'postgres' ? [uuidExtension(server, finding)] : []),
      ...(engine === 'db2' ? [db2Setup(server, finding)] : []),
    ])
    const hits = hitsIn(rows, [...IDENTITY_RULES, ...UMA_RULES]).map(({ rule: { message, subject }, answer }): CheckFinding => {
      const severity = SEVERITIES[message]
      const more = { subject, ...(severity === undefined ? {} : { severity }), location: { table: subject.replace(/[. ].*$/, '') } }
      return finding(message, { subject, count: countText(answer), keys: keysText(answer) }, more)
    })
    const lacking = claimsLacking(answerTo(rows, LACKING_CLAIMS), answerTo(rows, CLAIMS_PRESENT))
    const claims =
      lacking === null ? [] : [finding('lackingClaims', lacking, { subject: 'IDN_CLAIM', severity: 'high', location: { table: 'IDN_CLAIM' } })]
    const findings = [...setup.findings, ...hits, ...claims]
    const asked = [
      ...questionsOf(IDENTITY_RULES),
      LACKING_CLAIMS,
      CLAIMS_PRESENT,
      ...(umaTablesIn(catalogue).length === 0 ? [] : questionsOf(UMA_RULES)),
    ]
    const unknown = unlessKnown([...setup.unknowns, ...unknownsIn(rows, asked)])
    if (unknown !== null && findings.every(({ severity }) => severity === 'info')) return unknown
    return judged(
      `${asked.length} questions about the rows of ${rows.schema} answered, and the set-up of ${server.product} ${server.version}`,
      findings,
      'blocker',
    )
  },
})

/** Null: no tenant lacks any, and the super tenant has them all; also when nobody answered. */
const claimsLacking = (
  tenants: RowAnswer | undefined,
  present: RowAnswer | undefined,
): { readonly tenants: string; readonly claims: string } | null => {
  const here = new Set(present?.keys)
  const claims = present?.state === 'answered' ? LOCAL_CLAIMS.filter((claim) => !here.has(`CLAIM_URI ${claim}`)) : []
  const some = tenants?.state === 'answered' && (tenants.count ?? 0) > 0
  if (!some && claims.length === 0) return null
  return {
    tenants: some && tenants !== undefined ? `${countText(tenants)} tenants (${keysText(tenants)})` : 'the super tenant',
    claims: claims.length === LOCAL_CLAIMS.length ? `all of ${LOCAL_CLAIM_DIALECT}` : claims.join(', ') || 'none',
  }
}
