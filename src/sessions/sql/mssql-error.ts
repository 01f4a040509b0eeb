import { FactError } from '../../core/fact-error.ts'
import { networkErrorOf } from '../network-error.ts'
import { sqlErrorOf, type SqlErrors } from './sql-error.ts'

/** Numbers of errors that a reader meets (Microsoft, "Database Engine events and errors"). */
const ERRORS: SqlErrors = {
  '207': ['missing-evidence', 'there is no such column'],
  '208': ['missing-evidence', 'there is no such table'],
  '229': ['permission-denied', 'the account may not read this'],
  '230': ['permission-denied', 'the account may not read a column of this'],
  '297': ['permission-denied', 'the account may not do this'],
  '300': ['permission-denied', 'the account lacks a right on the server, such as VIEW SERVER STATE'],
  '371': ['permission-denied', 'the account may not read this'],
  '701': ['unreachable', 'the server is short of memory'],
  '916': ['permission-denied', 'the account may not use the database'],
  '983': ['unreachable', 'the database is on a replica that is not for reading now'],
  '1205': ['timeout', 'the server took this transaction for the one to end of several that waited for each other'],
  '1222': ['timeout', 'somebody holds a lock on what is to be read, and the tool waits for none longer than a second'],
  '1225': ['timeout', 'somebody holds a lock on what is to be read'],
  '2812': ['missing-evidence', 'there is no such procedure'],
  '3906': ['internal', 'the database only reads, and the server refused what would write'],
  '3952': ['unsupported', 'the database does not keep row versions any more (ALLOW_SNAPSHOT_ISOLATION)'],
  '3960': ['changed', 'the server cannot keep the moment that was being read'],
  '3961': ['changed', 'what was being read was altered meanwhile'],
  '4060': ['missing-evidence', 'there is no database of that name, or the account may not open it'],
  '4062': ['missing-evidence', 'the default database of the account cannot be opened'],
  '8645': ['timeout', 'the server has no memory for the statement'],
  '10928': ['unreachable', 'the server is at a limit set for it'],
  '10929': ['unreachable', 'the server is too busy'],
  '17187': ['unreachable', 'the server is starting'],
  '17809': ['unreachable', 'the server has too many connections'],
  '17830': ['unreachable', 'the server gave the login up'],
  '17892': ['auth-failed', 'a logon trigger of the server refuses the account'],
  '18452': ['auth-failed', 'the login is one of Windows; the tool logs in with accounts of SQL Server itself only'],
  '18456': ['auth-failed', 'the server refuses the account or its password'],
  '18461': ['unreachable', 'the server takes one administrator only (single-user mode)'],
  '18470': ['auth-failed', 'the account is disabled'],
  '18486': ['auth-failed', 'the account is locked'],
  '18487': ['auth-failed', 'the password of the account has expired'],
  '18488': ['auth-failed', 'the password of the account must be changed first'],
  // Of the scripts of `queries --export`.
  '50208': ['unsupported', 'the default schema of the account that ran the script is another one than it names, so its tables were not read'],
  '40197': ['unreachable', 'the service met an error'],
  '40501': ['unreachable', 'the service is too busy'],
  '40613': ['unreachable', 'the database is not available now'],
}

/**
 * Any error met while talking to a SQL Server, as the FactError to report. `number`: of the error the server sent last, which the driver does not keep with
 * those of a login.
 */
export const mssqlErrorOf = (error: unknown, what: string, number: number | null): FactError => {
  if (error instanceof FactError) return error
  const own = error instanceof Error && 'number' in error && typeof error.number === 'number' ? error.number : number
  if (own !== null) return sqlErrorOf(String(own), ERRORS, what, 'error')
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'ETIMEOUT' || code === 'ECANCEL') return new FactError('timeout', `${what}: no answer in time; see explain limits`)
  if (code === 'ELOGIN') return new FactError('auth-failed', `${what}: the server does not finish the login, and does not say why`)
  if (code === 'ESOCKET' || code === 'ECLOSE' || code === 'EINVALIDSTATE')
    return new FactError('unreachable', `${what}: the connection was lost; it is not made again`)
  const known = networkErrorOf(error, what)
  // What the driver stumbles over is what the server sent.
  return known.code === 'internal' ? new FactError('parse-failed', `${what}: the answer is damaged`) : known
}
