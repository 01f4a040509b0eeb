import type { CatalogueColumn, CatalogueTable, DatabaseCatalogue } from '../facts/database-catalogue.ts'
import { sameType } from '../formats/sql-type.ts'
import type { CatalogueNames } from './catalogue-names.ts'
import { ZERO_TIME, type ExpectedColumn, type ExpectedTable } from './expected-schema.ts'
import type { InTable } from './schema-difference.ts'

export const columnDifferences = (
  expected: ExpectedTable,
  table: CatalogueTable,
  { engine }: DatabaseCatalogue,
  names: CatalogueNames,
): readonly InTable[] => {
  const stored = new Map(table.columns.map((column) => [names.storedObject(column.name), column]))
  const known = new Set(expected.columns.map(({ name }) => names.object(name)))
  const firstTimestamp = table.columns.find(({ type }) => type.family === 'timestamp')
  return [
    ...expected.columns.flatMap((wanted): readonly InTable[] => {
      const column = stored.get(names.object(wanted.name))
      if (column === undefined) return [{ kind: 'column-missing', object: wanted.name, expected: typeText(wanted), actual: 'none' }]
      const implied = engine === 'mysql' && column.type.family === 'timestamp'
      return aspects(wanted, column, names, { implied, first: column === firstTimestamp })
    }),
    ...table.columns.filter(({ name }) => !known.has(names.storedObject(name))).map(extraColumn),
  ]
}

/** `implied`: a timestamp of MySQL, which has rules of its own; `first`: of its table. */
interface Rules {
  readonly implied: boolean
  readonly first: boolean
}

const aspects = (wanted: ExpectedColumn, column: CatalogueColumn, names: CatalogueNames, rules: Rules): readonly InTable[] => {
  const found: InTable[] = []
  const differs = (kind: InTable['kind'], expected: string, actual: string): void => void found.push({ kind, object: wanted.name, expected, actual })
  if (wanted.type !== null && !sameType(wanted.type, column.type)) differs('type', wanted.type.native, column.type.native)
  if (wanted.nullable !== null && wanted.nullable !== column.nullable && !mayBeRequired(wanted, column, rules))
    differs('nullability', nullText(wanted.nullable), nullText(column.nullable))
  if (!hasRightDefault(wanted, column, rules)) differs('default', wanted.defaults.map(defaultText).join(' or '), defaultText(column.default))
  else if (column.onUpdate !== null && wanted.defaults.length > 0 && !(rules.implied && rules.first && impliesDefault(wanted)))
    differs('default', 'never set anew', `set anew on update: ${column.onUpdate}`)
  const generation = generationText(column.generation.kind, column.generation.sequence)
  if (wanted.generation !== null && !sameGeneration(wanted, column, names))
    differs('generation', generationText(wanted.generation, wanted.sequence), generation)
  return found
}

/**
 * MySQL without explicit_defaults_for_timestamp makes a timestamp NOT NULL and gives it a default where the script says nothing (facts/wso2.md §3.1, §3.2):
 * what it then shows is what the script means there.
 */
const impliesDefault = (wanted: ExpectedColumn): boolean => wanted.defaults.includes(null)
const mayBeRequired = (wanted: ExpectedColumn, column: CatalogueColumn, { implied }: Rules): boolean =>
  implied && wanted.nullable === true && column.default !== null

const hasRightDefault = (wanted: ExpectedColumn, column: CatalogueColumn, { implied }: Rules): boolean => {
  const { defaults } = wanted
  if (defaults.length === 0 || defaults.some((one) => sameDefault(one, column.default))) return true
  return implied && impliesDefault(wanted) && !column.nullable && (column.default === 'CURRENT_TIMESTAMP' || column.default === ZERO_TIME)
}

const sameDefault = (wanted: string | null, found: string | null): boolean =>
  wanted === found || (wanted !== null && found !== null && !wanted.startsWith("'") && wanted.toLowerCase() === found.toLowerCase())

const sameGeneration = (wanted: ExpectedColumn, { generation }: CatalogueColumn, names: CatalogueNames): boolean =>
  wanted.generation === generation.kind &&
  (wanted.sequence === null || (generation.sequence !== null && names.storedObject(generation.sequence) === names.object(wanted.sequence)))

/** An insert that does not know the column leaves it empty: where it may not be empty, the insert fails. */
const extraColumn = ({ name, type, nullable, default: value, generation }: CatalogueColumn): InTable => ({
  kind: !nullable && value === null && generation.kind === 'none' ? 'mandatory-column' : 'extra-column',
  object: name,
  expected: 'none',
  actual: `${type.native}${nullable ? '' : ' NOT NULL'}`,
})

const typeText = ({ type, nullable }: ExpectedColumn): string => `${type?.native ?? 'a column'}${nullable === false ? ' NOT NULL' : ''}`
const nullText = (nullable: boolean): string => (nullable ? 'NULL' : 'NOT NULL')
const defaultText = (value: string | null): string => value ?? 'none'

const generationText = (kind: CatalogueColumn['generation']['kind'], sequence: string | null): string => {
  if (kind === 'none') return 'not generated'
  return kind === 'sequence' ? `from the sequence ${sequence ?? ''}`.trim() : kind
}
