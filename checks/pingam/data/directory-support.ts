/**
 * Which directories AM 8.1 works with. Sources: PingAM release notes, "Requirements", "Identity stores" (external PingDS 7.4.4 or later, PingDirectory as an
 * identity store since 8.0, no embedded DS since 8.0: facts/pingam 1.3); PingAM 8.1, "Prepare external stores" (what is no identity is kept in DS servers
 * only).
 */
export const OLDEST_PINGDS = '7.4.4'

export type DirectoryProduct = 'PingDS' | 'PingDirectory' | 'OpenDJ' | 'other'

/** By what the root DSE says, in this order: "Directory Services" is PingDS under its names, "Directory Server" of Ping Identity is PingDirectory. */
const PRODUCTS: readonly (readonly [DirectoryProduct, RegExp])[] = [
  ['OpenDJ', /OpenDJ|Wren:?DS/i],
  ['PingDirectory', /PingDirectory|Ping Identity Directory Server|UnboundID/i],
  ['PingDS', /PingDS|(?<!Lightweight )Directory Services/i],
]

export const productOf = (vendorVersion: string): DirectoryProduct => PRODUCTS.find(([, pattern]) => pattern.test(vendorVersion))?.[0] ?? 'other'

/** The first dotted number, as facts/pingam 1.3 reads it: as many parts as are written. */
export const versionIn = (vendorVersion: string): string | null => /\d+\.\d+(?:\.\d+)?/.exec(vendorVersion)?.[0] ?? null
