import type { Engine } from '../core/sql.ts'
import { sqlTypeOf, type SqlType } from '../formats/sql-type.ts'

export interface ExpectedColumn {
  readonly name: string
  /** Null: any. */
  readonly type: SqlType | null
  /** Null: either. */
  readonly nullable: boolean | null
  /** Defaults that are right, the usual one first, null among them for none; an empty list: any. */
  readonly defaults: readonly (string | null)[]
  /** Null: any. A trigger that fills the column stands with the table. */
  readonly generation: 'none' | 'auto-increment' | 'identity' | 'sequence' | null
  /** The sequence of the default; null where the generation has none. */
  readonly sequence: string | null
}

export interface ExpectedForeignKey {
  readonly columns: readonly string[]
  readonly table: string
  readonly referenced: readonly string[]
  /** Null: any. */
  readonly deleteRule: 'cascade' | 'no-action' | 'set-null' | null
}

export interface ExpectedIndex {
  readonly name: string
  readonly unique: boolean
  readonly columns: readonly { readonly name: string; readonly prefix: number | null; readonly descending: boolean }[]
}

/** A trigger that fills a key from a sequence before each insert (Oracle, Db2). */
export interface ExpectedTrigger {
  readonly name: string
  readonly sequence: string
}

/** A table as a vendor's script leaves it. Names are as the script writes them: unquoted, so that each engine folds them in its way. */
export interface ExpectedTable {
  readonly name: string
  readonly columns: readonly ExpectedColumn[]
  /** Null: not asked. */
  readonly primaryKey: readonly string[] | null
  readonly uniques: readonly (readonly string[])[]
  readonly foreignKeys: readonly ExpectedForeignKey[]
  readonly indexes: readonly ExpectedIndex[]
  readonly triggers: readonly ExpectedTrigger[]
}

/**
 * Tables written one to a line, which is how expected schemas are kept (checks/wso2-is/data/schemas):
 *
 *     T | ID integer! @T_SEQ; NAME varchar(255) ='x'; AT timestamp? | pk ID | uq NAME,AT | fk NAME > U(ID)[ cascade| set-null| any] | ix [unique ]I(NAME(10),AT-) | tr T_TRIG T_SEQ
 *
 * Types are as the engine spells them, without blanks. `!` not null, `?` either, `auto` and `identity` generated, `@S` from the sequence S, `=d` a right default (several: any of them, `none`: none, `zero`: MySQL's zero time), `-` descending.
 * Throws for a line that is not so: the text is ours.
 */
export const expectedTablesOf = (engine: Engine, text: string): readonly ExpectedTable[] =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => tableOf(engine, line))

const tableOf = (engine: Engine, line: string): ExpectedTable => {
  const [name = '', columns = '', ...parts] = line.trim().split(' | ')
  const of = (tag: string): readonly string[] => parts.filter((part) => part.startsWith(`${tag} `)).map((part) => part.slice(tag.length + 1))
  return {
    name,
    columns: columns.split('; ').map((column) => columnOf(engine, column)),
    primaryKey: of('pk')[0]?.split(',') ?? null,
    uniques: of('uq').map((key) => key.split(',')),
    foreignKeys: of('fk').map(foreignKeyOf),
    indexes: of('ix').map(indexOf),
    triggers: of('tr').map((pair) => {
      const [trigger = '', sequence = ''] = pair.split(' ')
      return { name: trigger, sequence }
    }),
  }
}

const COLUMN = /^(?<name>\S+) (?<type>[^\s!?]+)(?<required>[!?])?(?: (?<generated>auto|identity|@\S+))?(?<defaults>(?: =\S+)*)$/
/** What MySQL gives a timestamp that has no default of its own. */
export const ZERO_TIME = "'0000-00-00 00:00:00'"
const GENERATIONS = { auto: 'auto-increment', identity: 'identity' } as const

const columnOf = (engine: Engine, text: string): ExpectedColumn => {
  const found = COLUMN.exec(text)?.groups
  if (found === undefined) throw new Error(`not a column of an expected schema: ${text}`)
  const { name = '', type = '', required, generated, defaults = '' } = found
  const given = defaults.split(' =').slice(1)
  return {
    name,
    type: sqlTypeOf(engine, type),
    nullable: required === '?' ? null : required === undefined,
    defaults: given.length === 0 ? [null] : given.map((one) => (one === 'none' ? null : one === 'zero' ? ZERO_TIME : one)),
    generation: generated === undefined ? 'none' : generated === 'auto' || generated === 'identity' ? GENERATIONS[generated] : 'sequence',
    sequence: generated?.startsWith('@') === true ? generated.slice(1) : null,
  }
}

const foreignKeyOf = (text: string): ExpectedForeignKey => {
  const found = /^(?<columns>\S+) > (?<table>[^(]+)\((?<referenced>[^)]+)\)(?: (?<rule>cascade|set-null|any))?$/.exec(text)?.groups
  if (found === undefined) throw new Error(`not a foreign key of an expected schema: ${text}`)
  const { columns = '', table = '', referenced = '', rule } = found
  return {
    columns: columns.split(','),
    table,
    referenced: referenced.split(','),
    deleteRule: rule === 'any' ? null : rule === 'cascade' || rule === 'set-null' ? rule : 'no-action',
  }
}

const indexOf = (text: string): ExpectedIndex => {
  const found = /^(?<unique>unique )?(?<name>[^(]+)\((?<columns>.*)\)$/.exec(text)?.groups
  if (found === undefined) throw new Error(`not an index of an expected schema: ${text}`)
  return {
    name: found['name'] ?? '',
    unique: found['unique'] !== undefined,
    columns: (found['columns'] ?? '').split(',').map((column) => {
      const { name = '', prefix, descending } = /^(?<name>[^(-]+)(?:\((?<prefix>\d+)\))?(?<descending>-)?$/.exec(column)?.groups ?? {}
      return { name, prefix: prefix === undefined ? null : Number(prefix), descending: descending !== undefined }
    }),
  }
}
