import type { AmEntity } from './entity.ts'
import { memberNamed, membersOf, textOf, textsOf, unwrapped } from './json-value.ts'

/** One identity store of a realm, as written: any value may be an expression (facts/pingam 1.2, 2.3, 2.4). */
export interface IdentityStore {
  readonly name: string
  readonly implementation: string | null
  readonly servers: readonly string[]
  readonly baseDn: string | null
  readonly bindDn: string | null
  readonly connectionMode: string | null
  /** Null: not given as a list of texts. */
  readonly userClasses: readonly string[] | null
  readonly userAttributes: readonly string[] | null
}

const PREFIX = 'sun-idrepo-ldapv3-config'

/** A word that every such document holds. */
export const IDENTITY_STORE_MENTIONS = [PREFIX] as const

/** Null for a document about something else, and for the defaults of the service. The bind password is never looked at. */
export const identityStoreOf = ({ data, scope, names, id }: AmEntity): IdentityStore | null => {
  const name = names[0] ?? id
  if (scope === 'global' || membersOf(data['ldapsettings']) === null || /^(?:default|)$/i.test(name)) return null
  const value = (key: string): AmEntity['data'][string] | undefined => memberNamed(data, [`${PREFIX}-${key}`])?.value
  const one = (key: string): string | null => textOf(value(key)) ?? textsOf(value(key))?.[0] ?? null
  return {
    name,
    implementation: textOf(memberNamed(data, ['sunIdRepoClass'])?.value),
    servers: listOf(value('ldap-server')) ?? [],
    baseDn: one('organization_name'),
    bindDn: one('authid'),
    connectionMode: one('connection-mode'),
    userClasses: listOf(value('user-objectclass')),
    userAttributes: listOf(value('user-attributes')),
  }
}

/** A list may be one text that stands for all of it: `{ $list: '&{am.stores.user.servers}' }`, or what AM writes for none. */
const listOf = (value: AmEntity['data'][string] | undefined): readonly string[] | null => {
  const inner = unwrapped(value)
  if (typeof inner === 'string') return inner === '[Empty]' ? [] : [inner]
  return textsOf(inner)
}
