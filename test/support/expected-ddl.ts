import type { ExpectedColumn, ExpectedTable } from '../../src/api.ts'

/** SQL that makes the expected tables on PostgreSQL or MySQL: tables before those that refer to them, keys and foreign keys unnamed as in the vendor's scripts. */
export const ddlOf = (engine: 'postgres' | 'mysql', tables: readonly ExpectedTable[]): string =>
  inOrder(tables)
    .flatMap((table) => [
      ...(engine === 'postgres' ? table.columns.flatMap(({ sequence }) => (sequence === null ? [] : [`CREATE SEQUENCE ${sequence}`])) : []),
      tableDdl(engine, table),
      ...table.indexes.map(
        ({ name, unique, columns }) => `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${table.name} (${columns.map(indexColumn).join(', ')})`,
      ),
    ])
    .map((statement) => `${statement};\n`)
    .join('')

const indexColumn = ({ name, prefix, descending }: ExpectedTable['indexes'][number]['columns'][number]): string =>
  `${name}${prefix === null ? '' : `(${prefix})`}${descending ? ' DESC' : ''}`

const tableDdl = (engine: 'postgres' | 'mysql', table: ExpectedTable): string => {
  const parts = [
    ...table.columns.map((column) => columnDdl(engine, column)),
    ...(table.primaryKey === null ? [] : [`PRIMARY KEY (${table.primaryKey.join(', ')})`]),
    ...table.uniques.map((columns) => `UNIQUE (${columns.join(', ')})`),
    ...table.foreignKeys.map(({ columns, table: target, referenced, deleteRule }) => {
      const rule = deleteRule === 'cascade' ? ' ON DELETE CASCADE' : deleteRule === 'set-null' ? ' ON DELETE SET NULL' : ''
      return `FOREIGN KEY (${columns.join(', ')}) REFERENCES ${target} (${referenced.join(', ')})${rule}`
    }),
  ]
  return `CREATE TABLE ${table.name} (\n  ${parts.join(',\n  ')}\n)${engine === 'mysql' ? ' ENGINE INNODB' : ''}`
}

export const columnDdl = (engine: 'postgres' | 'mysql', { name, type, nullable, defaults, generation, sequence }: ExpectedColumn): string => {
  const [value = null] = defaults
  const words = [
    name,
    type?.native ?? '',
    ...(nullable === false ? ['NOT NULL'] : engine === 'mysql' && type?.family === 'timestamp' && value === null ? ['NULL'] : []),
    ...(value === null ? [] : [`DEFAULT ${value}`]),
    ...(generation === 'auto-increment' ? ['AUTO_INCREMENT'] : []),
    ...(sequence === null ? [] : [`DEFAULT NEXTVAL('${sequence}')`]),
  ]
  return words.join(' ')
}

/** Tables that others refer to first. */
export const inOrder = (tables: readonly ExpectedTable[]): readonly ExpectedTable[] => {
  const placed: ExpectedTable[] = []
  const waiting = [...tables]
  while (waiting.length > 0) {
    const next = waiting.findIndex((table) =>
      table.foreignKeys.every(({ table: target }) => target === table.name || !waiting.some(({ name }) => name === target)),
    )
    if (next === -1) throw new Error('the tables refer to each other in a circle')
    placed.push(...waiting.splice(next, 1))
  }
  return placed
}
