import { rmSync, utimesSync } from 'node:fs'
import { keyNamed, putKeystore } from '../../../fixtures/estate/configuration.ts'
import { putJson } from '../../../fixtures/estate/paths.ts'
import { entity, servicePaths } from '../../../fixtures/estate/services.ts'
import { editDocument, mutationsOf, type Mutation } from './mutation.ts'
import type { Scene } from './worlds.ts'

const LABEL = 'am.authn.trees.transientstate.encryption'
export const LONG_AGO = new Date('2026-11-21T20:00:00Z')

/** Times of the services stay before the last start, which is after them. */
export const editQuietly = (path: string, edit: Parameters<typeof editDocument>[1]): void => {
  editDocument(path, edit)
  utimesSync(path, LONG_AGO, LONG_AGO)
}

const setAliases =
  (...aliases: readonly string[]) =>
  ({ all }: Scene): void => {
    for (const instance of all) editQuietly(`${servicePaths(instance).mappings}/${LABEL}.json`, ({ data }) => void (data['aliases'] = aliases))
  }

/** The transient-state key and the label that leads to it. */
export const TRANSIENT_KEY_MUTATIONS: readonly Mutation[] = [
  ...mutationsOf('transient-state-label', 'post', [
    {
      name: 'the first alias is not there, on any instance',
      trap: 'first-alias',
      outcome: 'fail',
      severity: 'blocker',
      says: 'to "gone", which is not in',
      also: { 'pingam/transient-state-key-shared': 'fail' },
      change: setAliases('gone', 'directenctest'),
    },
    {
      name: 'a key that is none of AES, on all instances',
      trap: 'aes-256',
      outcome: 'fail',
      says: 'to "hmacsigningtest" in',
      change: setAliases('hmacsigningtest'),
    },
    {
      name: 'a key of 128 bits, on all instances',
      outcome: 'fail',
      says: '128',
      change: ({ all }) => {
        for (const instance of all) putKeystore(instance, { key: keyNamed('directenctest', 16) })
      },
    },
    { name: 'an older alias is lost', outcome: 'fail', says: 'lists the older alias "gone"', change: setAliases('directenctest', 'gone') },
    {
      name: 'a mapping of a realm leads nowhere',
      trap: 'realm-mapping',
      outcome: 'fail',
      says: 'realm /alpha',
      change: ({ instance }) => {
        const realm = servicePaths(instance).mappings.replace('globalconfig/default/default-keystore/mappings', 'organizationconfig/default')
        const alpha = (path: string, names: readonly string[], data: object): void => {
          putJson(`${realm}/${path}`, entity('KeyStoreSecretStore', names, 'instance', data, '/alpha'))
          utimesSync(`${realm}/${path}`, LONG_AGO, LONG_AGO)
        }
        alpha('alpha.json', ['alpha', 'default'], {
          file: instance.keystore,
          storetype: 'JCEKS',
          storePassword: 'storepass',
          keyEntryPassword: 'entrypass',
        })
        alpha(`alpha/mappings/${LABEL}.json`, [LABEL, 'mappings', 'alpha', 'default'], { secretId: LABEL, aliases: ['gone'] })
      },
    },
    {
      name: 'a store of a kind that is not read maps the label',
      trap: 'other-store',
      outcome: 'error',
      says: 'HsmSecretStore',
      also: { 'pingam/transient-state-key-shared': 'error' },
      change: ({ all }) => {
        for (const instance of all) {
          const mappings = servicePaths(instance).mappings
          rmSync(`${mappings}/${LABEL}.json`)
          const path = `${mappings.replace('keystoresecretstore', 'hsmsecretstore')}/${LABEL}.json`
          putJson(path, entity('HsmSecretStore', [LABEL, 'mappings', 'hsm', 'default'], 'mapping', { secretId: LABEL, aliases: ['directenctest'] }))
        }
      },
    },
  ]),
  ...mutationsOf('transient-state-key-shared', 'pre', [
    {
      name: 'another key here than there',
      outcome: 'fail',
      severity: 'blocker',
      says: 'am-2 holds another key "directenctest"',
      change: ({ instance }) => putKeystore(instance, { key: keyNamed('made on am-2') }),
    },
  ]),
  ...mutationsOf('transient-state-key-shared', 'post', [
    {
      name: 'another key than that of the other instance',
      trap: 'fingerprint',
      outcome: 'fail',
      severity: 'blocker',
      says: 'am-2 holds another key',
      change: ({ instance }) => putKeystore(instance, { key: keyNamed('made on am-2') }),
    },
    {
      name: 'the same key under another alias, which the label is mapped to',
      trap: 'renamed-alias',
      outcome: 'pass',
      change: (scene) => {
        putKeystore(scene.instance, { alias: 'transient2026', key: keyNamed('directenctest') })
        editQuietly(`${servicePaths(scene.instance).mappings}/${LABEL}.json`, ({ data }) => void (data['aliases'] = ['transient2026']))
      },
    },
  ]),
]
