import { FactError } from '../../core/fact-error.ts'
import { networkErrorOf } from '../network-error.ts'
import { sqlErrorOf, type SqlErrors } from './sql-error.ts'

const PASSWORD_OVER: SqlErrors[string] = ['auth-failed', 'the password of the account is no longer valid and has to be changed first']

/** Errors a reader meets, by number (MySQL and MariaDB error references). */
const ERRORS: SqlErrors = {
  1040: ['unreachable', 'the server has too many connections'],
  1042: ['unreachable', 'the server cannot find out the name of this host'],
  1043: ['unreachable', 'the server did not understand the handshake'],
  1044: ['permission-denied', 'the account has no right to the database'],
  1045: ['auth-failed', 'the server refuses the account or its password, or lets the account in only under TLS'],
  1049: ['missing-evidence', 'there is no database of that name'],
  1053: ['unreachable', 'the server is shutting down'],
  1054: ['missing-evidence', 'there is no such column'],
  1105: ['unreachable', 'the server reports an error without saying which'],
  1109: ['missing-evidence', 'there is no such table'],
  1129: ['unreachable', 'the server has locked this host out after too many broken connections (FLUSH HOSTS)'],
  1130: ['auth-failed', 'the server lets no account in from this host'],
  1141: ['missing-evidence', 'there is no such grant'],
  1142: ['permission-denied', 'the account may not read this table'],
  1143: ['permission-denied', 'the account may not read this column'],
  1146: ['missing-evidence', 'there is no such table'],
  1203: ['unreachable', 'the account has too many connections'],
  1205: ['timeout', 'somebody holds a lock on what is to be read, and the tool waits for none longer than a second'],
  1226: ['unreachable', 'the account is at a limit set for it'],
  1227: ['permission-denied', 'the account lacks a privilege for this'],
  1251: ['unsupported', 'the server wants a login of a kind that is not supported'],
  1290: ['internal', 'the server is read-only, and refused what would write'],
  1317: ['timeout', 'somebody cancelled the statement'],
  1345: ['permission-denied', 'the account may not look into this view'],
  1356: ['missing-evidence', 'a view refers to what is not there, or what the account may not read'],
  1370: ['permission-denied', 'the account may not call this routine'],
  1412: ['changed', 'the definition of a table changed while it was read'],
  1698: ['auth-failed', 'the server refuses the account: it logs in by another way than a password'],
  1792: ['internal', 'the transaction is read-only, and the server refused what would write'],
  1820: PASSWORD_OVER,
  1862: PASSWORD_OVER,
  1927: ['unreachable', 'the connection was killed'],
  1969: ['timeout', 'the server stopped the statement at its time limit'],
  3024: ['timeout', 'the server stopped the statement at its time limit'],
  3118: ['auth-failed', 'the account is locked'],
  3159: ['unreachable', 'the server takes protected connections only: add tls to the target'],
  4031: ['timeout', 'the server ended a connection that was idle'],
  4151: ['auth-failed', 'the account is locked'],
}

/** Codes of the library's own. */
const LIBRARY: SqlErrors = {
  HANDSHAKE_NO_SSL_SUPPORT: ['unreachable', 'the server offers no TLS, which the plan asks for (tls), so nothing was sent'],
  PROTOCOL_CONNECTION_LOST: ['unreachable', 'the other side closed the connection; it is not made again'],
  PROTOCOL_UNEXPECTED_PACKET: ['parse-failed', 'the server answers what was not asked'],
  AUTH_SWITCH_PLUGIN_ERROR: ['unsupported', 'the server asks for a login of a kind that is not supported'],
  MYSQL_CLEAR_PASSWORD_NOT_ENABLED: ['unsupported', 'the server asks for the password in clear, which is not sent'],
}

/** The error of a number, as the server sends it in a packet. */
export const mysqlNumberOf = (number: number, what: string): FactError => sqlErrorOf(String(number), ERRORS, what, 'error')

/** Any error met while talking to a MySQL or MariaDB server, as the FactError to report. */
export const mysqlErrorOf = (error: unknown, what: string): FactError => {
  if (error instanceof FactError) return error
  if (error instanceof Error) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
    if ('errno' in error && typeof error.errno === 'number' && error.errno >= 1000) return mysqlNumberOf(error.errno, what)
    const known = LIBRARY[code]
    if (known !== undefined) return new FactError(known[0], `${what}: ${known[1]}`)
    // Whatever else the library finds wrong is wrong with an answer.
    if (code === '' || /^(?:PROTOCOL|HANDSHAKE)_|^ERR_(?:OUT_OF_RANGE|BUFFER)/.test(code))
      return new FactError('parse-failed', `${what}: the answer is damaged`)
  }
  return networkErrorOf(error, what)
}
