import { defineNetworkCollector } from '../core/collector.ts'
import { tlsPeer } from '../facts/tls-peer.ts'
import { handshakeTouches } from './support/network-touches.ts'
import { peerOf } from './support/tls-peer.ts'

export default defineNetworkCollector({
  fact: tlsPeer,
  type: 'endpoint',
  needs: () => null,
  touches: ({ fields }) => handshakeTouches('endpoint', fields),
  collect: ({ target: { fields }, network }) => peerOf(network.tls, fields.tls),
})
