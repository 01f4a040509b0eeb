import {
  choice,
  defineCheck,
  fail,
  integer,
  keystore,
  notApplicable,
  object,
  own,
  pass,
  text,
  undetermined,
  type TypeOf,
  type ValueOf,
} from '../../src/api.ts'

const parameters = object(
  { alias: text('alias of the entry, compared without regard to case; empty: the check has nothing to judge', 1024) },
  {
    kind: choice(['secret-key', 'private-key', 'certificate'], 'what it must be'),
    algorithm: text("algorithm of the key or of the certificate's key (AES, RSA, EC); RAW passes for AES", 100),
    bits: integer('size of the key; larger passes for key pairs and certificates', 1, 65_536),
  },
)
type Parameters = TypeOf<typeof parameters>
type Entry = ValueOf<typeof keystore>['listing']['entries'][number]

export default defineCheck({
  id: 'common/keystore-entry',
  title: 'The keystore holds the entry asked for',
  why: 'A product that looks for an alias and does not find it, or finds something else, does not start or fails on first use',
  remedy: 'Create or import the entry under this alias with keytool, or correct the alias in the parameters of the check',
  references: [{ title: 'JDK, keytool', section: 'Commands and options' }],
  scope: 'target',
  type: 'keystore',
  phases: { 'pre-upgrade': 'high', staged: 'high', 'post-upgrade': 'high', compliance: 'high' },
  parameters,
  defaults: { alias: '' },
  quantifier: 'any',
  facts: { keystore: own(keystore, ({ alias }: Parameters) => ({ unseal: alias === '' ? [] : [alias] })) },
  messages: {
    missing: 'no entry "{alias}" in {path}',
    kind: '"{alias}" in {path} is a {actual}, not a {expected}',
    algorithm: 'the key of "{alias}" in {path} is for {actual}, not {expected}',
    bits: 'the key of "{alias}" in {path} has {actual} bits; {expected} are asked for',
    storePasswordOnly: 'the key of "{alias}" in {path} opens with the store password, not with the entry password given',
  },
  traps: {
    'alias-case': 'the alias is written in another case',
    'two-cases': 'two entries whose names differ in case only',
    'no-password': 'an entry that is there, whose key no password was given for',
    'certificate-tells': "the size of a key pair is read from its certificate, without the key's password",
    'incomplete-listing': 'not found among what could be listed is not absent',
    mismatch: 'the store password does not match',
    'raw-for-aes': 'a key that says RAW where AES is asked for',
  },
  evaluate: ({ facts: { keystore: value }, parameters: asked, finding }) => {
    const { path, listing } = value
    const { alias } = asked
    if (alias === '') return notApplicable('no alias is asked for: give parameters: { common/keystore-entry: { alias: ... } }')
    const place = { subject: `${alias} in ${path}`, location: { path } }
    const [entry, ...more] = listing.entries.filter((one) => one.alias.toLowerCase() === alias.toLowerCase())
    if (more.length > 0) return undetermined('ambiguous', `${path} holds ${more.length + 1} entries named "${alias}" in different case`)
    if (listing.integrity === 'mismatch') return undetermined('auth-failed', `${path}: the store password does not match, or the file is damaged`)
    if (entry === undefined)
      return listing.complete
        ? fail([finding('missing', { alias, path }, place)])
        : undetermined('truncated', `${path} could not be listed in full: ${listing.omitted.join('; ')}`)
    if (asked.kind !== undefined && asked.kind !== entry.kind)
      return fail([
        finding('kind', { alias, path, actual: entry.kind, expected: asked.kind }, { ...place, expected: asked.kind, actual: entry.kind }),
      ])

    const key = keyOf(entry)
    if (entry.key?.opensWith === 'store-password' && value.entryPassword === 'given')
      return fail([finding('storePasswordOnly', { alias, path }, place)])
    if ((asked.algorithm !== undefined && key.algorithm === null) || (asked.bits !== undefined && key.bits === null)) {
      const tried = entry.key?.opensWith === 'neither' && value.entryPassword === 'given'
      return undetermined(
        tried ? 'auth-failed' : 'secret-unavailable',
        `${path}: the listing shows "${entry.alias}", a ${entry.kind}; ${tried ? 'no password given opens it' : 'give storepass and keypass to see its algorithm and size'}`,
      )
    }
    const findings = [
      ...(asked.algorithm !== undefined && key.algorithm !== null && !isAlgorithm(key.algorithm, asked.algorithm)
        ? [
            finding(
              'algorithm',
              { alias, path, actual: key.algorithm, expected: asked.algorithm },
              { ...place, expected: asked.algorithm, actual: key.algorithm },
            ),
          ]
        : []),
      ...(asked.bits !== undefined && key.bits !== null && !isSize(entry, key.bits, asked.bits)
        ? [
            finding(
              'bits',
              { alias, path, actual: key.bits, expected: asked.bits },
              { ...place, expected: String(asked.bits), actual: String(key.bits) },
            ),
          ]
        : []),
    ]
    if (findings.length > 0) return fail(findings)
    return pass(
      `"${entry.alias}" in ${path}: ${[entry.kind, ...(key.algorithm === null ? [] : [key.algorithm]), ...(key.bits === null ? [] : [`${key.bits} bits`])].join(', ')}`,
    )
  },
})

/** What is known of the key: from the key itself, else from the first certificate. */
const keyOf = ({ key, certificates: [leaf] }: Entry): { readonly algorithm: string | null; readonly bits: number | null } =>
  key !== null && key.algorithm !== null
    ? { algorithm: key.algorithm, bits: key.bits ?? leaf?.keyBits ?? null }
    : { algorithm: leaf?.keyAlgorithm ?? null, bits: leaf?.keyBits ?? null }

const isAlgorithm = (actual: string, expected: string): boolean =>
  actual.toUpperCase() === expected.toUpperCase() || (expected.toUpperCase() === 'AES' && actual.toUpperCase() === 'RAW')

const isSize = ({ kind }: Entry, actual: number, expected: number): boolean => (kind === 'secret-key' ? actual === expected : actual >= expected)
