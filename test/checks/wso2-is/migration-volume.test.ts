import { describe, it } from 'vitest'
import check from '../../../checks/wso2-is/migration-volume.ts'
import type { CatalogueTable } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { catalogueOf, tableOf } from '../../support/row-facts.ts'

const facts = (...tables: readonly CatalogueTable[]) => ({ catalogue: catalogueOf('postgres', tables) })
const MB = 1024 * 1024
const tokens = tableOf('idn_oauth2_access_token', { estimatedRows: '5000001', estimatedBytes: String(1260 * MB) })

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'tokens',
      trap: 'folded-names',
      facts: facts(tokens),
      messages: ['rewritten'],
      observed: 'about 5000001 rows in 1 tables: it will take considerable time; do not stop the server',
    },
    {
      name: 'no statistics',
      trap: 'no-statistics',
      facts: facts(tokens, tableOf('idp'), tableOf('sp_app')),
      messages: ['rewritten', 'noStatistics'],
      observed: 'about 5000001 rows in 1 tables, and 2 tables without statistics',
    },
    {
      name: 'a table that is left alone',
      trap: 'not-rewritten',
      facts: facts(tokens, tableOf('idn_auth_wait_status', { estimatedRows: '7', estimatedBytes: '8192' })),
      messages: ['rewritten'],
      observed: '5000001 rows in 1 tables',
    },
    {
      name: 'users',
      target: { role: 'user-db' },
      facts: facts(tableOf('um_user', { estimatedRows: '3', estimatedBytes: '8192' }), tokens),
      messages: ['rewritten'],
      observed: 'about 3 rows in 1 tables',
    },
  ],
  fail: [],
  error: [
    { name: 'nothing there', trap: 'nothing-there', facts: facts(tableOf('other')), code: 'missing-evidence', says: 'IDN_OAUTH2_ACCESS_TOKEN' },
    { name: 'no users', target: { role: 'shared-db' }, facts: facts(tokens), code: 'missing-evidence', says: 'UM_USER' },
  ],
})
