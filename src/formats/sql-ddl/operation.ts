/**
 * What one statement of a script does, as data. Names are as the engine stores them: folded where they stand without quotes. What is not here is
 * `not-modelled`.
 */
export type SqlOperation =
  | { readonly kind: 'drop-table'; readonly table: string; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: 'drop-sequence'; readonly sequence: string; readonly ifExists: boolean; readonly cascade: boolean }
  | { readonly kind: 'drop-index'; readonly index: string; readonly table: string | null; readonly ifExists: boolean; readonly cascade: boolean }
  | CreateTable
  | {
      readonly kind: 'create-sequence'
      readonly sequence: string
      readonly ifNotExists: boolean
      readonly start: string
      readonly increment: string
      /** Null: not said; `0`: none. */
      readonly cache: string | null
    }
  | {
      readonly kind: 'create-index'
      readonly index: string
      readonly table: string
      readonly columns: readonly { readonly name: string; readonly descending: boolean }[]
      readonly unique: boolean
      readonly ifNotExists: boolean
    }
  | {
      readonly kind: 'create-trigger'
      readonly trigger: string
      readonly table: string
      readonly orReplace: boolean
      /** Before an insert, for each row, it puts the next value of a sequence into a column. */
      readonly column: string
      readonly sequence: string
    }
  | { readonly kind: 'add-column'; readonly table: string; readonly column: DeclaredColumn; readonly ifNotExists: boolean }
  | { readonly kind: 'not-modelled'; readonly why: string }

export interface CreateTable {
  readonly kind: 'create-table'
  readonly table: string
  /** Also SQL Server's question to SYS.OBJECTS in front of it. */
  readonly ifNotExists: boolean
  readonly columns: readonly DeclaredColumn[]
  readonly primaryKey: DeclaredKey | null
  readonly uniques: readonly DeclaredKey[]
  readonly foreignKeys: readonly DeclaredForeignKey[]
  /** MySQL: ENGINE; null: not said. */
  readonly storageEngine: string | null
}

export interface DeclaredColumn {
  readonly name: string
  /** As written, blanks normalised: `VARCHAR(255)`. */
  readonly type: string
  readonly notNull: boolean
  /** NULL is said: MySQL's timestamps ask. */
  readonly saysNull: boolean
  /** A literal as SQL writes it, or CURRENT_TIMESTAMP; null: none. */
  readonly default: string | null
  /** PostgreSQL: the sequence of DEFAULT NEXTVAL('…'). */
  readonly sequence: string | null
  readonly generation: 'auto-increment' | 'identity' | null
  readonly onUpdate: 'CURRENT_TIMESTAMP' | null
}

export interface DeclaredKey {
  /** Null: the engine makes one up. */
  readonly name: string | null
  readonly columns: readonly string[]
}

export interface DeclaredForeignKey extends DeclaredKey {
  readonly referencedTable: string
  readonly referencedColumns: readonly string[]
  readonly deleteRule: 'cascade' | 'restrict' | 'no-action' | 'set-null'
}
