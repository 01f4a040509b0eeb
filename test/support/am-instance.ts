import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { PlanContext } from '../../src/core/collector.ts'
import { Secret } from '../../src/core/secret.ts'
import type { FieldsOf, TargetOf } from '../../src/core/target.ts'
import { fileSession } from '../../src/sessions/file-session.ts'

/** A directory that plays an AM instance: real files, read through the real session. */
export interface AmInstance {
  /** Real path of the directory. */
  readonly root: string
  /** Writes a file (an object as JSON) below the root, and gives its path. */
  write(relative: string, content: string | object): Promise<string>
  remove(): Promise<void>
}

export const amInstance = async (): Promise<AmInstance> => {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'am-')))
  return {
    root,
    write: async (relative, content) => {
      const path = join(root, relative)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content))
      return path
    },
    remove: () => rm(root, { recursive: true, force: true }),
  }
}

/** What a collector is called with, for a target of type pingam that may read `root` only. */
export const inputFor = <P>(root: string, fields: FieldsOf<'pingam'>, params: P, variables: Partial<PlanContext['variables']> = {}) => {
  const target: TargetOf<'pingam'> = { name: 'am-1', type: 'pingam', role: 'instance', fields }
  return {
    target,
    params,
    plan: { variables: { env: {}, properties: {}, ...variables }, options: {} },
    files: filesIn(root),
    signal: new AbortController().signal,
  }
}

export const filesIn = (root: string) =>
  fileSession({
    roots: [root],
    alsoRead: [],
    salt: { saltId: 'salt-1', key: Secret.of('salt of the tests') },
    record: () => {},
    signal: new AbortController().signal,
  })

/** A key store of the file-based tree; shape from a real one (facts/pingam 2.3). */
export const fbcKeyStore = (name: string, file: unknown, realm: string | null = null, more: object = {}): object => ({
  metadata: {
    realm,
    entityType: 'KeyStoreSecretStore',
    entityId: `default/${name}`,
    uid: `ou=${name},ou=default,ou=${realm === null ? 'GlobalConfig' : 'OrganizationConfig'},ou=1.0,ou=KeyStoreSecretStore,ou=services,ou=am-config`,
    sunServiceID: 'instance',
    objectClass: ['top', 'sunServiceComponent'],
    pathParams: {},
    ou: null,
  },
  data: {
    _id: `default/${name}`,
    _type: { _id: 'KeyStoreSecretStore', name: 'KeyStoreSecretStore', collection: false },
    storePassword: 'storepass',
    keyEntryPassword: 'entrypass',
    storetype: 'JCEKS',
    providerName: 'SunJCE',
    leaseExpiryDuration: 5,
    file,
    ...more,
  },
})

export const fbcMapping = (store: string, label: string, aliases: readonly string[], realm: string | null = null): object => ({
  metadata: {
    realm,
    entityType: 'KeyStoreSecretStore',
    entityId: `default/${store}/mappings/${label}`,
    uid: `ou=${label},ou=mappings,ou=${store},ou=default,ou=${realm === null ? 'GlobalConfig' : 'OrganizationConfig'},ou=1.0,ou=KeyStoreSecretStore,ou=services,ou=am-config`,
    pathParams: {},
  },
  data: { _id: `default/${store}/mappings/${label}`, _type: { _id: 'KeyStoreSecretStore' }, secretId: label, aliases },
})

export const fbcPasswordStore = (): object => ({
  metadata: {
    realm: null,
    entityType: 'FileSystemSecretStore',
    entityId: 'default/default-passwords-store',
    uid: 'ou=default-passwords-store,ou=default,ou=GlobalConfig,ou=1.0',
    pathParams: {},
  },
  data: {
    _id: 'default/default-passwords-store',
    _type: { _id: 'FileSystemSecretStore' },
    format: 'ENCRYPTED_PLAIN',
    directory: '/opt/am/security/secrets/encrypted',
  },
})

export const GLOBAL_STORES = 'config/services/realm/root/keystoresecretstore/1.0/globalconfig/default'
export const REALM_STORES = 'config/services/realm/root-alpha/keystoresecretstore/1.0/organizationconfig/default'
