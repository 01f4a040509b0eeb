import { defineFact, type ValueOf } from '../core/fact.ts'
import { anyOrder, choice, flag, integer, list, nullable, object, text } from '../core/schema.ts'
import { certificate } from './keystore-listing.ts'

/** What core/network.ts TlsPeer shows, and against what it was verified. Nothing but handshakes is sent. */
export const tlsPeer = defineFact({
  id: 'tls-peer',
  title: 'The certificates a server shows, whether they would be trusted, and whether it asks for one',
  value: object({
    host: text(undefined, 255),
    port: integer(undefined, 1, 65_535),
    name: text('the host name or address the certificate must be for: tls.serverName of the plan, or the host', 255),
    authorities: choice(['plan', 'built-in'], "whom it was verified against: the plan's tls.ca, or those that Node brings"),
    pinned: nullable(text('the SHA-256 that the plan pins, upper-case pairs joined by colons', 95)),
    protocol: nullable(text(undefined, 40)),
    chain: list(certificate, 'leaf first', 100),
    distrust: nullable(
      object({ code: text('of the verification, as Node and OpenSSL name it', 100), text: text(undefined, 400) }),
      'null: the authorities vouch for it, and it is for the name',
    ),
    namesHost: flag('the certificate is for the name'),
    clientCertificate: choice(['requested', 'not-requested', 'unknown'], 'unknown: it speaks TLS 1.3 only, which hides the request'),
    acceptableIssuers: anyOrder(list(text(), 'authorities whose client certificates it takes, as far as it says', 1000)),
  }),
})

export type TlsPeerFact = ValueOf<typeof tlsPeer>
