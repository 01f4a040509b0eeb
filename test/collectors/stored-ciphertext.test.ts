import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningDatabase } from '../servers/database.ts'
import { mariadbAvailable, startMysql } from '../servers/mysql.ts'
import { postgresAvailable, startPostgres } from '../servers/postgres.ts'
import { required } from '../support/required.ts'
import { aesGcm, GCM, hashed, KEY_ID, OAEP, plainRsa, selfContained, THUMBPRINT } from '../support/stored-values.ts'
import { wso2Database } from '../support/wso2-database.ts'
import { ROW_CANARY } from '../support/wso2-rows.ts'
import { row } from '../support/wso2-tables.ts'

const ROWS = [
  ...[selfContained('a'), selfContained('b'), plainRsa('c')].map((ACCESS_TOKEN, index) =>
    row('IDN_OAUTH2_ACCESS_TOKEN', {
      TOKEN_ID: `enc-${index}`,
      ACCESS_TOKEN,
      REFRESH_TOKEN: null,
      TENANT_ID: -1234,
      USER_DOMAIN: 'PRIMARY',
      AUTHZ_USER: `e-${index}`,
    }),
  ),
  row('IDN_OAUTH2_AUTHORIZATION_CODE', { CODE_ID: 'g', AUTHORIZATION_CODE: aesGcm('d'), TENANT_ID: -1234, USER_DOMAIN: 'PRIMARY' }),
  row('IDN_OAUTH_CONSUMER_APPS', { ID: 5, CONSUMER_KEY: 'h', CONSUMER_SECRET: hashed('e'), TENANT_ID: -1234 }),
  row('WF_BPS_PROFILE', { PROFILE_NAME: 'p', PASSWORD: selfContained('f'), TENANT_ID: -1234 }),
  row('IDN_IDENTITY_USER_DATA', {
    TENANT_ID: -1234,
    USER_NAME: 'u',
    DATA_KEY: 'http://wso2.org/claims/identity/verifySecretkey',
    DATA_VALUE: aesGcm('g'),
  }),
  row('IDN_IDENTITY_USER_DATA', { TENANT_ID: -1234, USER_NAME: 'u', DATA_KEY: 'http://wso2.org/claims/dob', DATA_VALUE: aesGcm('not looked at') }),
  row('UM_USER_ATTRIBUTE', { UM_ID: 1, UM_ATTR_NAME: 'secretkey', UM_ATTR_VALUE: plainRsa('h') }),
]

describe.each([
  { product: 'PostgreSQL', available: postgresAvailable, start: async () => startPostgres() },
  { product: 'MariaDB', available: mariadbAvailable, start: async () => startMysql('mariadb') },
])('$product', ({ product, available, start }) => {
  describe.skipIf(!required(product, available(), product))('a server', () => {
    let server: RunningDatabase
    let database: ReturnType<typeof wso2Database>
    beforeAll(async () => {
      server = await start()
      database = wso2Database(server)
      database.create()
    }, 90_000)
    afterAll(async () => server.stop())

    test('forms are counted, and no value comes out', async () => {
      database.reset(ROWS)
      const { value, omitted, operations } = await database.ciphertext()
      expect(omitted).toEqual([])
      const forms = value.columns.map((column) => {
        const { table, column: name, values, selfContained: own, plainRsa: plain, hashed: hashes, clear, unknown } = column
        return `${table}.${name}: ${values} = ${own} + ${plain} + ${hashes} + ${clear} + ${unknown}`
      })
      expect(forms).toEqual([
        'IDN_OAUTH2_ACCESS_TOKEN.ACCESS_TOKEN: 8 = 2 + 1 + 0 + 5 + 0',
        'IDN_OAUTH2_ACCESS_TOKEN.REFRESH_TOKEN: 5 = 0 + 0 + 0 + 5 + 0',
        'IDN_OAUTH2_AUTHORIZATION_CODE.AUTHORIZATION_CODE: 2 = 1 + 0 + 0 + 1 + 0',
        'IDN_OAUTH_CONSUMER_APPS.CONSUMER_SECRET: 2 = 0 + 0 + 1 + 1 + 0',
        'WF_BPS_PROFILE.PASSWORD: 1 = 1 + 0 + 0 + 0 + 0',
        'IDN_IDENTITY_USER_DATA.DATA_VALUE: 1 = 1 + 0 + 0 + 0 + 0',
        'UM_USER_ATTRIBUTE.UM_ATTR_VALUE: 1 = 0 + 1 + 0 + 0 + 0',
      ])
      expect(value.columns[0]).toMatchObject({
        transformations: [{ value: OAEP, rows: 2 }],
        thumbprints: [{ value: THUMBPRINT, rows: 2 }],
        keyIds: [],
      })
      expect(value.columns[2]).toMatchObject({ transformations: [{ value: GCM, rows: 1 }], thumbprints: [], keyIds: [{ value: KEY_ID, rows: 1 }] })
      const written = JSON.stringify([value, operations])
      for (const secret of [ROW_CANARY, ...(ROWS.join(' ').match(/[A-Za-z0-9+/=]{100,}/g) ?? [])]) expect(written).not.toContain(secret.slice(0, 60))
    })

    test('a table that is not there is said to be so, and takes nothing else with it', async () => {
      database.reset()
      database.run(['ALTER TABLE WF_BPS_PROFILE RENAME TO WF_GONE'])
      const { value, omitted } = await database.ciphertext()
      database.run(['ALTER TABLE WF_GONE RENAME TO WF_BPS_PROFILE'])
      expect(omitted).toEqual([])
      expect(value.columns.filter(({ state }) => state !== 'sampled')).toMatchObject([{ table: 'WF_BPS_PROFILE', state: 'not-there', values: 0 }])
    })
  })
})
