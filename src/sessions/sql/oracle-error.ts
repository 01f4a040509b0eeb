import { FactError } from '../../core/fact-error.ts'
import { networkErrorOf } from '../network-error.ts'
import { sqlErrorOf, type SqlErrors } from './sql-error.ts'

/** Errors of the server that a reader meets (Oracle, "Database Error Messages"), by their numbers. */
const SERVER: SqlErrors = {
  '00028': ['unreachable', 'an administrator ended the session'],
  '00054': ['timeout', 'somebody holds a lock on what is to be read'],
  '00600': ['unreachable', 'the server reports an internal error'],
  '00604': ['unreachable', 'a trigger of the server, or an error within its own statements, refuses this'],
  '00904': ['missing-evidence', 'there is no such column'],
  '00942': ['missing-evidence', 'there is no such table, or the account may not read it'],
  '01005': ['auth-failed', 'the server got no password'],
  '01013': ['timeout', 'the statement was stopped at its time limit, or somebody cancelled it'],
  '01017': ['auth-failed', 'the server refuses the account or its password'],
  '01031': ['permission-denied', 'the account may not do this'],
  '01033': ['unreachable', 'the database is starting up or shutting down'],
  '01034': ['unreachable', 'the database is not up'],
  '01035': ['unreachable', 'the database takes administrators only'],
  '01045': ['permission-denied', 'the account lacks CREATE SESSION'],
  '01089': ['unreachable', 'the database is shutting down'],
  '01092': ['unreachable', 'the database is shutting down'],
  '01110': ['unreachable', 'a data file of the database cannot be read'],
  '01219': ['unreachable', 'the database is mounted and not open'],
  '01435': ['missing-evidence', 'there is no such schema'],
  '01456': ['internal', 'the transaction only reads, and the server refused what would write'],
  '01466': ['changed', 'what was being read was altered meanwhile'],
  '01555': ['changed', 'the server cannot keep the moment that was being read (snapshot too old)'],
  '02391': ['unreachable', 'the account has as many sessions as it may have'],
  '02396': ['timeout', 'the server ended a connection that was idle'],
  '03113': ['unreachable', 'the server closed the connection'],
  '03114': ['unreachable', 'the connection was lost; it is not made again'],
  '03136': ['timeout', 'the server gave the login up'],
  '04063': ['missing-evidence', 'a view that is read is not valid'],
  '12154': ['missing-evidence', 'the listener knows no such service'],
  '12505': ['missing-evidence', 'the listener knows no SID of that name; the plan may mean a service'],
  '12514': ['missing-evidence', 'the listener knows no service of that name'],
  '12516': ['unreachable', 'the listener finds no server that is free'],
  '12518': ['unreachable', 'the listener cannot hand the connection over'],
  '12519': ['unreachable', 'the listener finds no server that is free'],
  '12520': ['unreachable', 'the listener finds no server that is free'],
  '12526': ['unreachable', 'the database takes administrators only'],
  '12528': ['unreachable', 'the database takes no connections now'],
  '12541': ['unreachable', 'nothing listens there'],
  '12564': ['unreachable', 'the listener refuses the connection'],
  '12650': ['unsupported', 'the server insists on encryption or checksums of Oracle’s own (sqlnet.ora)'],
  '12660': ['unsupported', 'the server insists on encryption or checksums of Oracle’s own (sqlnet.ora)'],
  '00018': ['unreachable', 'the server is at a limit set for it'],
  '00020': ['unreachable', 'the server is at a limit set for it'],
  '28000': ['auth-failed', 'the account is locked'],
  '28001': ['auth-failed', 'the password of the account has expired'],
  '28002': ['auth-failed', 'the password of the account is about to expire'],
  '28009': ['auth-failed', 'SYS does not log in as an account that reads'],
  '28365': ['unreachable', 'the wallet of the server is not open'],
}

const NNE =
  'the server insists on encryption or checksums of Oracle’s own, which the driver does not speak without Oracle’s client: give it a TLS (TCPS) listener, or set ' +
  'SQLNET.ENCRYPTION_SERVER and SQLNET.CRYPTO_CHECKSUM_SERVER to ACCEPTED'

/** Errors of the driver (node-oracledb, "NJS-"). */
const DRIVER: SqlErrors = {
  '068': ['parse-failed', 'what answers there does not speak the protocol of Oracle'],
  '116': ['unsupported', 'the account has only the password verifier of Oracle 10g, which the driver does not know: set its password anew'],
  '138': ['unsupported', 'the server is older than Oracle Database 12.1, which the driver does not speak with'],
  '500': ['unreachable', 'the connection was lost; it is not made again'],
  '501': ['unreachable', 'the connection was lost; it is not made again'],
  '503': ['unreachable', 'nothing answers there'],
  '510': ['timeout', 'the connection was not established in time'],
  '511': ['unreachable', 'the listener refuses the connection'],
  '512': ['parse-failed', 'what the driver was to connect to is not understood'],
  '513': ['unreachable', 'the server asks to end the connection'],
  '518': ['missing-evidence', 'the listener knows no service of that name'],
  '519': ['missing-evidence', 'the listener knows no SID of that name; the plan may mean a service'],
  '521': ['unreachable', 'the other side closed the connection'],
  '531': ['unsupported', NNE],
  '532': ['unsupported', NNE],
  '533': ['unsupported', NNE],
  '123': ['timeout', 'the server does not answer in time, and the statement was stopped'],
}

/** Any error met while talking to an Oracle database, as the FactError to report. */
export const oracleErrorOf = (error: unknown, what: string): FactError => {
  if (error instanceof FactError) return error
  const message = error instanceof Error ? error.message : ''
  const server = /\bORA-(\d{5})\b/.exec(message)?.[1]
  const driver = /\b(?:NJS|DPI)-(\d{3,4})\b/.exec(message)?.[1]
  // A listener's refusal is the driver's error with the listener's in it.
  if (server !== undefined && (driver === undefined || driver === '511' || SERVER[server] !== undefined))
    return sqlErrorOf(server, SERVER, what, 'ORA')
  if (driver !== undefined) return sqlErrorOf(driver, DRIVER, what, 'NJS')
  const known = networkErrorOf(error, what)
  return known.code === 'internal' ? new FactError('parse-failed', `${what}: the answer is damaged`) : known
}
