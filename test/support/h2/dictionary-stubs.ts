/** The dictionary of an engine as its manual has it, for H2 to hold: a statement that names a view, column or function that is not here does not run. */
export interface DictionaryStubs {
  /** View with its schema (`sys.tables`), or without (`ALL_TABLES`): column definitions in SQL. Add columns that the engine's manual has, and no others. */
  readonly tables: Readonly<Record<string, string>>
  /** Function by name (`OBJECT_ID`, `DBMS_LOB.GETLENGTH`): a Java method for H2's CREATE ALIAS that stands in for it. */
  readonly functions: Readonly<Record<string, string>>
  /** Words H2 has no equal of (`@@VERSION`, `CURRENT SCHEMA`), upper case: what it reads instead. */
  readonly words: Readonly<Record<string, string>>
}

/** Columns of one type. */
export const columns = (type: string, names: string): string =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => `"${name}" ${type}`)
    .join(', ')

/** Column definitions of one view. */
export const view = (...parts: readonly string[]): string => parts.join(', ')
