/** A table on its way to a line of src/derived/expected-schema.ts; names in upper case, types as that engine spells them. */
export interface Table {
  readonly name: string
  readonly columns: readonly Column[]
  readonly primaryKey: readonly string[] | null
  readonly uniques: readonly string[]
  /** `A > T(ID) cascade` */
  readonly foreignKeys: readonly string[]
  /** `IDX_A(A,B)` */
  readonly indexes: readonly string[]
  /** `T_TRIG T_SEQ` */
  readonly triggers: readonly string[]
}

export interface Column {
  readonly name: string
  readonly type: string
  /** NOT NULL; null: either. */
  readonly required: boolean | null
  /** `auto`, `identity`, `@SEQUENCE` or nothing. */
  readonly generated: string
  readonly defaults: readonly string[]
}

export const linesOf = (tables: readonly Table[]): string =>
  [...tables]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((table) =>
      [
        table.name,
        table.columns.map(columnText).join('; '),
        ...(table.primaryKey === null ? [] : [`pk ${table.primaryKey.join(',')}`]),
        ...[...table.uniques].sort().map((unique) => `uq ${unique}`),
        ...[...table.foreignKeys].sort().map((key) => `fk ${key}`),
        ...[...table.indexes].sort().map((index) => `ix ${index}`),
        ...table.triggers.map((trigger) => `tr ${trigger}`),
      ].join(' | '),
    )
    .join('\n')

const columnText = ({ name, type, required, generated, defaults }: Column): string => {
  const words = [`${name} ${type}${required === null ? '?' : required ? '!' : ''}`, ...(generated === '' ? [] : [generated])]
  const text = [...words, ...defaults.map((one) => `=${one}`)].join(' ')
  if (text.split(' ').length !== words.join(' ').split(' ').length + defaults.length || /[|;`\\$]/.test(text))
    throw new Error(`this column cannot be written on a line: ${text}`)
  return text
}
