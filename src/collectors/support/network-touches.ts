import { addressOf, hostPort, SCHEMES } from '../../core/address.ts'
import type { Touch } from '../../core/collector.ts'
import type { HttpRequest } from '../../core/network.ts'
import type { TlsFields } from '../../core/target.ts'

interface Service {
  readonly url?: string
  readonly tls?: TlsFields
}

/** What the plan says of a service's connection is read first: authorities and a client certificate. */
export const tlsFiles = (tls: TlsFields | undefined): readonly Touch[] =>
  [tls?.ca, tls?.clientCert, tls?.clientKey].flatMap((what) => (what === undefined ? [] : [{ kind: 'file' as const, what }]))

/** Where handshakes are made. */
export const handshakeTouches = (type: keyof typeof SCHEMES, { url, tls }: Service): readonly Touch[] => {
  if (url === undefined) return []
  return [{ kind: 'host', what: hostPort(addressOf(url, SCHEMES[type])) }, ...tlsFiles(tls)]
}

/** Where requests go, and which they are. */
export const requestTouches = ({ url, tls }: Service, requests: readonly HttpRequest[]): readonly Touch[] => [
  ...handshakeTouches('pingam', { ...(url === undefined ? {} : { url }), ...(tls === undefined ? {} : { tls }) }),
  ...requests.map(({ path }) => ({ kind: 'statement' as const, what: `GET ${url?.replace(/\/$/, '') ?? ''}${path}` })),
]
