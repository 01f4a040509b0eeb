import { describe, it } from 'vitest'
import { umaTables } from '../../../checks/wso2-is/data/uma-schema.ts'
import check from '../../../checks/wso2-is/uma-tables.ts'
import type { DatabaseCatalogue } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { withoutTables, withTable } from '../../support/catalogue-edits.ts'
import { identityCatalogue } from '../../support/identity-catalogue.ts'

const of = (catalogue: DatabaseCatalogue) => ({ facts: { catalogue } })
const apiManager = identityCatalogue('postgres', 'before', 'api-manager')
const withUma = (product: 'identity-server' | 'api-manager') => identityCatalogue('postgres', 'before', product, umaTables('postgres'))
const other = (catalogue: DatabaseCatalogue, name: string, kind: string): DatabaseCatalogue => ({ ...catalogue, others: [{ name, kind }] })
const oracle = identityCatalogue('oracle', 'before', 'api-manager')
const exact = identityCatalogue('mysql', 'before', 'api-manager', umaTables('mysql'))

testCheck({ describe, it }, check, {
  pass: [
    { name: 'none in the database of API-M', trap: 'api-manager', ...of(apiManager), observed: 'has no UMA table' },
    {
      name: 'all six in that of IS',
      trap: 'identity-server',
      ...of(withUma('identity-server')),
      observed: 'six UMA tables',
      messages: ['scriptNotNeeded'],
    },
    {
      name: 'names in lower case',
      trap: 'folded-names',
      ...of(identityCatalogue('postgres', 'before', 'identity-server', umaTables('postgres'))),
      observed: 'six UMA tables',
      messages: ['scriptNotNeeded'],
    },
    {
      name: 'names in upper case on Oracle',
      ...of(identityCatalogue('oracle', 'before', 'identity-server', umaTables('oracle'))),
      observed: 'six UMA tables',
      messages: ['scriptNotNeeded'],
    },
  ],
  fail: [
    ...[1, 2, 3, 4, 5].map((count) => ({
      name: `${count} of six in the database of API-M`,
      ...(count === 3 ? { trap: 'half-made' } : {}),
      ...of(identityCatalogue('postgres', 'before', 'api-manager', umaTables('postgres').slice(0, count))),
      messages: ['halfMade' as const],
      subjects: ['IDN_UMA_*'],
      says: [`${count} of the six`],
    })),
    {
      name: 'five in that of IS',
      ...of(withoutTables(withUma('identity-server'), 'idn_uma_resource')),
      messages: ['halfMade'],
      says: ['missing: IDN_UMA_RESOURCE'],
    },
    {
      name: 'all six in the database of API-M',
      trap: 'already-run',
      ...of(withUma('api-manager')),
      messages: ['alreadyThere'],
      severity: 'high',
      says: ['Do not run the UMA script again'],
    },
    { name: 'none in that of IS', ...of(identityCatalogue('postgres', 'before', 'identity-server')), messages: ['noneThere'] },
    {
      name: 'a name in other letters',
      trap: 'other-case',
      ...of(withTable(exact, 'IDN_UMA_RESOURCE', () => ({ name: 'idn_uma_resource' }))),
      messages: ['standIn'],
      subjects: ['IDN_UMA_RESOURCE'],
      says: ['another name to this engine'],
    },
    {
      name: 'a view in the place of a table',
      trap: 'view',
      ...of(withTable(withUma('identity-server'), 'idn_uma_pt_resource', () => ({ kind: 'view' }))),
      messages: ['standIn'],
      subjects: ['IDN_UMA_PT_RESOURCE'],
    },
    {
      name: 'a partitioned table in its place',
      ...of(withTable(withUma('identity-server'), 'idn_uma_pt_resource', () => ({ kind: 'other' }))),
      messages: ['standIn'],
    },
    {
      name: 'a synonym in the place of a table',
      trap: 'synonym',
      ...of(other(oracle, 'IDN_UMA_RESOURCE', 'SYNONYM')),
      messages: ['standIn'],
      says: ['a synonym'],
    },
  ],
  error: [
    {
      name: 'another schema',
      trap: 'wrong-schema',
      ...of({ ...apiManager, tables: [] }),
      code: 'missing-evidence',
      says: 'none of the identity tables',
    },
  ],
})
