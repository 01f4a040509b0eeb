import { describe, it } from 'vitest'
import check from '../../../checks/pingam/configuration-store-profile.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { attributeType, configurationBase, entryOf, notUnderstood, objectClass, rootOf, schemaOf } from '../../support/directory-facts.ts'

const TYPES = ['sunServiceSchema', 'sunkeyvalue', 'sunxmlKeyValue'].map((name) => attributeType(name))
const CLASSES = ['sunservice', 'sunservicecomponent', 'sunRealmService'].map((name) => objectClass(name))
const prepared = schemaOf(TYPES, CLASSES)
const ENTRIES = ['', 'ou=admins', 'uid=am-config,ou=admins']
const fresh = configurationBase([...ENTRIES.map((entry) => entryOf(entry)), entryOf('ou=services', { shown: false })])
const filled = { createTimestamp: '20240102030405Z', entryUuid: '3f2504e0-4f89-11d3-9a0c-0305e82c3301' }
const inUse = configurationBase([...ENTRIES.map((entry) => entryOf(entry)), entryOf('ou=services', filled)])

const facts = {
  root: rootOf({ host: 'new.example.test' }),
  base: fresh,
  schema: prepared,
  oldRoots: [{ target: 'old', value: rootOf({ host: 'old.example.test' }) }],
  oldBases: [{ target: 'old', value: inUse }],
}
const target = { name: 'new', type: 'ldap', role: 'new-config-store' } as const
const hidden = configurationBase(ENTRIES.map((entry) => entryOf(entry, { shown: entry === '' })))
const nothing = configurationBase(ENTRIES.map((entry) => entryOf(entry, { shown: false })))
const uuids = (createTimestamp: string | null, services: Parameters<typeof entryOf>[1] = { shown: false }) =>
  configurationBase([...ENTRIES.map((entry) => entryOf(entry, { createTimestamp, entryUuid: filled.entryUuid })), entryOf('ou=services', services)])

testCheck({ describe, it }, check, {
  pass: [
    { name: 'a new one', target, facts, observed: 'is none of old' },
    {
      name: 'another port of the same host',
      trap: 'other-port',
      target,
      facts: { ...facts, root: rootOf({ host: 'old.example.test', port: 2636 }) },
      observed: 'old.example.test:2636',
    },
    {
      name: 'entries the profile brings',
      trap: 'made-at-setup',
      target,
      facts: { ...facts, base: uuids(null), oldBases: [{ target: 'old', value: uuids(null, filled) }] },
      observed: 'account of the profile',
    },
    {
      name: 'made at another time',
      target,
      facts: { ...facts, base: uuids('20260101000000Z'), oldBases: [{ target: 'old', value: uuids('20240101000000Z', filled) }] },
      observed: 'new',
    },
  ],
  fail: [
    {
      name: 'one address',
      trap: 'upgraded-in-place',
      target,
      facts: { ...facts, root: rootOf({ host: 'old.example.test' }), base: inUse },
      messages: ['sameAddress', 'sameData'],
      subjects: ['new old', 'new old ou=services data'],
    },
    {
      name: 'in another case',
      trap: 'other-case',
      target,
      facts: { ...facts, root: rootOf({ host: 'OLD.example.test' }) },
      messages: ['sameAddress'],
    },
    { name: 'copied', trap: 'copied-data', target, facts: { ...facts, base: inUse }, messages: ['sameData'], says: ['ou=services'] },
    {
      name: 'copied with its base',
      target,
      facts: { ...facts, base: uuids('20240101000000Z'), oldBases: [{ target: 'old', value: uuids('20240101000000Z') }] },
      messages: ['sameData', 'sameData', 'sameData'],
    },
    {
      name: 'another profile',
      trap: 'schema-of-the-old',
      target,
      facts: { ...facts, schema: schemaOf(TYPES, CLASSES.slice(1)) },
      messages: ['notPrepared'],
      subjects: ['new sunService'],
    },
    {
      name: 'another base',
      trap: 'other-base',
      target,
      facts: { ...facts, root: rootOf({ host: 'new.example.test', namingContexts: ['ou=identities'] }), base: nothing },
      messages: ['noBackend'],
      says: ['ou=identities'],
    },
  ],
  error: [
    {
      name: 'the account is not shown',
      trap: 'account-not-shown',
      target,
      facts: { ...facts, base: hidden },
      code: 'missing-evidence',
      says: 'uid=am-config',
    },
    {
      name: 'the old store shows nothing',
      trap: 'old-store-silent',
      target,
      facts: { ...facts, oldBases: [{ target: 'old', value: hidden }] },
      code: 'missing-evidence',
      says: 'createTimestamp',
    },
    { name: 'nothing is shown', target, facts: { ...facts, base: nothing }, code: 'missing-evidence' },
    {
      name: 'not understood',
      trap: 'definition-not-understood',
      target,
      facts: { ...facts, schema: { ...schemaOf(TYPES, CLASSES.slice(1)), ...notUnderstood('sunService', 'objectClasses') } },
      code: 'parse-failed',
    },
  ],
})
