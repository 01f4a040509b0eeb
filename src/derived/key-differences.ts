import type { CatalogueForeignKey, CatalogueIndex, CatalogueTable } from '../facts/database-catalogue.ts'
import type { CatalogueNames } from './catalogue-names.ts'
import type { ExpectedForeignKey, ExpectedTable } from './expected-schema.ts'
import type { InTable } from './schema-difference.ts'

/** Keys are told by their columns, never by their names: each engine names the unnamed in its own way. */
export const keyDifferences = (expected: ExpectedTable, table: CatalogueTable, names: CatalogueNames): readonly InTable[] => [
  ...primaryKeyDifferences(expected, table, names),
  ...uniqueDifferences(expected, table, names),
  ...foreignKeyDifferences(expected, table, names),
]

const primaryKeyDifferences = ({ primaryKey: wanted }: ExpectedTable, { primaryKey }: CatalogueTable, names: CatalogueNames): readonly InTable[] => {
  if (wanted === null) return []
  const object = wanted.join(', ')
  if (primaryKey === null || primaryKey.columns.map(names.storedObject).join() !== wanted.map(names.object).join())
    return [
      {
        kind: 'primary-key',
        object,
        expected: `primary key (${object})`,
        actual: primaryKey === null ? 'none' : `(${primaryKey.columns.join(', ')})`,
      },
    ]
  return primaryKey.enforced ? [] : [notEnforced(`primary key (${object})`)]
}

const uniqueDifferences = ({ uniques, primaryKey }: ExpectedTable, table: CatalogueTable, names: CatalogueNames): readonly InTable[] => {
  const keys = [...table.uniques, ...(table.primaryKey === null ? [] : [table.primaryKey])]
  const stored = keys.map((key) => ({ set: setOf(key.columns.map(names.storedObject)), enforced: key.enforced }))
  const indexes = table.indexes.flatMap((index) =>
    isWholeUnique(index) ? [setOf(index.columns.map(({ name }) => names.storedObject(name ?? '')))] : [],
  )
  const wanted = uniques.map((columns) => ({ columns, set: setOf(columns.map(names.object)) }))
  const known = new Set([...wanted, { set: setOf((primaryKey ?? []).map(names.object)) }].map(({ set }) => set))
  return [
    ...wanted.flatMap(({ columns, set }): readonly InTable[] => {
      const object = columns.join(', ')
      const held = stored.filter((key) => key.set === set)
      if (held.some(({ enforced }) => enforced) || indexes.includes(set)) return []
      if (held.length > 0) return [notEnforced(`unique (${object})`)]
      return [{ kind: 'unique-missing', object, expected: `unique (${object})`, actual: 'none' }]
    }),
    ...table.uniques
      .filter((key) => !known.has(setOf(key.columns.map(names.storedObject))))
      .map((key): InTable => ({ kind: 'extra-unique', object: key.name, expected: 'none', actual: `unique (${key.columns.join(', ')})` })),
  ]
}

const isWholeUnique = ({ unique, valid, condition, columns }: CatalogueIndex): boolean =>
  unique && valid && condition === null && columns.every(({ name, prefix }) => name !== null && prefix === null)

const foreignKeyDifferences = ({ foreignKeys }: ExpectedTable, table: CatalogueTable, names: CatalogueNames): readonly InTable[] => {
  const stored = table.foreignKeys.map((key) => ({ key, pairs: storedPairs(key, names), from: setOf(key.columns.map(names.storedObject)) }))
  const known = new Set(foreignKeys.map((key) => expectedPairs(key, names)))
  return [
    ...foreignKeys.flatMap((wanted): readonly InTable[] => {
      const object = wanted.columns.join(', ')
      const held = stored.filter(({ pairs }) => pairs === expectedPairs(wanted, names)).map(({ key }) => key)
      if (held.length === 0) {
        const instead = stored.filter(({ from }) => from === setOf(wanted.columns.map(names.object))).map(({ key }) => foreignKeyText(key))
        return [{ kind: 'foreign-key-missing', object, expected: expectedText(wanted), actual: instead.join(' and ') || noneText(table) }]
      }
      const right = held.filter(({ deleteRule }) => wanted.deleteRule === null || ruleOf(deleteRule) === wanted.deleteRule)
      if (right.length === 0)
        return [
          {
            kind: 'delete-rule',
            object,
            expected: wanted.deleteRule ?? 'any',
            actual: held.map(({ deleteRule }) => ruleOf(deleteRule)).join(' and '),
          },
        ]
      return right.some(({ enforced }) => enforced) ? [] : [notEnforced(`foreign key (${object})`)]
    }),
    ...stored
      .filter(({ pairs }) => !known.has(pairs))
      .map(({ key }): InTable => ({ kind: 'extra-foreign-key', object: key.name, expected: 'none', actual: foreignKeyText(key) })),
  ]
}

/** MySQL's other storage engines take a foreign key and forget it (facts/wso2.md §3.1; CATALOG, uma-script-rehearsal). */
const noneText = ({ storageEngine }: CatalogueTable): string =>
  storageEngine === null || keepsForeignKeys(storageEngine) ? 'none' : `none: the table is ${storageEngine}, which keeps no foreign keys`

export const keepsForeignKeys = (storageEngine: string): boolean => /^(?:innodb|ndb(?:cluster)?)$/i.test(storageEngine)

/** RESTRICT and NO ACTION both refuse the deletion; what an unnamed rule is called differs between engines. */
const ruleOf = (rule: CatalogueForeignKey['deleteRule']): string => (rule === 'restrict' ? 'no-action' : rule)

const expectedPairs = ({ columns, table, referenced }: ExpectedForeignKey, names: CatalogueNames): string =>
  pairsOf(names.table(table), columns.map(names.object), referenced.map(names.object))

/** A key into another schema is another key, whatever the table is called. */
const storedPairs = ({ columns, referencedSchema, referencedTable, referencedColumns }: CatalogueForeignKey, names: CatalogueNames): string =>
  pairsOf(
    `${referencedSchema === null ? '' : `${referencedSchema}.`}${names.storedTable(referencedTable)}`,
    columns.map(names.storedObject),
    referencedColumns.map(names.storedObject),
  )

const pairsOf = (table: string, columns: readonly string[], referenced: readonly string[]): string =>
  JSON.stringify([table, columns.map((column, index) => [column, referenced[index] ?? null]).sort(byText)])

const byText = (a: readonly unknown[], b: readonly unknown[]): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
const setOf = (columns: readonly string[]): string => JSON.stringify([...columns].sort())

const notEnforced = (object: string): InTable => ({
  kind: 'not-enforced',
  object,
  expected: 'enforced',
  actual: 'disabled, or existing rows were not checked',
})

const expectedText = ({ columns, table, referenced, deleteRule }: ExpectedForeignKey): string =>
  `(${columns.join(', ')}) to ${table} (${referenced.join(', ')})${deleteRule === null || deleteRule === 'no-action' ? '' : ` on delete ${deleteRule}`}`

const foreignKeyText = ({ columns, referencedSchema, referencedTable, referencedColumns, deleteRule }: CatalogueForeignKey): string =>
  `(${columns.join(', ')}) to ${referencedSchema === null ? '' : `${referencedSchema}.`}${referencedTable} (${referencedColumns.join(', ')}) on delete ${deleteRule}`
