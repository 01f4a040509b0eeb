/**
 * How a connection was protected: `verified` by a certificate authority and the host's name, `pinned` to a certificate's fingerprint, `unverified` because
 * the plan says so, `clear` without TLS.
 */
export const TRANSPORTS = ['verified', 'pinned', 'unverified', 'clear'] as const
export type Transport = (typeof TRANSPORTS)[number]

/** What is said of a database: `imported` when its own client wrote the answers to a file, and no connection of ours was there. */
export const DATABASE_TRANSPORTS = [...TRANSPORTS, 'imported'] as const
export type DatabaseTransport = (typeof DATABASE_TRANSPORTS)[number]
