import type { CatalogueForeignKey, CatalogueIndex, CatalogueTable } from '../../../facts/database-catalogue.ts'
import { byName, groupedBy, type Cells } from './cells.ts'

/** MySQL knows no unique constraint beside a unique index: each is both. */
export const mysqlIndexesOf = (
  rows: readonly Cells[],
  foreignKeys: readonly CatalogueForeignKey[],
): Pick<CatalogueTable, 'primaryKey' | 'uniques' | 'indexes'> => {
  const indexes = [...groupedBy(rows, (row) => row.text('name'))]
    .map(([name, parts]): CatalogueIndex => {
      const ordered = [...parts].sort((a, b) => a.whole('place') - b.whole('place'))
      const index = {
        name,
        unique: ordered.some((row) => !row.flag('non_unique')),
        columns: ordered.map((row) => ({
          name: row.maybe('column_name'),
          // MySQL 8 has indexes over expressions, in a column of the view that others do not have.
          expression: row.maybe('column_name') === null ? 'an expression that is not shown' : null,
          prefix: row.maybe('prefix') === null ? null : row.whole('prefix'),
          descending: row.maybe('direction') === 'D',
        })),
        condition: null,
        valid: true,
        ...kindOf(ordered[0]?.text('kind') ?? ''),
      }
      return { ...index, madeFor: madeFor(index, foreignKeys) }
    })
    .sort(byName)
  // What is unique in its beginning is another key: it refuses values that differ behind that.
  const partOf = ({ name, prefix }: CatalogueIndex['columns'][number]) => (name === null ? [] : [prefix === null ? name : `${name}(${prefix})`])
  const keyOf = ({ name, columns }: CatalogueIndex) => ({ name, columns: columns.flatMap(partOf), enforced: true })
  return {
    primaryKey: indexes.filter((index) => index.madeFor === 'primary-key').map(keyOf)[0] ?? null,
    uniques: indexes.filter((index) => index.madeFor === 'unique-constraint').map(keyOf),
    indexes,
  }
}

/** HASH is that of MEMORY, and what MariaDB makes of a unique key that is too long for a tree. */
const kindOf = (kind: string): Pick<CatalogueIndex, 'kind'> => (/^(?:BTREE|HASH)$/i.test(kind) ? {} : { kind })

type Bare = Omit<CatalogueIndex, 'madeFor'>

/**
 * The catalogue does not say which indexes InnoDB made for a foreign key. It makes one over its columns, named after the constraint where the script names
 * that, else after the first column (with _2, _3 where taken): an index that is both is taken for one, even where a script made the same by hand.
 */
const madeFor = (index: Bare, foreignKeys: readonly CatalogueForeignKey[]): CatalogueIndex['madeFor'] => {
  if (index.name === 'PRIMARY') return 'primary-key'
  if (index.unique) return 'unique-constraint'
  const made = foreignKeys.some(
    ({ name, columns }) =>
      columns.length === index.columns.length &&
      columns.every((column, place) => same(column, index.columns[place]?.name) && index.columns[place]?.prefix === null) &&
      (same(index.name, name) || same(index.name.replace(/_\d+$/, ''), columns[0]) || same(index.name, columns[0])),
  )
  return made ? 'foreign-key' : null
}

const same = (a: string, b: string | null | undefined): boolean => a.toLowerCase() === b?.toLowerCase()
