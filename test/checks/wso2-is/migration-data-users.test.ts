import { describe, it } from 'vitest'
import { questionsOf, USER_RULES } from '../../../checks/wso2-is/data/migration-rules.ts'
import check from '../../../checks/wso2-is/migration-data-users.ts'
import type { CatalogueTable } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { catalogueOf, noneBut, notAsked, serverOf, tableOf, tooLarge, type Answered } from '../../support/row-facts.ts'

const OTHER_ENGINE: Answered = { state: 'other-engine' }
const QUESTIONS = questionsOf(USER_RULES)
const PG = serverOf('postgres', { product: 'PostgreSQL', version: '15.18', extensions: [{ name: 'uuid-ossp', installed: '1.1', available: '1.1' }] })
const MYSQL = serverOf('mysql', { settings: [{ name: 'default_storage_engine', value: 'InnoDB' }] })
const facts = (but: Readonly<Record<string, Answered>> = {}, server = PG, tables: readonly CatalogueTable[] = []) => ({
  catalogue: catalogueOf(server.engine, tables),
  server,
  rows: noneBut(QUESTIONS, { ...(server.engine === 'mysql' ? {} : { 'user-ids-in-other-schemas': OTHER_ENGINE }), ...but }),
})

testCheck({ describe, it }, check, {
  pass: [
    { name: 'in order', trap: 'clean', facts: facts(), observed: 'PostgreSQL 15.18' },
    { name: 'in order on MySQL', facts: facts({}, MYSQL, [tableOf('UM_USER', { storageEngine: 'InnoDB' })]), observed: '6 questions' },
    { name: 'a question of MySQL', trap: 'another-engine', facts: facts({}, serverOf('oracle')), observed: '6 questions' },
  ],
  fail: [
    {
      name: 'the administrator role twice',
      facts: facts({ 'admin-role-twice': { count: 1, keys: ['UM_ROLE_NAME admin, UM_TENANT_ID -1234'] } }),
      messages: ['adminTwice'],
      severity: 'high',
      says: ['30012', 'UM_TENANT_ID -1234'],
    },
    {
      name: 'names twice',
      facts: facts({ 'duplicate-domains': 1, 'duplicate-hybrid-roles': 1, 'duplicate-system-roles': 1, 'duplicate-registry-paths': 1 }),
      messages: ['twice', 'twice', 'twice', 'twice'],
      subjects: ['UM_DOMAIN', 'UM_HYBRID_ROLE UM_ROLE_NAME', 'UM_SYSTEM_ROLE', 'REG_PATH'],
      severity: 'medium',
    },
    { name: 'another schema', facts: facts({ 'user-ids-in-other-schemas': 1 }, MYSQL), messages: ['otherSchema'], severity: 'medium' },
    { name: 'MyISAM', facts: facts({}, MYSQL, [tableOf('UM_USER', { storageEngine: 'MyISAM' })]), messages: ['storageEngine'] },
    {
      name: 'MyISAM for new tables',
      facts: facts({}, { ...MYSQL, settings: [{ name: 'default_storage_engine', value: 'MyISAM' }] }),
      messages: ['defaultEngine'],
    },
    { name: 'no uuid-ossp', facts: facts({}, { ...PG, extensions: [] }), messages: ['noUuid'] },
    {
      name: 'uuid-ossp may not be created',
      facts: facts({}, { ...PG, extensions: [{ name: 'uuid-ossp', installed: null, available: '1.1' }] }),
      messages: ['uuidRight'],
      severity: 'high',
    },
    { name: 'Db2', facts: facts({}, serverOf('db2')), messages: ['pageSize', 'adminCmd'] },
  ],
  error: [
    {
      name: 'a registry only',
      trap: 'registry-only',
      facts: facts({ 'duplicate-domains': notAsked('UM_DOMAIN') }),
      code: 'missing-evidence',
      says: 'UM_DOMAIN not there',
    },
    {
      name: 'a large registry',
      trap: 'large-registry',
      facts: facts({ 'duplicate-registry-paths': tooLarge }),
      code: 'missing-evidence',
      says: '5000000',
    },
  ],
})
