import { addressOf, SCHEMES, type TargetAddress } from '../../core/address.ts'
import type { Touch } from '../../core/collector.ts'
import { FactError } from '../../core/fact-error.ts'
import type { LdapSearch, LdapSession } from '../../core/network.ts'
import type { FieldsOf } from '../../core/target.ts'
import { LIMITS } from '../../limits.ts'
import { handshakeTouches } from './network-touches.ts'

type Fields = FieldsOf<'ldap'>

export const directoryAddress = ({ url }: Pick<Fields, 'url'>): TargetAddress => addressOf(url, SCHEMES.ldap)

/** The host, the files the connection is protected with, and the searches. */
export const directoryTouches = (fields: Pick<Fields, 'url' | 'tls'>, searches: readonly LdapSearch[]): readonly Touch[] => [
  ...handshakeTouches('ldap', fields),
  ...searches.map(({ base, scope, filter }) => ({ kind: 'statement', what: `search ${base}, scope ${scope}, filter ${filter}` }) as const),
]

/** Who asked, in sentences about what was not shown. */
export const accountName = async (ldap: LdapSession): Promise<string> => (await ldap.connection()).boundAs ?? 'an anonymous reader'

/** What a reader may not see, or what is not there: not told apart by an answer. */
export const isNotShown = ({ code }: FactError): boolean => code === 'permission-denied' || code === 'missing-evidence'

/** The values as they are. Throws FactError `limit` where a directory sends more, or longer ones, than a fact can hold. */
export const bounded = (values: readonly string[], what: string, longest: number): readonly string[] => {
  const most = LIMITS.ldapValues.value
  if (values.length > most)
    throw new FactError('limit', `the directory sends ${values.length} values of ${what}; at most ${most} are read: see explain limits`)
  if (values.some((value) => value.length > longest))
    throw new FactError('limit', `the directory sends a value of ${what} of more than ${longest} characters`)
  return values
}
