import {
  defineCheck,
  judged,
  nullable,
  object,
  own,
  storedCiphertext,
  text,
  textLike,
  type CheckFinding,
  type CiphertextColumn,
} from '../../src/api.ts'
import { CIPHERTEXT_COLUMNS, PLAIN_RSA, PUBLIC_KEY_ID } from './data/ciphertext.ts'
import { CONFIGURATION_REFERENCE } from './data/references.ts'
import { unlessKnown } from './data/row-answers.ts'

export default defineCheck({
  id: 'wso2-is/stored-ciphertext',
  title: 'Stored tokens and secrets are encrypted in one way, and with the keys that the server has',
  why: 'What was encrypted in another way or with another keystore cannot be read after the upgrade: tokens are refused and secrets are lost',
  remedy:
    'Keep the keystore and the transformation that the rows were written with ([keystore], org.wso2.CipherTransformation), or have the rows re-encrypted by the old server',
  references: [CONFIGURATION_REFERENCE],
  scope: 'target',
  type: 'database',
  roles: ['identity-db', 'shared-db', 'user-db'],
  phases: { 'pre-upgrade': 'blocker', 'post-upgrade': 'blocker', compliance: 'blocker' },
  facts: { stored: own(storedCiphertext) },
  parameters: object({
    transformation: nullable(
      text('org.wso2.CipherTransformation of the server: RSA/ECB/OAEPwithSHA1andMGF1Padding', 100),
      'null: rows are compared with each other',
    ),
    thumbprint: nullable(
      textLike('^([0-9A-Fa-f]{2}:?){19}[0-9A-Fa-f]{2}$', "SHA-1 of the certificate of the server's internal keystore"),
      'null: likewise',
    ),
  }),
  defaults: { transformation: null, thumbprint: null },
  messages: {
    otherTransformation: '{column}: {rows} of {values} sampled values were encrypted with {found}, and the server is set up for {expected}',
    otherKeystore:
      '{column}: {rows} of {values} sampled values were encrypted for the certificate {found}, and the keystore of the server has {expected}',
    severalTransformations: 'sampled values were encrypted in more than one way: {found}',
    severalKeystores: 'sampled values were encrypted for more than one certificate: {found}',
    severalKeys: 'sampled values were encrypted with more than one symmetric key: {found}',
    clearBeside: '{column}: {rows} of {values} sampled values are not encrypted, and the others are',
    publicKey: '{column}: {rows} of {values} sampled values were encrypted with the key that the product ships with, which everybody knows',
  },
  traps: {
    'one-way': 'rows that agree are in order',
    'nothing-encrypted': 'clear and hashed values only: nothing that a keystore could make unreadable; said to be so of a sample',
    'no-rows': 'columns without values',
    'as-expected': 'transformation and thumbprint agree in other spelling',
    'plain-names-nothing': 'values that name no certificate cannot be held against one: error',
    'not-understood': 'values in the shape of ciphertext that are not understood: error',
    'column-hidden': 'a column that is not there, or not shown: error',
    'fail-stands': 'what was found stands though a column could not be read',
    hashed: 'hashed values beside encrypted ones are no clear ones',
  },
  evaluate: ({ facts: { stored }, parameters, target, phase, finding }) => {
    const wanted: readonly string[] = target?.role === 'identity-db' ? CIPHERTEXT_COLUMNS.identity : CIPHERTEXT_COLUMNS.users
    const columns = stored.columns.filter(({ state }) => state === 'sampled')
    const expected = { transformation: parameters.transformation, thumbprint: parameters.thumbprint?.replaceAll(':', '').toUpperCase() ?? null }
    const inColumn = columns.flatMap((column): readonly CheckFinding[] => {
      const name = nameOf(column)
      const at = (what: string, more: Partial<CheckFinding> = {}) => ({ subject: `${name} ${what}`, location: { table: column.table }, ...more })
      const data = (found: string, rows: number, wish = '') => ({ column: name, values: column.values, found, rows, expected: wish })
      const { transformation, thumbprint } = expected
      const others = transformation === null ? [] : waysOf(column).filter(({ value }) => !sameWay(value, transformation))
      const strangers = thumbprint === null ? [] : column.thumbprints.filter(({ value }) => value !== thumbprint)
      return [
        ...others.map(({ value, rows }) => finding('otherTransformation', data(value, rows, transformation ?? ''), at(value))),
        ...strangers.map(({ value, rows }) => finding('otherKeystore', data(value, rows, thumbprint ?? ''), at(value))),
        ...(column.clear > 0 && encryptedIn(column) > 0 ? [finding('clearBeside', data('', column.clear), at('clear', { severity: 'high' }))] : []),
        ...column.keyIds
          .filter(({ value }) => value === PUBLIC_KEY_ID)
          .map(({ rows }) => finding('publicKey', data('', rows), at(PUBLIC_KEY_ID, { severity: phase === 'compliance' ? 'high' : 'medium' }))),
      ]
    })
    const several = (['severalTransformations', 'severalKeystores', 'severalKeys'] as const).flatMap((message) => {
      const found = distinct(columns.flatMap(VALUES[message]))
      // What is not the expected one has been named already.
      const compared = { severalTransformations: expected.transformation, severalKeystores: expected.thumbprint, severalKeys: null }[message] !== null
      if (found.length < 2 || compared) return []
      return [finding(message, { found: found.join(', ') }, { subject: message, ...(message === 'severalKeystores' ? {} : { severity: 'high' }) })]
    })
    const findings = [...inColumn, ...several]
    const unknown = unlessKnown([
      ...wanted
        .filter((name) => !columns.some((column) => nameOf(column) === name))
        .map((name) => `${name} is not there in ${stored.schema}, or not shown`),
      ...columns.filter((column) => column.unknown > 0).map((column) => `${nameOf(column)}: ${column.unknown} sampled values are not understood`),
      ...(expected.thumbprint === null
        ? []
        : columns
            .filter((column) => namelessIn(column) > 0)
            .map((column) => `${nameOf(column)}: ${namelessIn(column)} sampled values name no certificate`)),
    ])
    if (unknown !== null && findings.length === 0) return unknown
    return judged(observedIn(columns), findings, 'blocker')
  },
})

interface Way {
  readonly value: string
  readonly rows: number
}

const nameOf = ({ table, column }: CiphertextColumn): string => `${table}.${column}`
const encryptedIn = ({ selfContained, plainRsa }: CiphertextColumn): number => selfContained + plainRsa

/** How the values of a column were encrypted, those included that do not say it. */
const waysOf = ({ transformations, plainRsa }: CiphertextColumn): readonly Way[] => {
  const rows = plainRsa + (transformations.find(({ value }) => value === PLAIN_RSA)?.rows ?? 0)
  return [...transformations.filter(({ value }) => value !== PLAIN_RSA), ...(rows === 0 ? [] : [{ value: PLAIN_RSA, rows }])]
}

/** Names of transformations are compared without case (javax.crypto.Cipher). */
const sameWay = (a: string, b: string): boolean => a.toUpperCase() === b.toUpperCase()

/** Values encrypted for a certificate that they do not name. */
const namelessIn = (column: CiphertextColumn): number => {
  const named = column.thumbprints.reduce((sum, { rows }) => sum + rows, 0)
  const asymmetric = column.transformations.filter(({ value }) => /^RSA/i.test(value)).reduce((sum, { rows }) => sum + rows, 0)
  return column.plainRsa + Math.max(0, asymmetric - named)
}

const VALUES: Readonly<Record<'severalTransformations' | 'severalKeystores' | 'severalKeys', (column: CiphertextColumn) => readonly string[]>> = {
  severalTransformations: (column) => waysOf(column).map(({ value }) => value.toUpperCase()),
  severalKeystores: ({ thumbprints }) => thumbprints.map(({ value }) => value),
  severalKeys: ({ keyIds }) => keyIds.map(({ value }) => value),
}

const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort()

const observedIn = (columns: readonly CiphertextColumn[]): string => {
  const values = columns.reduce((sum, column) => sum + column.values, 0)
  const encrypted = columns.reduce((sum, column) => sum + encryptedIn(column), 0)
  const where = `${values} sampled values of ${columns.length} columns`
  if (encrypted === 0) return `none of ${where} is encrypted`
  const ways = distinct(columns.flatMap((column) => waysOf(column).map(({ value }) => value)))
  const certificates = distinct(columns.flatMap(({ thumbprints }) => thumbprints.map(({ value }) => value)))
  return `${encrypted} of ${where} are encrypted, all with ${ways.join(', ')}${certificates.length === 0 ? '' : ` for the certificate ${certificates.join(', ')}`}`
}
