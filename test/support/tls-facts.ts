import type { TlsPeerFact } from '../../src/api.ts'
import { certificateOf } from './keystore-facts.ts'

/** What a server shows that a test authority vouches for, for tables of checks. */
export const peerOf = (change: Partial<TlsPeerFact> = {}): TlsPeerFact => ({
  host: 'am.example.test',
  port: 636,
  name: 'am.example.test',
  authorities: 'plan',
  pinned: null,
  protocol: 'TLSv1.3',
  chain: [certificateOf({ selfIssued: false })],
  distrust: null,
  namesHost: true,
  clientCertificate: 'not-requested',
  acceptableIssuers: [],
  ...change,
})

export const SELF_SIGNED = { code: 'DEPTH_ZERO_SELF_SIGNED_CERT', text: 'its certificate is not trusted (it is self-signed)' } as const
export const EXPIRED = { code: 'CERT_HAS_EXPIRED', text: 'its certificate has expired' } as const
export const OTHER_NAME = { code: 'ERR_TLS_CERT_ALTNAME_INVALID', text: 'its certificate is for another host' } as const
