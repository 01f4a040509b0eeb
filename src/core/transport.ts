/**
 * How a connection was protected: `verified` by a certificate authority and the host's name, `pinned` to a certificate's fingerprint, `unverified` because
 * the plan says so, `clear` without TLS.
 */
export const TRANSPORTS = ['verified', 'pinned', 'unverified', 'clear'] as const
export type Transport = (typeof TRANSPORTS)[number]
