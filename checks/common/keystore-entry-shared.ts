import { defineCheck, fail, keystore, ofRole, pass, undetermined, notApplicable, type ValueOf } from '../../src/api.ts'
import { ALIAS, type AliasParameters } from './data/alias.ts'

export default defineCheck({
  id: 'common/keystore-entry-shared',
  title: 'The entry is the same in all keystores',
  why: 'Hosts that share sessions, tokens or trust must hold the same key or certificate: what one makes, the others cannot read or accept otherwise',
  remedy: 'Copy the entry (keytool -importkeystore -srcalias ALIAS) from the keystore that is right to the others',
  references: [{ title: 'JDK, keytool', section: 'Commands and options' }],
  scope: 'deployment',
  type: 'keystore',
  roles: ['keystore'],
  phases: { 'pre-upgrade': 'high', staged: 'high', 'post-upgrade': 'high', compliance: 'high' },
  ...ALIAS,
  facts: { keystores: ofRole('keystore', keystore, ({ alias }: AliasParameters) => ({ unseal: alias === '' ? [] : [alias] })) },
  messages: {
    lacking: '{target} has no entry "{alias}" ({path})',
    different: 'the entry "{alias}" of {target} is another than that of {reference}',
  },
  traps: {
    'certificate-pair': 'of a key pair the certificate is compared, so that no password is needed',
    'same-subject': 'certificates of the same subject with different keys are different',
    'other-salt': 'fingerprints under different salts are incomparable',
    'not-opened': 'a secret key that was not opened is unknown',
    'incomplete-listing': 'not found among what could be listed is not absent',
  },
  evaluate: ({ facts: { keystores }, parameters: { alias }, finding }) => {
    if (alias === '') return notApplicable('no alias is asked for: give parameters: { common/keystore-entry-shared: { alias: ... } }')
    const all = keystores.map(({ target, value }) => ({ target, path: value.path, held: heldIn(value, alias) }))
    const salts = new Set(all.flatMap(({ held }) => (held.is === 'key' ? [held.saltId] : [])))
    if (salts.size > 1)
      return undetermined(
        'missing-evidence',
        'the keys were fingerprinted under different salts: give the same fingerprintSalt in every plan, and collect again',
      )

    const [reference] = all.filter(({ held }) => held.is === 'key' || held.is === 'certificate')
    const findings = all.flatMap(({ target, path, held }) => {
      if (held.is === 'lacking') return [finding('lacking', { target, alias, path }, { subject: target, location: { path } })]
      if (held.is === 'unknown' || reference === undefined || held.id === ('id' in reference.held ? reference.held.id : null)) return []
      return [finding('different', { target, alias, reference: reference.target }, { subject: target, location: { path } })]
    })
    if (findings.length > 0) return fail(findings)
    const unknown = all.flatMap(({ target, held }) => (held.is === 'unknown' ? [`${target}: ${held.text}`] : []))
    if (unknown.length > 0) return undetermined('secret-unavailable', unknown.join('; '))
    return pass(`the same entry "${alias}" in ${all.map(({ target }) => target).join(', ')}`)
  },
})

type Held =
  | { readonly is: 'key'; readonly id: string; readonly saltId: string }
  | { readonly is: 'certificate'; readonly id: string }
  | { readonly is: 'lacking' }
  | { readonly is: 'unknown'; readonly text: string }

const heldIn = ({ listing }: ValueOf<typeof keystore>, alias: string): Held => {
  const [entry, ...more] = listing.entries.filter((one) => one.alias.toLowerCase() === alias.toLowerCase())
  if (more.length > 0) return { is: 'unknown', text: `${more.length + 1} entries named "${alias}" in different case` }
  if (listing.integrity === 'mismatch') return { is: 'unknown', text: 'the store password does not match, or the file is damaged' }
  if (entry === undefined) return listing.complete ? { is: 'lacking' } : { is: 'unknown', text: 'it could not be listed in full' }
  const [leaf] = entry.certificates
  if (leaf !== undefined) return { is: 'certificate', id: leaf.sha256 }
  const fingerprint = entry.key?.fingerprint ?? null
  return fingerprint === null
    ? { is: 'unknown', text: `"${alias}" was not opened: give storepass and keypass` }
    : { is: 'key', id: fingerprint.hmac, saltId: fingerprint.saltId }
}
