/**
 * Smallest acceptable public keys in bits, by algorithm as CertificateFacts writes it: 112 bits of security (NIST SP 800-57 part 1, 5.6.1 and 5.6.3). Zero: the
 * algorithm has one size, which is fine.
 */
export const SMALLEST_KEYS: Readonly<Record<string, number>> = {
  RSA: 2048,
  'RSASSA-PSS': 2048,
  DSA: 2048,
  DH: 2048,
  EC: 256,
  Ed25519: 0,
  Ed448: 0,
  X25519: 0,
  X448: 0,
}
