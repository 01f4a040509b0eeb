import type { CertificateFacts } from './session.ts'
import type { SqlSession } from './sql.ts'
import type { Transport } from './transport.ts'

/**
 * The read-only doors to a running system (DESIGN §4). Each is bound to the address that the plan gives for the target: nothing that a server answers, no
 * referral and no redirect, can lead elsewhere. Every verb throws FactError when it cannot do what it says.
 */

/** One search the tool can send (src/statements/ldap.ts); the base is given where it is sent. */
export interface LdapSearch {
  readonly id: string
  /** What it is sent to, in words: the base is given where it is sent. */
  readonly base: string
  /** What goes with it, in words: a control, a limit, an account other than the auditor's. */
  readonly manner?: string
  /** Facts it is sent for. */
  readonly facts: readonly string[]
  readonly scope: 'base' | 'sub'
  readonly filter: string
  /** By name, never all: a server answers `*` with more than anyone should hold. */
  readonly attributes: readonly string[]
}

export interface LdapEntry {
  readonly dn: string
  /** Values by attribute, names in lower case as the server sorts nothing out by case. An attribute asked for and not sent is not there. */
  readonly attributes: ReadonlyMap<string, readonly string[]>
}

export interface LdapEntries {
  readonly entries: readonly LdapEntry[]
  /** Servers named by the answer that were not asked. */
  readonly referrals: readonly string[]
}

/** Whose rights a search is made with: those of the account the plan gives the auditor, or those of the product's own account. */
export type LdapAccount = 'auditor' | 'product'

export interface LdapSession {
  readonly baseDn: string
  /** How the connection is protected and as whom it is bound; null when anonymous. Connects when nothing has yet. */
  connection(): Promise<{ readonly transport: Transport; readonly boundAs: string | null }>
  /** One entry; null when there is none of that name, or none that may be seen. */
  entry(search: LdapSearch, dn: string): Promise<LdapEntry | null>
  /**
   * One entry with what the directory says of the rights the auditor's account has to it (the control for effective rights, which 389-ds, OpenDJ and PingDS
   * know); without that in the answer when it does not say.
   */
  rights(search: LdapSearch, dn: string): Promise<LdapEntry | null>
  /** All entries below a base, page by page. Throws `truncated` when the server, and `limit` when the tool, sends fewer than there are. */
  entries(search: LdapSearch, base: string): Promise<LdapEntries>
  /**
   * The result code (RFC 4511 §4.1.9) of a search for one entry with the control for server-side sorting marked critical, made as the product's account: 0
   * when it was allowed.
   */
  sortProbe(search: LdapSearch, base: string, sortBy: string): Promise<number>
}

/** One request the tool can send (src/statements/http.ts): GET, and nothing else. */
export interface HttpRequest {
  readonly id: string
  /** Facts it is sent for. */
  readonly facts: readonly string[]
  /** Below the deployment URL of the plan. */
  readonly path: string
  /** Sent with the target's administrator token. */
  readonly authenticated: boolean
}

export interface HttpAnswer {
  readonly status: number
  /** Of a redirect, which is never followed; null when there is none. */
  readonly location: string | null
  readonly contentType: string | null
  /** Of the header `Content-API-Version`, which endpoints of AM send; null when there is none. */
  readonly apiVersion: string | null
  /** At most LIMITS.httpBody bytes, decoded as UTF-8; null when it is not text. */
  readonly body: string | null
  /** Of the server's `Date` header, ms since the epoch; null when there is none. */
  readonly date: number | null
  readonly transport: Transport
}

export interface HttpSession {
  /** The answer, whatever its status. */
  get(request: HttpRequest): Promise<HttpAnswer>
}

/** What a server shows of its TLS without anything being sent to it. */
export interface TlsPeer {
  readonly host: string
  readonly port: number
  readonly protocol: string | null
  /** As the server sends it: leaf first. */
  readonly chain: readonly CertificateFacts[]
  /** Why the tool would not trust it: code of the verification (Node's and OpenSSL's), and words; null when it would. */
  readonly distrust: { readonly code: string; readonly text: string } | null
  /** Whether the certificate is for the host the plan names. */
  readonly namesHost: boolean
  /** Whether the server asks for a client certificate; `unknown` when it speaks TLS 1.3 only, which hides the request. */
  readonly clientCertificate: 'requested' | 'not-requested' | 'unknown'
  /** Distinguished names of the authorities whose client certificates it takes, as far as it says. */
  readonly acceptableIssuers: readonly string[]
}

export interface TlsSession {
  peer(): Promise<TlsPeer>
}

/** The doors to the address of one target. Asking for one that the target's type does not have is a defect. */
export interface Network {
  readonly ldap: LdapSession
  readonly http: HttpSession
  readonly tls: TlsSession
  readonly sql: SqlSession
}
