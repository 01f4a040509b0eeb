/**
 * Kinds of secret store that have no mappings from labels to aliases, so that an alias cannot be found in them (facts/pingam 2.3 and 2.5: their
 * `mappings` answer 404); and the formats in which they hold passwords, not keys. Any other kind (HSM, a cloud's key service, one not known here) may
 * hold a key under an alias, and so may these in a format for keys.
 */
const KINDS_WITHOUT_ALIASES: readonly string[] = [
  'FileSystemSecretStore',
  'EnvironmentAndSystemPropertySecretStore',
  // As an Amster export of 6.5 writes it.
  'EnvironmentAndSystemPropertySecretsStore',
]
const PASSWORD_FORMATS: readonly string[] = ['PLAIN', 'BASE64', 'ENCRYPTED_PLAIN', 'ENCRYPTED_BASE64']

export const canHoldAliases = (store: { readonly kind: string; readonly format: string | null }): boolean =>
  !KINDS_WITHOUT_ALIASES.includes(store.kind) || (store.format !== null && !PASSWORD_FORMATS.includes(store.format))
