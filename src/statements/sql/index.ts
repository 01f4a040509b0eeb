import type { SqlStatement } from '../../core/sql.ts'
import { ROW_STATEMENTS } from './rows.ts'

/** Every statement the tool can send to a database: `queries` prints it, the session sends nothing else. */
export const SQL_STATEMENTS: readonly SqlStatement[] = [...ROW_STATEMENTS]
