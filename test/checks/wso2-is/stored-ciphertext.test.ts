import { describe, it } from 'vitest'
import { CIPHERTEXT_COLUMNS, PUBLIC_KEY_ID } from '../../../checks/wso2-is/data/ciphertext.ts'
import check from '../../../checks/wso2-is/stored-ciphertext.ts'
import type { CiphertextColumn } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { ciphertextOf } from '../../support/row-facts.ts'

const OAEP = 'RSA/ECB/OAEPwithSHA1andMGF1Padding'
const GCM = 'AES/GCM/NoPadding'
const TP = 'A'.repeat(40)
const OTHER_TP = 'B'.repeat(40)
const KEY = `${'x'.repeat(43)}=`
const [ACCESS, REFRESH] = CIPHERTEXT_COLUMNS.identity

type Column = Partial<CiphertextColumn>
const facts = (columns: Readonly<Record<string, Column>> = {}) => ({
  stored: ciphertextOf({ ...Object.fromEntries(CIPHERTEXT_COLUMNS.identity.map((name) => [name, {}])), ...columns }),
})
const rsa = (rows = 5, thumbprint = TP, transformation = OAEP): Column => ({
  values: rows,
  selfContained: rows,
  transformations: [{ value: transformation, rows }],
  thumbprints: [{ value: thumbprint, rows }],
})
const aes = (rows = 5, keyId = KEY): Column => ({
  values: rows,
  selfContained: rows,
  transformations: [{ value: GCM, rows }],
  keyIds: [{ value: keyId, rows }],
})
const expects = (transformation: string | null, thumbprint: string | null = null) => ({ transformation, thumbprint })

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'all in one way',
      trap: 'one-way',
      facts: facts({ [ACCESS]: rsa(), [REFRESH]: rsa() }),
      observed: `10 of 10 sampled values of 6 columns are encrypted, all with ${OAEP} for the certificate ${TP}`,
    },
    {
      name: 'clear and hashed only',
      trap: 'nothing-encrypted',
      facts: facts({ [ACCESS]: { values: 200, clear: 199, hashed: 1 } }),
      observed: 'none of 200 sampled values',
    },
    { name: 'no rows', trap: 'no-rows', facts: facts(), observed: 'none of 0 sampled values of 6 columns' },
    {
      name: 'as expected',
      trap: 'as-expected',
      parameters: expects(OAEP.toUpperCase(), 'aa:'.repeat(19) + 'aa'),
      facts: facts({ [ACCESS]: rsa() }),
      observed: OAEP,
    },
    { name: 'hashed beside encrypted', trap: 'hashed', facts: facts({ [ACCESS]: { ...rsa(3), values: 4, hashed: 1 } }), observed: '3 of 4' },
    { name: 'one column encrypted, another clear', facts: facts({ [ACCESS]: rsa(), [REFRESH]: { values: 5, clear: 5 } }), observed: '5 of 10' },
    {
      name: 'a database of users',
      target: { role: 'user-db' },
      facts: { stored: ciphertextOf({ 'UM_USER_ATTRIBUTE.UM_ATTR_VALUE': rsa(2) }) },
      observed: '2 of 2',
    },
    { name: 'AES is expected', parameters: expects(GCM), facts: facts({ [ACCESS]: aes() }), observed: GCM },
  ],
  fail: [
    {
      name: 'another transformation than the expected',
      parameters: expects(GCM),
      facts: facts({ [ACCESS]: rsa(2), [REFRESH]: aes() }),
      messages: ['otherTransformation'],
      subjects: [`${ACCESS} ${OAEP}`],
      says: [`2 of 2 sampled values were encrypted with ${OAEP}, and the server is set up for ${GCM}`],
    },
    {
      name: 'plain RSA where AES is expected',
      parameters: expects(GCM),
      facts: facts({ [ACCESS]: { values: 2, plainRsa: 2 } }),
      messages: ['otherTransformation'],
      says: ['encrypted with RSA,'],
    },
    {
      name: 'another keystore',
      parameters: expects(OAEP, TP),
      facts: facts({ [ACCESS]: rsa(3, OTHER_TP) }),
      messages: ['otherKeystore'],
      says: [OTHER_TP, TP],
    },
    {
      name: 'two ways',
      facts: facts({ [ACCESS]: rsa(), [REFRESH]: aes() }),
      messages: ['severalTransformations'],
      severity: 'high',
      says: ['AES/GCM/NOPADDING, RSA/'],
    },
    {
      name: 'plain beside self-contained',
      facts: facts({ [ACCESS]: { ...rsa(3), values: 4, plainRsa: 1 } }),
      messages: ['severalTransformations'],
      severity: 'high',
    },
    { name: 'two keystores', facts: facts({ [ACCESS]: rsa(), [REFRESH]: rsa(1, OTHER_TP) }), messages: ['severalKeystores'], says: [TP, OTHER_TP] },
    {
      name: 'two symmetric keys',
      facts: facts({ [ACCESS]: aes(), [REFRESH]: aes(1, `y${KEY.slice(1)}`) }),
      messages: ['severalKeys'],
      severity: 'high',
    },
    {
      name: 'clear beside encrypted',
      facts: facts({ [ACCESS]: { ...rsa(3), values: 4, clear: 1 } }),
      messages: ['clearBeside'],
      severity: 'high',
      says: ['1 of 4'],
    },
    { name: 'the key of the product', facts: facts({ [ACCESS]: aes(5, PUBLIC_KEY_ID) }), messages: ['publicKey'], severity: 'medium' },
    {
      name: 'the key of the product in use',
      phase: 'compliance',
      facts: facts({ [ACCESS]: aes(5, PUBLIC_KEY_ID) }),
      messages: ['publicKey'],
      severity: 'high',
    },
    {
      name: 'clear beside encrypted, and a column unread',
      trap: 'fail-stands',
      facts: facts({ [ACCESS]: { ...rsa(3), values: 4, clear: 1 }, [REFRESH]: { state: 'unanswered', reason: 'slow' } }),
      messages: ['clearBeside'],
      severity: 'high',
    },
  ],
  error: [
    {
      name: 'plain RSA names no certificate',
      trap: 'plain-names-nothing',
      parameters: expects(null, TP),
      facts: facts({ [ACCESS]: { values: 2, plainRsa: 2 } }),
      code: 'missing-evidence',
      says: '2 sampled values name no certificate',
    },
    {
      name: 'self-contained without a thumbprint',
      parameters: expects(null, TP),
      facts: facts({ [ACCESS]: { ...rsa(2), thumbprints: [] } }),
      code: 'missing-evidence',
      says: 'name no certificate',
    },
    {
      name: 'not understood',
      trap: 'not-understood',
      facts: facts({ [ACCESS]: { values: 1, unknown: 1 } }),
      code: 'missing-evidence',
      says: 'not understood',
    },
    {
      name: 'hidden',
      trap: 'column-hidden',
      facts: facts({ [ACCESS]: { state: 'not-there' } }),
      code: 'missing-evidence',
      says: `${ACCESS} is not there`,
    },
    { name: 'no users', target: { role: 'user-db' }, facts: { stored: ciphertextOf({}) }, code: 'missing-evidence', says: 'UM_USER_ATTRIBUTE' },
  ],
})
