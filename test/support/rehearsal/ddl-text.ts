import type { DeclaredColumn, SqlOperation } from '../../../src/formats/sql-ddl/operation.ts'
import type { SqlDialect } from '../../../src/formats/sql-type.ts'

/** What our description of a script says, as a statement of the engine, on one line. */
export const ddlText = (operation: SqlOperation, engine: SqlDialect): string => {
  switch (operation.kind) {
    case 'drop-table':
      return `DROP TABLE ${operation.ifExists ? 'IF EXISTS ' : ''}${operation.table}${operation.cascade ? ' CASCADE' : ''}`
    case 'drop-sequence':
      return `DROP SEQUENCE ${operation.ifExists ? 'IF EXISTS ' : ''}${operation.sequence}`
    case 'drop-index':
      return `DROP INDEX ${operation.ifExists ? 'IF EXISTS ' : ''}${operation.index}${operation.table === null ? '' : ` ON ${operation.table}`}`
    case 'create-sequence':
      return `CREATE SEQUENCE ${operation.sequence}${engine === 'postgres' ? '' : ` START WITH ${operation.start} INCREMENT BY ${operation.increment} NOCACHE`}`
    case 'create-index':
      return `CREATE ${operation.unique ? 'UNIQUE ' : ''}INDEX ${operation.index} ON ${operation.table} (${operation.columns.map(({ name, descending }) => name + (descending ? ' DESC' : '')).join(', ')})`
    case 'create-trigger':
      return engine === 'oracle'
        ? `CREATE ${operation.orReplace ? 'OR REPLACE ' : ''}TRIGGER ${operation.trigger} BEFORE INSERT ON ${operation.table} REFERENCING NEW AS NEW FOR EACH ROW BEGIN SELECT ${operation.sequence}.nextval INTO :NEW.${operation.column} FROM dual; END;`
        : `CREATE TRIGGER ${operation.trigger} NO CASCADE BEFORE INSERT ON ${operation.table} REFERENCING NEW AS NEW FOR EACH ROW MODE DB2SQL BEGIN ATOMIC SET (NEW.${operation.column}) = (NEXTVAL FOR ${operation.sequence}); END`
    case 'create-table': {
      const { table, columns, primaryKey, uniques, foreignKeys } = operation
      const parts = [
        ...columns.map((column) => columnText(column)),
        ...(primaryKey === null ? [] : [`PRIMARY KEY (${primaryKey.columns.join(', ')})`]),
        ...uniques.map((unique) => `UNIQUE (${unique.columns.join(', ')})`),
        ...foreignKeys.map(
          (key) =>
            `FOREIGN KEY (${key.columns.join(', ')}) REFERENCES ${key.referencedTable} (${key.referencedColumns.join(', ')})${key.deleteRule === 'cascade' ? ' ON DELETE CASCADE' : ''}`,
        ),
      ]
      const guard = `IF NOT EXISTS (SELECT * FROM SYS.OBJECTS WHERE OBJECT_ID = OBJECT_ID(N'[DBO].[${table}]') AND TYPE IN (N'U')) `
      const head =
        engine === 'mssql' && operation.ifNotExists ? `${guard}CREATE TABLE ` : `CREATE TABLE ${operation.ifNotExists ? 'IF NOT EXISTS ' : ''}`
      return `${head}${table} (${parts.join(', ')})`
    }
    case 'add-column':
      return `ALTER TABLE ${operation.table} ADD ${columnText(operation.column)}`
    case 'not-modelled':
      throw new Error('what is not modelled has no text')
  }
}

const columnText = ({ name, type, notNull, default: standard, sequence, generation }: DeclaredColumn): string =>
  [
    name,
    type,
    ...(generation === 'auto-increment' ? ['AUTO_INCREMENT'] : generation === 'identity' ? ['IDENTITY'] : []),
    ...(sequence === null ? [] : [`DEFAULT NEXTVAL('${sequence}')`]),
    ...(standard === null ? [] : [`DEFAULT ${standard}`]),
    ...(notNull ? ['NOT NULL'] : []),
  ].join(' ')
