import type { Engine } from '../../../core/sql.ts'
import { UserError } from '../../../core/user-error.ts'

/** What is quoted, so that nothing in it is taken for a parameter, and the parameters themselves, as each engine writes them. */
const PLACEHOLDERS: Readonly<Record<Engine, RegExp>> = {
  postgres: /'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(?<number>\d+)/g,
  mysql: /'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|(?<mark>\?)/g,
  mssql: /'(?:[^']|'')*'|"(?:[^"]|"")*"|\[[^\]]*\]|@p(?<number>\d+)/g,
  oracle: /'(?:[^']|'')*'|"(?:[^"]|"")*"|:(?<number>\d+)/g,
  db2: /'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<mark>\?)/g,
}

/** A text with expressions in the place of its parameters. */
export const withValues = (engine: Engine, text: string, expressions: readonly string[]): string => {
  let next = 0
  return text.replace(PLACEHOLDERS[engine], (found: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Partial<Record<'number' | 'mark', string>>
    if (groups.number === undefined && groups.mark === undefined) return found
    return expressions[groups.number === undefined ? next++ : Number(groups.number) - 1] ?? found
  })
}

/** Characters of a line: SQL*Plus takes no more than 2,499, and people fewer. */
const WIDTH = 150
const WORDS = /(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|`[^`]*`|\[[^\]]*\]|[^\s'"`[])+|\[|\s+/g

/** A text in lines that every client takes, broken at blanks outside quotes. */
export const inLines = (text: string): string => {
  let width = 0
  return (text.match(WORDS) ?? [])
    .map((piece) => {
      const blank = /^\s+$/.test(piece)
      if (piece.includes('\n')) width = 0
      else if (blank && width > WIDTH) {
        width = 0
        return '\n'
      } else width += piece.length
      return piece
    })
    .join('')
}

/** A text as a literal of SQL. Names that some client or mode would read in another way are refused. */
export const literal = (text: string): string => {
  // A backslash means itself or not by a mode of MySQL; & and $( are variables to sqlplus and sqlcmd; a colon is one to psql.
  if (!/^[^\p{C}\\&$:;`]{1,128}$/u.test(text))
    throw new UserError(`the name ${JSON.stringify(text)} cannot be written into a script`, 'Leave --schema away, and set the schema in the client.')
  return `'${text.replaceAll("'", "''")}'`
}

/** A name in double quotes; what `literal` refuses has been refused by then. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`
