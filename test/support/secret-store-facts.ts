import type { AmSecretStores } from '../../src/api.ts'

/** Secret stores and mappings as the collectors record them, for tables of checks. */
export const LABEL = 'am.authn.trees.transientstate.encryption'

type Mapping = AmSecretStores['mappings'][number]
type KeyStore = AmSecretStores['keyStores'][number]
type OtherStore = AmSecretStores['otherStores'][number]

export const mappingOf = (aliases: readonly string[], more: Partial<Mapping> = {}): Mapping => ({
  label: LABEL,
  aliases,
  kind: 'KeyStoreSecretStore',
  store: 'default-keystore',
  scope: 'global',
  declaredIn: '/opt/am/mapping.json',
  ...more,
})

export const keyStore = (more: Partial<KeyStore> = {}): KeyStore => ({
  scope: 'global',
  name: 'default-keystore',
  type: 'JCEKS',
  file: '/opt/am/security/keystores/keystore.jceks',
  resolvedFile: '/opt/am/security/keystores/keystore.jceks',
  unresolved: [],
  storePasswordId: 'storepass',
  entryPasswordId: 'entrypass',
  provider: 'SunJCE',
  declaredIn: '/opt/am/store.json',
  ...more,
})

export const otherStore = (kind: string, more: Partial<OtherStore> = {}): OtherStore => ({
  scope: 'global',
  kind,
  name: 'other',
  format: null,
  directory: null,
  declaredIn: '/opt/am/other.json',
  ...more,
})

/** The store of passwords that every installation has. */
export const PASSWORDS = otherStore('FileSystemSecretStore', {
  name: 'default-passwords-store',
  format: 'ENCRYPTED_PLAIN',
  directory: '/opt/am/secrets',
})

export const secretStores = (more: Partial<AmSecretStores> = {}): AmSecretStores => ({
  form: 'file-based',
  visible: true,
  layer: 'whole',
  keyStores: [keyStore()],
  otherStores: [],
  mappings: [],
  ...more,
})
