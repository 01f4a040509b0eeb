import {
  catalogueNames,
  choice,
  databaseCatalogue,
  defineCheck,
  fail,
  notApplicable,
  object,
  own,
  pass,
  umaScriptRehearsal,
  undetermined,
  type CheckFinding,
  type UmaScriptRehearsal,
} from '../../src/api.ts'
import { hasIdentityTables, isOfApiManager, wrongSchema } from './data/identity-catalogue.ts'
import { rightToMakeAnything } from './data/rehearsed-account.ts'
import { UMA_TABLES } from './data/uma-schema.ts'

type Statement = UmaScriptRehearsal['statements'][number]

export default defineCheck({
  id: 'wso2-is/uma-script-rehearsal',
  title: 'The UMA script would make its tables and destroy nothing',
  why: 'A script that fails half way leaves a schema that the migration breaks on, and the one for PostgreSQL drops tables with their rows',
  remedy:
    'Have the objects in the way renamed or removed by whoever owns them, or the settings changed for the session, before the script is run; then audit again',
  references: [
    { title: 'WSO2 IS as Key Manager 5.7.0 to IS 5.11.0', section: 'Step A: create the UMA tables' },
    { title: 'wso2/api-manager#750, #603', section: 'ERROR 1061 when the script meets what is there' },
  ],
  scope: 'target',
  type: 'database',
  roles: ['identity-db'],
  phases: { 'pre-upgrade': 'blocker' },
  quantifier: 'whole',
  parameters: object({
    runBy: choice(['the-account', 'an-administrator'], 'who will run the script: the account of the plan, or one that may do everything'),
  }),
  defaults: { runBy: 'the-account' },
  facts: {
    catalogue: own(databaseCatalogue),
    rehearsal: own(umaScriptRehearsal, ({ runBy }: { runBy: 'the-account' | 'an-administrator' }) => ({ runBy })),
  },
  messages: {
    fails: '{statement} would fail{code}: {why}',
    ends: '{statement} would fail{code}: {why}. The client ends there, with {left} statements left',
    lacksRight: '{statement} would fail{code}: {why}. {user} lacks the right {right}',
    destroysRows: '{statement} would destroy the {rows} rows of {table}',
    destroysUncounted: '{statement} would destroy the rows of {table}, which could not be counted',
    dropsIndex: '{statement} would drop an index of {table}, which is none of the script',
    leaves: '{statement} would do nothing: {why}, whatever its columns are',
    noForeignKeys: '{statement} would make no foreign key: the storage engine would be MyISAM',
    incomplete: 'the script would run and make no {tables}',
    shortenedIndex: '{statement} would index only the beginning of a column',
  },
  traps: {
    'half-made': 'some of the tables are there',
    'rows-destroyed': "PostgreSQL's DROP TABLE IF EXISTS takes rows along; a table that others refer to stays",
    'empty-table-dropped': 'a table without rows that is dropped and made again is no loss',
    'index-of-another': "PostgreSQL's DROP INDEX IF EXISTS IDX_USER drops the index of another table",
    'index-name-taken': 'a table, view or sequence has the name of an index',
    'sequence-name-taken': 'a table or view has the name of a sequence',
    'view-in-the-way': "a view has the name of a table: MySQL's IF NOT EXISTS skips it",
    'duplicate-key-name': 'MySQL skips the tables that are there, and ends at the first index',
    timestamps: 'explicit_defaults_for_timestamp=OFF with NO_ZERO_DATE ends the script at the fourth table',
    'row-format': 'COMPACT with utf8mb4 leaves no room for the indexes',
    'default-engine': 'MyISAM makes no foreign keys and says nothing',
    'missing-right': 'the account may create tables and not refer to them',
    'only-reads': "the auditor's account may make nothing: what it lacks says nothing of the account that will run the script",
    'an-administrator': 'the account of the plan only reads, and an administrator will run the script',
    'not-modelled': 'what the rehearsal does not model is an error, never a guess',
    'own-script': 'the plan names a file: findings name its lines',
    'wrong-script': 'the file of the plan runs, and makes other tables or not all',
    'identity-server': 'a database of IS 5.7.0 has the tables: the script must not be run',
    'wrong-schema': 'a schema without any identity table says nothing',
  },
  evaluate: ({ facts: { catalogue, rehearsal }, finding }) => {
    if (!hasIdentityTables(catalogue)) return undetermined('missing-evidence', wrongSchema(catalogue))
    const names = catalogueNames(catalogue.folding)
    const stored = new Set(catalogue.tables.map(({ name }) => names.storedTable(name)))
    if (!isOfApiManager(catalogue) && UMA_TABLES.every((name) => stored.has(names.table(name))))
      return notApplicable('the six UMA tables of IS 5.7.0 are there: the script must not be run')
    const { statements, rows, endsAtFailure, user } = rehearsal
    const unmodelled = statements.find(({ outcome, why }) => outcome === 'not-modelled' && why !== null)
    if (unmodelled !== undefined) return undetermined('unsupported', `the rehearsal does not model ${textOf(unmodelled)}: ${unmodelled.why ?? ''}`)
    const lacking = rightToMakeAnything(rehearsal)
    if (lacking !== null)
      return undetermined(
        'missing-evidence',
        `${user} may make nothing here (it lacks the right ${lacking}), so another account will run the script: say under parameters that it may do everything (wso2-is/uma-script-rehearsal: { runBy: an-administrator }), or name that account as user, which only reads here too; then collect once more`,
      )
    const makes = new Set(statements.flatMap(({ does, object: name }) => (does.startsWith('CREATE TABLE') ? [name] : [])))
    const left = statements.filter(({ outcome }) => outcome === 'not-reached').length

    const findingsOf = (statement: Statement): readonly CheckFinding[] => {
      const { outcome, does, object: name, dropsTable, dropsIndexOf, note, why, right } = statement
      const data = { statement: textOf(statement), why: why ?? '' }
      const at = { subject: does, ...(statement.line === null ? {} : { location: placeOf(rehearsal, statement) }) }
      if (outcome === 'fails') {
        const failed = { ...data, code: statement.code === null ? '' : ` (${statement.code})` }
        if (right !== null) return [finding('lacksRight', { ...failed, user, right }, at)]
        return [endsAtFailure ? finding('ends', { ...failed, left }, at) : finding('fails', failed, at)]
      }
      if (outcome === 'skipped' && does.startsWith('CREATE')) return [finding('leaves', data, { ...at, severity: 'high' })]
      if (note === 'no-foreign-keys') return [finding('noForeignKeys', data, at)]
      if (note === 'shortened-index') return [finding('shortenedIndex', data, { ...at, severity: 'medium' })]
      if (dropsIndexOf !== null && !makes.has(dropsIndexOf))
        return [finding('dropsIndex', { ...data, table: dropsIndexOf }, { ...at, subject: `${name} ${dropsIndexOf}` })]
      const lost = rows.find(({ table }) => table === dropsTable)
      if (lost === undefined || lost.rows === 0) return []
      const there = { ...at, subject: lost.table }
      return lost.rows === null
        ? [finding('destroysUncounted', { ...data, table: lost.table }, there)]
        : [finding('destroysRows', { ...data, table: lost.table, rows: `${lost.more ? 'more than ' : ''}${lost.rows}` }, there)]
    }
    const made = new Set(rehearsal.predicted?.tables.map(({ name }) => names.storedTable(name)))
    const missing = UMA_TABLES.filter((name) => !made.has(names.table(name)))
    const findings = distinct(statements.flatMap(findingsOf))
    if (findings.length > 0) return fail(findings)
    if (missing.length > 0) return fail([finding('incomplete', { tables: missing.join(', ') }, { subject: 'IDN_UMA_*' })])
    return pass(`all ${statements.length} statements would run, and make ${makes.size} tables`)
  },
})

const textOf = ({ line, does }: Statement): string => (line === null ? does : `${does} (line ${line})`)

const placeOf = ({ script }: UmaScriptRehearsal, { line, column }: Statement): NonNullable<CheckFinding['location']> => ({
  ...(script === null ? {} : { path: script }),
  ...(line === null ? {} : { line }),
  ...(column === null ? {} : { column }),
})

/** A script may do the same twice. */
const distinct = (findings: readonly CheckFinding[]): readonly CheckFinding[] => {
  const met = new Map<string, number>()
  return findings.map((finding) => {
    const times = (met.get(finding.subject) ?? 0) + 1
    met.set(finding.subject, times)
    return times === 1 ? finding : { ...finding, subject: `${finding.subject} #${times}` }
  })
}
