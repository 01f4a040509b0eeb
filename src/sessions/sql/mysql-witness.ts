import type { SqlRow, SqlWitness } from '../../core/sql.ts'

/** Counters of a session that reads: of its preamble, its statements and its end. Every other one that has moved counts something else. */
const READING =
  /^Com_(?:select|set_option|begin|rollback|show_\w+|stmt_(?:prepare|execute|close|reset|fetch|reprepare)|admin_commands|change_db|multi)$/

/**
 * The counters that a server keeps of a session, one for each kind of statement (MySQL and MariaDB reference, server status variables, Com_xxx). Those at the
 * login are the beginning: what the server runs itself for each login (init_connect) is not the tool's doing.
 */
export class MysqlWitness {
  #before: ReadonlyMap<string, string> = new Map()
  #transactions = 0
  #selects = '0'
  readonly #moved = new Set<string>()

  begins(rows: readonly SqlRow[]): void {
    this.#before = countersOf(rows)
  }

  hears(rows: readonly SqlRow[]): void {
    this.#transactions++
    const now = countersOf(rows)
    this.#selects = now.get('Com_select') ?? '0'
    for (const [name, count] of now) if (!READING.test(name) && count !== (this.#before.get(name) ?? '0')) this.#moved.add(name)
  }

  said(): SqlWitness {
    if (this.#before.size === 0) return { verdict: 'not-witnessed', text: 'the server shows no counters of the session (Com_…)' }
    if (this.#moved.size > 0)
      return { verdict: 'written', text: `the server counted other statements than those that read: ${[...this.#moved].sort().join(', ')}` }
    return {
      verdict: 'nothing-written',
      text: `of the ${this.#before.size} counters Com_… only those of reading moved in ${this.#transactions} transactions (Com_select ${this.#selects})`,
    }
  }
}

const countersOf = (rows: readonly SqlRow[]): ReadonlyMap<string, string> =>
  new Map(rows.flatMap(([name, count]) => (typeof name === 'string' && typeof count === 'string' ? [[name, count]] : [])))
