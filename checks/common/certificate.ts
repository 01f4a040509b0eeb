import {
  coversHost,
  defineCheck,
  integer,
  judged,
  keystore,
  notApplicable,
  object,
  own,
  text,
  textLike,
  undetermined,
  type CheckFinding,
  type TypeOf,
  type ValueOf,
} from '../../src/api.ts'
import { SMALLEST_KEYS } from './data/key-sizes.ts'

const parameters = object(
  { warnDays: integer('days before its end from which a certificate is reported', 0, 3650) },
  {
    alias: text('judge this entry only, compared without regard to case', 1024),
    host: text('host name or address that the certificate of a key entry must be for', 255),
    sha256: textLike('^(?:[0-9A-Fa-f]{2}:?){32}$', 'fingerprint of a certificate that must be there', 95),
  },
)
type Certificate = ValueOf<typeof keystore>['listing']['entries'][number]['certificates'][number]

interface Placed {
  readonly subject: string
  readonly certificate: Certificate
}

const DAY = 86_400_000

export default defineCheck({
  id: 'common/certificate',
  title: 'The certificates in the keystore are valid, strong enough and the ones expected',
  why: 'An expired, weak or wrong certificate is refused by the other side: connections fail, on the day it expires at the latest',
  remedy: 'Renew or replace the certificate under its alias (keytool -importcert or -importkeystore), or remove it where nothing uses it',
  references: [
    { title: 'RFC 5280', section: '4.1.2.5 Validity' },
    { title: 'NIST SP 800-57 part 1', section: '5.6.1 Comparable strengths' },
    { title: 'RFC 6125', section: '6.4 Matching the DNS domain name portion' },
  ],
  scope: 'target',
  type: 'keystore',
  phases: { 'pre-upgrade': 'high', staged: 'high', 'post-upgrade': 'high', compliance: 'high' },
  parameters,
  defaults: { warnDays: 30 },
  facts: { keystore: own(keystore, { unseal: [] }) },
  messages: {
    expired: 'the certificate of {subject} expired on {date}',
    notYetValid: 'the certificate of {subject} is not valid before {date}',
    expiresSoon: 'the certificate of {subject} expires on {date}, in {days} days',
    weakKey: 'the key of {subject} is {algorithm} with {bits} bits; {smallest} are the least',
    host: 'no certificate of a key entry in {path} is for {host}',
    pin: 'no certificate in {path} has the SHA-256 fingerprint {sha256}',
    noEntry: 'no entry "{alias}" with a certificate in {path}',
  },
  traps: {
    'last-day': 'a certificate is valid up to its last second, and reported from warnDays before',
    chain: 'an expired issuer in the chain is found too',
    'wildcard-one-label': '*.example.test is for am.example.test, not for a.b.example.test',
    'common-name': 'CN counts only where there is no DNS name',
    'trusted-host': 'a trusted certificate for the host is not a key for it',
    'colons-and-case': 'a fingerprint with or without colons, in either case',
    'not-listed': 'certificates that could not be listed are unknown, not fine',
    'elliptic-curve': '256 bits are enough for EC',
    'no-certificates': 'a keystore of secret keys has nothing to judge',
    'odd-date': 'a date that cannot be read is unknown',
    mismatch: 'the store password does not match',
  },
  evaluate: ({ facts: { keystore: value }, parameters: asked, now, finding }) => {
    const { path, listing } = value
    if (listing.integrity === 'mismatch') return undetermined('auth-failed', `${path}: the store password does not match, or the file is damaged`)
    const { alias } = asked
    const entries = listing.entries.filter((entry) => alias === undefined || entry.alias.toLowerCase() === alias.toLowerCase())
    const placed = entries.flatMap((entry): readonly Placed[] =>
      entry.certificates.map((certificate, index) => ({ subject: index === 0 ? entry.alias : `${entry.alias}, issuer ${index}`, certificate })),
    )
    const location = { location: { path } }

    const missing: CheckFinding[] = []
    const { host, sha256 } = asked
    if (
      host !== undefined &&
      !entries.some(({ kind, certificates: [leaf] }) => kind === 'private-key' && leaf !== undefined && coversHost(leaf, host))
    )
      missing.push(finding('host', { path, host }, { subject: host, ...location }))
    if (sha256 !== undefined && !placed.some(({ certificate }) => bare(certificate.sha256) === bare(sha256)))
      missing.push(finding('pin', { path, sha256 }, { subject: sha256, ...location }))
    if (alias !== undefined && placed.length === 0) missing.push(finding('noEntry', { alias, path }, { subject: alias, ...location }))

    const faults = placed.flatMap(({ subject, certificate }): readonly CheckFinding[] => {
      const more = { subject, ...location }
      return [
        ...validity(certificate, now, asked).map(({ id, ...data }) =>
          finding(id, { subject, ...data }, { ...more, ...(id === 'expiresSoon' ? { severity: 'medium' as const } : {}) }),
        ),
        ...strength(certificate).map((data) => finding('weakKey', { subject, ...data }, more)),
      ]
    })
    if (faults.length === 0) {
      if (missing.length > 0 && !listing.complete)
        return undetermined('truncated', `${path} could not be listed in full: ${listing.omitted.join('; ')}`)
      const odd = placed.find(({ certificate }) => certificate.notBefore === null || certificate.notAfter === null)
      if (odd !== undefined) return undetermined('parse-failed', `the dates of the certificate of ${odd.subject} in ${path} are not understood`)
      const strange = placed.find(
        ({ certificate: { keyAlgorithm, keyBits } }) =>
          SMALLEST_KEYS[keyAlgorithm] === undefined || (keyBits === null && SMALLEST_KEYS[keyAlgorithm] !== 0),
      )
      if (strange !== undefined)
        return undetermined(
          'unsupported',
          `the key of ${strange.subject} in ${path} (${strange.certificate.keyAlgorithm}) is of a kind or size that is not known`,
        )
      if (missing.length === 0 && placed.length === 0) return notApplicable(`${path} holds no certificate`)
    }
    const last = placed.map(({ certificate }) => certificate.notAfter ?? '').sort()[0] ?? ''
    return judged(
      `${placed.length} certificates in ${path}, the first to expire on ${last.slice(0, 10)}`,
      [...faults, ...(listing.complete ? missing : [])],
      'high',
    )
  },
})

const bare = (fingerprint: string): string => fingerprint.replaceAll(':', '').toUpperCase()

type Fault = { readonly id: 'expired' | 'notYetValid' | 'expiresSoon'; readonly date: string; readonly days: number }

const validity = ({ notBefore, notAfter }: Certificate, now: number, { warnDays }: TypeOf<typeof parameters>): readonly Fault[] => {
  const end = notAfter === null ? Number.NaN : Date.parse(notAfter)
  const begin = notBefore === null ? Number.NaN : Date.parse(notBefore)
  const days = Math.floor((end - now) / DAY)
  if (now > end) return [{ id: 'expired', date: notAfter ?? '', days }]
  if (now < begin) return [{ id: 'notYetValid', date: notBefore ?? '', days }]
  return end - now < warnDays * DAY ? [{ id: 'expiresSoon', date: notAfter ?? '', days }] : []
}

const strength = ({
  keyAlgorithm,
  keyBits,
}: Certificate): readonly { readonly algorithm: string; readonly bits: number; readonly smallest: number }[] => {
  const smallest = SMALLEST_KEYS[keyAlgorithm]
  return smallest !== undefined && keyBits !== null && keyBits < smallest ? [{ algorithm: keyAlgorithm, bits: keyBits, smallest }] : []
}
