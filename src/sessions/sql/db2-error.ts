import { FactError } from '../../core/fact-error.ts'
import { sqlErrorOf, type SqlErrors } from './sql-error.ts'

/** SQLCODEs that a reader meets (IBM, "SQL messages"), without their sign. */
const ERRORS: SqlErrors = {
  '204': ['missing-evidence', 'there is no such table'],
  '206': ['missing-evidence', 'there is no such column'],
  '440': ['missing-evidence', 'there is no such routine'],
  '551': ['permission-denied', 'the account may not read this'],
  '552': ['permission-denied', 'the account may not do this'],
  '668': ['unreachable', 'the table is not available: a REORG, a LOAD or SET INTEGRITY is pending'],
  '911': ['timeout', 'somebody holds a lock on what is to be read, and the tool waits for none longer than a second'],
  '913': ['timeout', 'somebody holds a lock on what is to be read'],
  '952': ['timeout', 'the statement was stopped at its time limit, or somebody cancelled it'],
  '1013': ['missing-evidence', 'there is no database of that name'],
  '1015': ['unreachable', 'the database has to be restarted after a crash'],
  '1031': ['missing-evidence', 'there is no database of that name'],
  '1032': ['unreachable', 'the database manager is not started'],
  '1035': ['unreachable', 'the database takes nobody in now'],
  '1040': ['unreachable', 'the database has as many connections as it may have'],
  '1060': ['permission-denied', 'the account lacks CONNECT'],
  '1117': ['unreachable', 'the database is being rolled forward'],
  '1224': ['unreachable', 'the server ended the connection'],
  '1226': ['unreachable', 'the server has as many connections as it may have'],
  '1476': ['unreachable', 'the transaction was rolled back by the server'],
  '1598': ['unsupported', 'the driver needs a licence for this kind of Db2 (z/OS, i)'],
  '20157': ['unreachable', 'the database takes administrators only'],
  '30061': ['missing-evidence', 'there is no database of that name'],
  '30080': ['unreachable', 'the connection was lost; it is not made again'],
  '30081': ['unreachable', 'nothing answers there, or the connection was lost'],
  '30082': ['auth-failed', 'the server refuses the account or its password'],
}

/** Reasons of SQL30082N. */
const LOGINS: Readonly<Record<string, string>> = {
  '1': 'the password of the account has expired',
  '3': 'no password was given',
  '19': 'the account is disabled, or may not log in',
  '24': 'the account or its password is wrong',
  '36': 'the account may not log in in this way (SRVCON_AUTH)',
}

/** Any error of the driver, as the FactError to report. */
export const db2ErrorOf = (error: unknown, what: string): FactError => {
  if (error instanceof FactError) return error
  const message = error instanceof Error ? error.message : ''
  const given = typeof error === 'object' && error !== null && 'sqlcode' in error ? Number(error.sqlcode) : Number.NaN
  const code =
    /\bSQL(\d{4,5})[NCWI]\b/.exec(message)?.[1]?.replace(/^0+/, '') ?? (Number.isInteger(given) && given !== 0 ? String(Math.abs(given)) : null)
  if (code === '30082') {
    const why = LOGINS[/reason\s+"(\d+)"/i.exec(message)?.[1] ?? '']
    if (why !== undefined) return new FactError('auth-failed', `${what}: ${why} (SQLCODE -30082)`)
  }
  if (code !== null) return sqlErrorOf(code, ERRORS, what, 'SQLCODE')
  return new FactError('parse-failed', `${what}: the driver fails, and does not say why`)
}
