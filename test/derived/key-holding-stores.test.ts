import { describe, expect, it } from 'vitest'
import { canHoldAliases } from '../../src/derived/key-holding-stores.ts'

describe('canHoldAliases', () => {
  it.each([
    ['FileSystemSecretStore', 'ENCRYPTED_PLAIN', false],
    ['EnvironmentAndSystemPropertySecretStore', null, false],
    ['FileSystemSecretStore', 'JWK', true],
    ['HsmSecretStore', null, true],
    ['SecretStoreOfTomorrow', 'PLAIN', true],
  ])('%s in format %s: %s', (kind, format, expected) => expect(canHoldAliases({ kind, format })).toBe(expected))
})
