import { Control, ServerSideSortingRequestControl, type Entry, type SearchResult } from 'ldapts'
import { FactError } from '../core/fact-error.ts'
import type { LdapAccount, LdapEntries, LdapEntry, LdapSearch, LdapSession } from '../core/network.ts'
import type { Transport } from '../core/transport.ts'
import { LIMITS } from '../limits.ts'
import { LDAP_SEARCHES } from '../statements/ldap.ts'
import { LdapConnection, type LdapAddress, type LdapLogin } from './ldap-connection.ts'
import { ldapErrorOf, resultCodeOf } from './ldap-error.ts'
import type { Occasion } from './occasion.ts'

export interface LdapDoorOptions {
  /** Told when a connection is made: it reads what the plan names under `tls`. */
  readonly address: (occasion: Occasion) => Promise<LdapAddress>
  readonly baseDn: string
  readonly logins: { readonly auditor: LdapLogin | null; readonly product: LdapLogin | null }
}

/**
 * The door to one directory for all facts of a target: one connection and one login for each account, made when first needed. What came of the first attempt
 * is what every later one gets, a refusal above all.
 */
export class LdapDoor {
  readonly #options: LdapDoorOptions
  readonly #connections = new Map<LdapAccount, Promise<LdapConnection>>()

  constructor(options: LdapDoorOptions) {
    this.#options = options
  }

  session(occasion: Occasion): LdapSession {
    return new Session(this.#options, (account) => this.#connection(account, occasion), occasion)
  }

  /** Logs out everywhere; never throws. */
  async close(): Promise<void> {
    const settled = await Promise.allSettled(this.#connections.values())
    await Promise.all(settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value.close()] : [])))
  }

  #connection(account: LdapAccount, occasion: Occasion): Promise<LdapConnection> {
    const known = this.#connections.get(account)
    if (known !== undefined) return known
    const login = this.#options.logins[account]
    const opened = this.#options.address(occasion).then((address) => {
      occasion.record({ kind: 'ldap', verb: 'bind', what: `${address.dialer.name} as ${login === null ? 'nobody' : login.bindDn}`, amount: null })
      return LdapConnection.open(address, login, occasion.signal)
    })
    this.#connections.set(account, opened)
    opened.catch(() => {})
    return opened
  }
}

class Session implements LdapSession {
  readonly baseDn: string
  readonly #options: LdapDoorOptions
  readonly #connect: (account: LdapAccount) => Promise<LdapConnection>
  readonly #occasion: Occasion

  constructor(options: LdapDoorOptions, connect: (account: LdapAccount) => Promise<LdapConnection>, occasion: Occasion) {
    this.baseDn = options.baseDn
    this.#options = options
    this.#connect = connect
    this.#occasion = occasion
  }

  async connection(): Promise<{ readonly transport: Transport; readonly boundAs: string | null }> {
    const { transport } = await this.#connect('auditor')
    return { transport, boundAs: this.#options.logins.auditor?.bindDn ?? null }
  }

  entry(search: LdapSearch, dn: string): Promise<LdapEntry | null> {
    return this.#entry(search, dn)
  }

  rights(search: LdapSearch, dn: string): Promise<LdapEntry | null> {
    return this.#entry(search, dn, new EffectiveRights(this.#options.logins.auditor?.bindDn ?? ''))
  }

  async #entry(search: LdapSearch, dn: string, control?: Control): Promise<LdapEntry | null> {
    assertRegistered(search)
    const connection = await this.#connect('auditor')
    const { scope, filter, attributes } = search
    try {
      const result = await connection.search(dn, { scope, filter, attributes: [...attributes] }, this.#occasion.signal, control)
      this.#note(search, dn, result.searchEntries.length)
      if (result.searchEntries.length > 1) throw new FactError('ambiguous', `${dn}: the directory gave several entries of one name`)
      const [found] = result.searchEntries
      if (found === undefined && result.searchReferences.length > 0)
        throw new FactError(
          'unreachable',
          `${dn === '' ? 'the root DSE' : dn}: the directory refers to another server, which is not followed; name the server that holds the data`,
        )
      return found === undefined ? null : entryOf(found)
    } catch (error) {
      if (error instanceof FactError && error.code === 'missing-evidence') {
        this.#note(search, dn, 0)
        return null
      }
      this.#note(search, dn, null)
      throw error
    }
  }

  async entries(search: LdapSearch, base: string): Promise<LdapEntries> {
    assertRegistered(search)
    const connection = await this.#connect('auditor')
    const { scope, filter, attributes } = search
    const entries: LdapEntry[] = []
    const referrals: string[] = []
    let amount: number | null = null
    try {
      for await (const page of connection.pages(base, { scope, filter, attributes: [...attributes] }, this.#occasion.signal)) {
        entries.push(...page.searchEntries.map(entryOf))
        referrals.push(...referralsIn(page))
        if (entries.length > LIMITS.ldapEntries.value)
          throw new FactError('limit', `${base}: more than ${LIMITS.ldapEntries.value} entries match ${filter}; see explain limits`)
      }
      amount = entries.length
      return { entries, referrals }
    } finally {
      this.#note(search, base, amount)
    }
  }

  async sortProbe(search: LdapSearch, base: string, sortBy: string): Promise<number> {
    assertRegistered(search)
    if (this.#options.logins.product === null) throw new FactError('missing-evidence', "the plan gives no productAccount, the product's own account")
    const connection = await this.#connect('product')
    const control = new ServerSideSortingRequestControl({ critical: true, value: { attributeType: sortBy } })
    const { scope, filter, attributes } = search
    this.#note(search, `${base} (sorted by ${sortBy}, critical)`, null)
    try {
      await connection.search(base, { scope, filter, attributes: [...attributes], sizeLimit: 1 }, this.#occasion.signal, control)
      // A directory may answer the search and say in its own control that it did not sort (RFC 2891 §1.2).
      return control.result?.sortResult ?? 0
    } catch (error) {
      const cause = error instanceof FactError ? error.cause : error
      const code = resultCodeOf(cause)
      if (code === null) throw error instanceof FactError ? error : ldapErrorOf(error, base)
      return code
    }
  }

  #note({ filter, scope }: LdapSearch, base: string, amount: number | null): void {
    this.#occasion.record({ kind: 'ldap', verb: 'search', what: `${base === '' ? '(root DSE)' : base} ${scope} ${filter}`, amount })
  }
}

/** Get Effective Rights (draft-ietf-ldapext-acl-model): not critical, so that a directory without it answers the search alone. */
class EffectiveRights extends Control {
  static readonly oid = '1.3.6.1.4.1.42.2.27.9.5.2'
  readonly #authorizationId: string

  constructor(dn: string) {
    super(EffectiveRights.oid)
    this.#authorizationId = `dn:${dn}`
  }

  protected override writeControl(writer: Parameters<Control['write']>[0]): void {
    writer.writeString(this.#authorizationId)
  }
}

const assertRegistered = (search: LdapSearch): void => {
  if (!Object.values<LdapSearch>(LDAP_SEARCHES).includes(search)) throw new FactError('internal', `the search ${search.id} is not registered`)
}

/** Binary values are not asked for; where one comes all the same it is shown as what it is. */
const valuesOf = (value: Entry[string]): readonly string[] =>
  (Array.isArray(value) ? value : [value]).map((one) => (typeof one === 'string' ? one : `binary, ${one.length} bytes`))

const entryOf = ({ dn, ...attributes }: Entry): LdapEntry => ({
  dn,
  attributes: new Map(
    Object.entries(attributes).flatMap(([name, value]) => {
      const values = valuesOf(value)
      return values.length === 0 ? [] : [[name.toLowerCase(), values] as const]
    }),
  ),
})

const referralsIn = (result: SearchResult): readonly string[] => result.searchReferences.map((uri) => uri.slice(0, 1024))
