import type { Collected } from '../../core/collector.ts'
import { known } from '../../core/collector.ts'
import type { TlsSession } from '../../core/network.ts'
import type { TlsFields } from '../../core/target.ts'
import type { TlsPeerFact } from '../../facts/tls-peer.ts'

/** Looks at a peer, and says what of the plan it was held against. */
export const peerOf = async (session: TlsSession, tls: TlsFields | undefined): Promise<Collected<TlsPeerFact>> => {
  const peer = await session.peer()
  return known({
    ...peer,
    name: tls?.serverName ?? peer.host,
    authorities: tls?.ca === undefined ? 'built-in' : 'plan',
    pinned: tls?.fingerprint?.toUpperCase() ?? null,
  })
}
