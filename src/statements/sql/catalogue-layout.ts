/**
 * What the columns of the catalogue statements of SQL Server, Oracle and Db2 are: one layout, in which the texts say the same thing in the same word, so
 * that one reading serves the three.
 */
export const OBJECT_COLUMNS = ['what', 'name', 'of_table', 'kind', 'a', 'b', 'c', 'd', 'e'] as const

export const COLUMN_COLUMNS = [
  'table_name',
  'name',
  'number',
  'type',
  'type_schema',
  'length',
  'digits',
  'scale',
  'unit',
  'is_nullable',
  'default_text',
  'generation',
  'character_set',
  'collation',
] as const

export const KEY_COLUMNS = [
  'what',
  'table_name',
  'name',
  'place',
  'column_name',
  'expression',
  'descending',
  'is_unique',
  'valid',
  'condition',
  'index_name',
  'target_schema',
  'target_table',
  'target_column',
  'delete_rule',
] as const
