import type { Knex } from 'knex'
import type { Engine } from '../../src/core/sql.ts'
import type { RowPreface } from '../../src/statements/sql/row-question.ts'
import { parameter } from './definition.ts'

export type Preface = Omit<RowPreface, 'texts'> & {
  readonly build: Readonly<Record<Engine, (k: Knex, tables: readonly string[]) => Knex.QueryBuilder>>
}

const MOST_COLUMNS = 2001
const MOST_TABLES = 201

/** DBMS_RLS, Virtual Private Database. */
const ORACLE_POLICIES = `(select count(*) from ALL_POLICIES p
  where p.OBJECT_OWNER = t.OWNER and p.OBJECT_NAME = t.TABLE_NAME and p.SEL = 'YES' and p.ENABLE = 'YES') as HIDING`

const schema = (k: Knex): Knex.Raw => k.raw(parameter(1))

/** What is asked of the catalogue before any question: what is there at this stage, and what is too large to be sorted. */
export const PREFACES: Readonly<Record<'columns' | 'sizes', Preface>> = {
  columns: {
    id: 'row-columns',
    purpose: 'which of the tables and columns that the questions about rows read are there',
    columns: ['table', 'column', 'whether names of tables are compared without case'],
    most: MOST_COLUMNS,
    build: {
      postgres: (k, tables) =>
        k({ a: 'pg_catalog.pg_attribute' })
          .select('c.relname', 'a.attname', k.raw('0'))
          .innerJoin({ c: 'pg_catalog.pg_class' }, 'c.oid', 'a.attrelid')
          .innerJoin({ n: 'pg_catalog.pg_namespace' }, 'n.oid', 'c.relnamespace')
          .where('n.nspname', schema(k))
          .whereIn('c.relname', tables)
          .where('a.attnum', '>', 0)
          .whereRaw('not a.attisdropped'),
      // A server that keeps names in lower case compares them so; any other compares tables exactly, whatever the collation of its catalogue says.
      mysql: (k, tables) =>
        k('information_schema.COLUMNS')
          .select('TABLE_NAME', 'COLUMN_NAME', k.raw('@@lower_case_table_names'))
          .where('TABLE_SCHEMA', schema(k))
          .whereIn('TABLE_NAME', tables),
      mssql: (k, tables) =>
        k({ c: 'sys.columns' })
          .select('t.name', { column_name: 'c.name' }, k.raw('1'))
          .innerJoin({ t: 'sys.objects' }, 't.object_id', 'c.object_id')
          .innerJoin({ s: 'sys.schemas' }, 's.schema_id', 't.schema_id')
          .where('s.name', schema(k))
          .whereIn('t.name', tables),
      oracle: (k, tables) =>
        k('ALL_TAB_COLUMNS').select('TABLE_NAME', 'COLUMN_NAME', k.raw('0 as FOLDED')).where('OWNER', schema(k)).whereIn('TABLE_NAME', tables),
      db2: (k, tables) => k('SYSCAT.COLUMNS').select('TABNAME', 'COLNAME', k.raw('0')).where('TABSCHEMA', schema(k)).whereIn('TABNAME', tables),
    },
  },
  sizes: {
    id: 'row-estimates',
    purpose: 'how many rows the statistics of the server give those tables, and whether a policy may hide some of them',
    columns: ['table', 'estimated rows', 'policies that may hide rows'],
    most: MOST_TABLES,
    build: {
      postgres: (k, tables) =>
        k({ c: 'pg_catalog.pg_class' })
          // With row_security off the server itself refuses what a policy would hide.
          .select('c.relname', k.raw('c.reltuples::bigint'), k.raw('0'))
          .innerJoin({ n: 'pg_catalog.pg_namespace' }, 'n.oid', 'c.relnamespace')
          .where('n.nspname', schema(k))
          .whereIn('c.relname', tables),
      mysql: (k, tables) =>
        k('information_schema.TABLES').select('TABLE_NAME', 'TABLE_ROWS', k.raw('0')).where('TABLE_SCHEMA', schema(k)).whereIn('TABLE_NAME', tables),
      mssql: (k, tables) =>
        k({ t: 'sys.tables' })
          // Of any table: which one, versions before 2016 have no view to say.
          .select('t.name', k.raw('sum(p.rows)'), k.raw(`(select count(*) from sys.objects as o where o.type = 'SP')`))
          .innerJoin({ s: 'sys.schemas' }, 's.schema_id', 't.schema_id')
          .innerJoin({ p: 'sys.partitions' }, 'p.object_id', 't.object_id')
          .where('s.name', schema(k))
          .whereIn('p.index_id', [0, 1])
          .whereIn('t.name', tables)
          .groupBy('t.name'),
      oracle: (k, tables) =>
        k({ t: 'ALL_TABLES' })
          .select('t.TABLE_NAME', 't.NUM_ROWS', k.raw(ORACLE_POLICIES))
          .where('t.OWNER', schema(k))
          .whereIn('t.TABLE_NAME', tables),
      db2: (k, tables) =>
        k('SYSCAT.TABLES')
          .select('TABNAME', 'CARD', k.raw(`case when CONTROL in ('R', 'B') then 1 else 0 end`))
          .where('TABSCHEMA', schema(k))
          .whereIn('TABNAME', tables),
    },
  },
}
