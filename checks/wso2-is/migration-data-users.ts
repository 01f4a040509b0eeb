import {
  choice,
  databaseCatalogue,
  databaseRowAnswers,
  databaseServer,
  defineCheck,
  judged,
  object,
  own,
  textLike,
  type Severity,
} from '../../src/api.ts'
import { db2Setup, ENGINE_MESSAGES, storageEngines, together, uuidExtension } from './data/engine-conditions.ts'
import { questionsOf, USER_RULES } from './data/migration-rules.ts'
import { CLIENT_REFERENCE, PREREQUISITES_REFERENCE } from './data/references.ts'
import { countText, hitsIn, keysText, unknownsIn, unlessKnown } from './data/row-answers.ts'

interface Parameters {
  readonly adminRole: string
  readonly largeTables: 'skip' | 'ask'
}

const { noUuid, uuidRight, pageSize, adminCmd, storageEngine, defaultEngine } = ENGINE_MESSAGES

const SEVERITIES: Readonly<Record<string, Severity>> = { adminTwice: 'high', twice: 'medium', otherSchema: 'medium' }

export default defineCheck({
  id: 'wso2-is/migration-data-users',
  title: 'Nothing in the database of users, roles and tenants stops the migration or a later one',
  why: 'The migration changes this database too, and the new server reads it when it starts: "RoleExisting" and a missing extension end both half-way',
  remedy: 'Mend what is named while the old server still runs, and audit again',
  references: [CLIENT_REFERENCE, PREREQUISITES_REFERENCE],
  scope: 'target',
  type: 'database',
  roles: ['shared-db', 'user-db'],
  phases: { 'pre-upgrade': 'blocker' },
  facts: {
    catalogue: own(databaseCatalogue),
    server: own(databaseServer),
    rows: own(databaseRowAnswers, ({ adminRole, largeTables }: Parameters) => ({ questions: questionsOf(USER_RULES), adminRole, largeTables })),
  },
  parameters: object({
    // With its domain it would be found nowhere.
    adminRole: textLike('^[^/]+$', 'name of the administrator role, without its domain', 256),
    largeTables: choice(['skip', 'ask'], '`ask`: look for duplicates in tables of more than a million rows as well'),
  }),
  defaults: { adminRole: 'admin', largeTables: 'skip' },
  messages: {
    adminTwice:
      'the administrator role is both in Internal and in the primary user store ({keys}): the new server ends with "30012 - RoleExisting" when it starts',
    twice: '{subject}: {count} names are there more than once in a tenant ({keys}): the unique key of later releases is not possible',
    otherSchema:
      '{count} other databases of the server have UM_USER.UM_USER_ID ({keys}): an older migration client takes it for this one and leaves it out here',
    noUuid,
    uuidRight,
    pageSize,
    adminCmd,
    storageEngine,
    defaultEngine,
  },
  traps: {
    clean: 'rows in order',
    'registry-only': 'a schema without UM_ tables says nothing of users: error',
    'another-engine': 'a question of MySQL is not asked of another engine',
    'large-registry': 'duplicate paths that were not looked for in a large registry: error',
  },
  evaluate: ({ facts: { catalogue, server, rows }, finding }) => {
    const setup = together([
      ...(server.engine === 'mysql' ? [storageEngines(catalogue, server, finding)] : []),
      ...(server.engine === 'postgres' ? [uuidExtension(server, finding)] : []),
      ...(server.engine === 'db2' ? [db2Setup(server, finding)] : []),
    ])
    const hits = hitsIn(rows, USER_RULES).map(({ rule: { message, subject }, answer }) => {
      const more = { subject, severity: SEVERITIES[message] ?? 'blocker', location: { table: subject.replace(/[. ].*$/, '') } } as const
      return finding(message, { subject, count: countText(answer), keys: keysText(answer) }, more)
    })
    const findings = [...setup.findings, ...hits]
    const unknown = unlessKnown([...setup.unknowns, ...unknownsIn(rows, questionsOf(USER_RULES))])
    if (unknown !== null && findings.length === 0) return unknown
    return judged(
      `${USER_RULES.length} questions about the rows of ${rows.schema}, and the set-up of ${server.product} ${server.version}`,
      findings,
      'blocker',
    )
  },
})
