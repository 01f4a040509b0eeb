import { describe, it } from 'vitest'
import check from '../../../checks/wso2-is/database-rights.ts'
import { RIGHTS, type DatabaseServer, type Right } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { serverOf } from '../../support/database-server-facts.ts'

const without = (...missing: readonly Right[]): readonly Right[] => RIGHTS.filter((right) => !missing.includes(right))
const facts = (more: Partial<DatabaseServer>) => ({ server: serverOf({ user: 'wso2is', rights: RIGHTS, ...more }) })
const parameters = { account: 'wso2is' }

testCheck({ describe, it }, check, {
  pass: [
    { name: 'every right', parameters, facts: facts({}), observed: 'wso2is has every right that script and migration need on postgres' },
    {
      name: 'MySQL needs no sequences and no extensions',
      trap: 'complete',
      parameters,
      facts: facts({ engine: 'mysql', rights: without('create-sequence', 'create-extension', 'create-trigger', 'call-admin-cmd') }),
      observed: 'on mysql',
    },
    { name: 'every right, and a role beside', parameters, facts: facts({ unlisted: 'roles: dba' }), observed: 'every right' },
    {
      name: 'the extension is there',
      trap: 'installed-extension',
      parameters,
      facts: facts({ rights: without('create-extension'), extensions: [{ name: 'uuid-ossp', installed: '1.1', available: '1.1' }] }),
      observed: 'every right',
    },
    {
      name: 'a superuser',
      trap: 'superuser-lists-nothing',
      parameters,
      facts: facts({ superuser: true, rights: [] }),
      observed: 'may do everything',
      messages: ['superuser'],
    },
    {
      name: 'spelt in another way',
      trap: 'same-account-other-spelling',
      parameters: { account: "'WSO2IS'@'%'" },
      facts: facts({ user: 'wso2is@10.0.0.7', engine: 'mysql' }),
      observed: 'every right',
    },
  ],
  fail: [
    {
      name: 'no right to make tables and sequences',
      parameters,
      facts: facts({ rights: without('create-table', 'create-sequence') }),
      messages: ['lacking', 'lacking'],
      subjects: ['wso2is create-table', 'wso2is create-sequence'],
    },
    {
      name: 'an extension that is offered only',
      parameters,
      facts: facts({ rights: without('create-extension'), extensions: [{ name: 'uuid-ossp', installed: null, available: '1.1' }] }),
      messages: ['lacking'],
      says: ['create-extension'],
    },
    {
      name: 'writes to one table only',
      trap: 'writes-to-one',
      parameters,
      facts: facts({ engine: 'db2', rights: without('insert'), rightsToSome: ['insert'] }),
      messages: ['lacking'],
    },
    {
      name: 'a role that nobody takes on',
      trap: 'role-to-take-on',
      parameters,
      facts: facts({ rights: without('drop'), takesOn: 'owner_of_all' }),
      messages: ['lacking'],
    },
    { name: 'Db2 without REORG', parameters, facts: facts({ engine: 'db2', rights: without('call-admin-cmd') }), messages: ['lacking'] },
    { name: 'Oracle without triggers', parameters, facts: facts({ engine: 'oracle', rights: without('create-trigger') }), messages: ['lacking'] },
  ],
  error: [
    {
      name: 'another account',
      trap: 'other-account',
      parameters,
      facts: facts({ user: 'auditor' }),
      code: 'missing-evidence',
      says: 'read as auditor',
    },
    {
      name: 'a right that may come by a role',
      trap: 'rights-by-a-role',
      parameters,
      facts: facts({ engine: 'mysql', rights: without('drop', 'truncate'), unlisted: 'roles: dba' }),
      code: 'permission-denied',
      says: 'lacks drop, truncate by its own grants, and may have them by roles: dba',
    },
    { name: 'no account is named', trap: 'account-not-named', facts: facts({}), code: 'missing-evidence', says: 'is not named' },
  ],
})
