import type { DatabaseCatalogue } from '../../facts/database-catalogue.ts'
import type { Right } from '../../facts/database-server.ts'
import type { SqlOperation } from '../../formats/sql-ddl/operation.ts'
import { mysqlStep } from './mysql.ts'
import { OTHER_ENGINES, otherStep } from './other-engines.ts'
import { postgresStep } from './postgres.ts'
import type { Note, Step, World } from './world.ts'

/** One statement of a script; without a place for our own description of one. */
export interface Statement {
  readonly operation: SqlOperation
  readonly line: number | null
  readonly column: number | null
}

export interface StatementOutcome {
  readonly line: number | null
  readonly column: number | null
  /** `CREATE TABLE idn_uma_resource`. */
  readonly does: string
  /** What it is about. */
  readonly object: string
  readonly outcome: 'runs' | 'skipped' | 'fails' | 'not-reached' | 'not-modelled'
  /** The engine's, of a failure. */
  readonly code: string | null
  readonly why: string | null
  readonly right: Right | null
  readonly note: Note | null
  /** A table that goes with its rows. */
  readonly dropsTable: string | null
  readonly dropsIndexOf: string | null
}

export interface Rehearsed {
  readonly statements: readonly StatementOutcome[]
  /** Null: something was not modelled, so nobody can say what would be there. */
  readonly after: World | null
  /** Tables and sequences that the script names, and tables whose index it drops. */
  readonly touched: ReadonlySet<string>
}

/** Clients that end at the first statement that fails: the mysql client does (without --force), the others go on by default. */
const ENDS_AT_FAILURE: ReadonlySet<string> = new Set(['mysql'])
export const endsAtFailure = (engine: string): boolean => ENDS_AT_FAILURE.has(engine)

const stepOf = (world: World, operation: SqlOperation): Step => {
  const { engine } = world.catalogue
  if (engine === 'postgres') return postgresStep(world, operation)
  return engine === 'mysql' ? mysqlStep(world, operation) : otherStep(OTHER_ENGINES[engine])(world, operation)
}

/** Runs a script on a catalogue, in thought. What comes after something that is not modelled is not said: it may be different there. */
export const rehearsed = (start: World, script: readonly Statement[]): Rehearsed => {
  let world = start
  const state: { going: 'on' | 'ended' | 'lost' } = { going: 'on' }
  const touched = new Set<string>()
  const statements = script.map((statement): StatementOutcome => {
    const blank = blankOf(statement)
    if (state.going !== 'on') return state.going === 'lost' ? blank : { ...blank, outcome: 'not-reached' }
    const step = stepOf(world, statement.operation)
    switch (step.outcome) {
      case 'not-modelled':
        state.going = 'lost'
        return { ...blank, why: step.why }
      case 'fails':
        if (endsAtFailure(start.catalogue.engine)) state.going = 'ended'
        return { ...blank, outcome: 'fails', code: step.code, why: step.why, right: step.right ?? null }
      case 'skipped':
        return { ...blank, outcome: 'skipped', why: step.why }
      case 'runs': {
        const { drops } = step
        const dropsTable = drops !== undefined && 'table' in drops ? drops.table : null
        const dropsIndexOf = drops !== undefined && 'of' in drops ? drops.of : null
        ;({ world } = step)
        for (const name of [dropsTable, dropsIndexOf]) if (name !== null) touched.add(name)
        return { ...blank, outcome: 'runs', note: step.note ?? null, dropsTable, dropsIndexOf }
      }
    }
  })
  for (const { operation } of script) for (const name of namesOf(operation)) touched.add(name)
  return { statements, after: state.going === 'lost' ? null : world, touched }
}

const blankOf = ({ operation, line, column }: Statement): StatementOutcome => ({
  line,
  column,
  does: doesOf(operation),
  object: objectOf(operation),
  outcome: 'not-modelled',
  code: null,
  why: null,
  right: null,
  note: null,
  dropsTable: null,
  dropsIndexOf: null,
})

const namesOf = (operation: SqlOperation): readonly string[] => [
  ...('table' in operation && operation.table !== null ? [operation.table] : []),
  ...('sequence' in operation ? [operation.sequence] : []),
]

const objectOf = (operation: SqlOperation): string => {
  switch (operation.kind) {
    case 'drop-table':
    case 'create-table':
    case 'add-column':
      return operation.table
    case 'drop-sequence':
    case 'create-sequence':
      return operation.sequence
    case 'drop-index':
    case 'create-index':
      return operation.index
    case 'create-trigger':
      return operation.trigger
    case 'not-modelled':
      return ''
  }
}

const VERBS: Readonly<Record<SqlOperation['kind'], string>> = {
  'drop-table': 'DROP TABLE',
  'drop-sequence': 'DROP SEQUENCE',
  'drop-index': 'DROP INDEX',
  'create-table': 'CREATE TABLE',
  'create-sequence': 'CREATE SEQUENCE',
  'create-index': 'CREATE INDEX',
  'create-trigger': 'CREATE TRIGGER',
  'add-column': 'ALTER TABLE',
  'not-modelled': 'a statement that is not modelled',
}

const doesOf = (operation: SqlOperation): string => `${VERBS[operation.kind]} ${objectOf(operation)}`.trim()

/** What of a catalogue a script touched, for the snapshot. */
export const touchedOf = (
  { tables, sequences }: DatabaseCatalogue,
  touched: ReadonlySet<string>,
): Pick<DatabaseCatalogue, 'tables' | 'sequences'> => ({
  tables: tables.filter(({ name }) => touched.has(name)),
  sequences: sequences.filter(({ name }) => touched.has(name)),
})
