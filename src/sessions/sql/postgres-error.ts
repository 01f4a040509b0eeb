import { FactError } from '../../core/fact-error.ts'
import { networkErrorOf } from '../network-error.ts'
import { sqlErrorOf, type SqlErrors } from './sql-error.ts'

/** SQLSTATEs a reader meets, and classes of them (PostgreSQL documentation, appendix A). */
const ERRORS: SqlErrors = {
  '08': ['unreachable', 'the server reports a broken connection'],
  '0A': ['unsupported', 'the server does not support what is asked'],
  '0A000': ['unsupported', 'the server does not support what is asked'],
  '22021': ['parse-failed', 'a value of the database cannot be put into UTF-8'],
  '22P05': ['parse-failed', 'a value of the database cannot be put into UTF-8'],
  '25006': ['internal', 'the transaction is read-only, and the server refused what would write'],
  '25001': ['internal', 'the transaction is read-only, and the server refused to change that'],
  '25P03': ['timeout', 'the server ended a transaction that was idle'],
  '28': ['auth-failed', 'the server does not let the account in: pg_hba.conf has no line for it, or its login is not allowed'],
  '28P01': ['auth-failed', 'the server refuses the account or its password'],
  '3D000': ['missing-evidence', 'there is no database of that name'],
  '3F000': ['missing-evidence', 'there is no schema of that name'],
  '40001': ['changed', 'the server cannot keep the moment that was being read: it is a standby that went on, or was busy with changes'],
  '42501': ['permission-denied', 'the account may not read this'],
  '42P01': ['missing-evidence', 'there is no such table'],
  '42703': ['missing-evidence', 'there is no such column'],
  '42883': ['missing-evidence', 'there is no such function'],
  '53': ['unreachable', 'the server is short of memory, disk or connections'],
  '53300': ['unreachable', 'the server has too many connections'],
  '53400': ['unreachable', 'the server is at a limit set for it'],
  '54': ['limit', 'the question is too large for the server'],
  '55P03': ['timeout', 'somebody holds a lock on what is to be read, and the tool waits for none longer than a second'],
  '57014': ['timeout', 'the server stopped the statement at its time limit, or somebody cancelled it'],
  '57P01': ['unreachable', 'the server was shut down, or the connection ended, by its administrator'],
  '57P02': ['unreachable', 'the server crashed'],
  '57P03': ['unreachable', 'the server is starting up or shutting down, or is a standby that takes no reader yet'],
  '57P05': ['timeout', 'the server ended a connection that was idle'],
  '58': ['unreachable', 'the server met an error of its operating system'],
  XX: ['unreachable', 'the server reports an internal error, or damaged data'],
}

/** Any error met while talking to a PostgreSQL server, as the FactError to report. */
export const postgresErrorOf = (error: unknown, what: string): FactError => {
  if (error instanceof FactError) return error
  if (error instanceof Error) {
    const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
    if ('severity' in error && /^[0-9A-Z]{5}$/.test(code)) return sqlErrorOf(code, ERRORS, what, 'SQLSTATE')
    if ('severity' in error) return new FactError('parse-failed', `${what}: the server reports an error without saying which`)
    // The library tells these by their texts only.
    if (error.message.startsWith('SASL: Only mechanism'))
      return new FactError('unsupported', `${what}: the server wants a login that is neither SCRAM nor MD5`)
    if (error.message.includes('exceeds scramMaxIterations'))
      return new FactError('unsupported', `${what}: the server asks for more rounds of SCRAM than are made for anyone (scram_iterations)`)
    if (error.message.startsWith('SASL: '))
      return new FactError('auth-failed', `${what}: the server does not prove that it knows the password (SCRAM)`)
    if (/^(?:Connection terminated|Client (?:was closed|has encountered))/.test(error.message))
      return new FactError('unreachable', `${what}: the connection was lost; it is not made again`)
    if (/^[Rr]eceived (?:unexpected|invalid)/.test(error.message)) return new FactError('parse-failed', `${what}: the answer is damaged`)
  }
  return networkErrorOf(error, what)
}
