import { addressOf, SCHEMES } from '../../core/address.ts'
import type { Touch } from '../../core/collector.ts'
import type { HttpRequest } from '../../core/network.ts'
import type { TlsFields } from '../../core/target.ts'

interface Service {
  readonly url?: string
  readonly tls?: TlsFields
}

/** What the plan says of a service's connection is read first: authorities and a client certificate. */
const tlsFiles = (tls: TlsFields | undefined): readonly Touch[] =>
  [tls?.ca, tls?.clientCert, tls?.clientKey].flatMap((what) => (what === undefined ? [] : [{ kind: 'file' as const, what }]))

/** Where handshakes are made. */
export const handshakeTouches = (type: keyof typeof SCHEMES, { url, tls }: Service): readonly Touch[] => {
  if (url === undefined) return []
  const { host, port } = addressOf(url, SCHEMES[type])
  return [{ kind: 'host', what: host.includes(':') ? `[${host}]:${port}` : `${host}:${port}` }, ...tlsFiles(tls)]
}

/** Where requests go, and which they are. */
export const requestTouches = ({ url, tls }: Service, requests: readonly HttpRequest[]): readonly Touch[] => [
  ...handshakeTouches('pingam', { ...(url === undefined ? {} : { url }), ...(tls === undefined ? {} : { tls }) }),
  ...requests.map(({ path }) => ({ kind: 'statement' as const, what: `GET ${url?.replace(/\/$/, '') ?? ''}${path}` })),
]
