import { defineNetworkCollector } from '../core/collector.ts'
import { tlsPeer } from '../facts/tls-peer.ts'
import { handshakeTouches } from './support/network-touches.ts'
import { peerOf } from './support/tls-peer.ts'

export default defineNetworkCollector({
  fact: tlsPeer,
  type: 'ldap',
  needs: ({ fields }) => (fields.startTls === true || fields.url.startsWith('ldaps:') ? null : 'an ldaps:// url, or startTls,'),
  touches: ({ fields }) => handshakeTouches('ldap', fields),
  collect: ({ target: { fields }, network }) => peerOf(network.tls, fields.tls),
})
