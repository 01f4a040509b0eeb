import {
  coversHost,
  defineCheck,
  hostPort,
  integer,
  judged,
  keystore,
  notApplicable,
  object,
  ownOf,
  text,
  textLike,
  tlsPeer,
  undetermined,
  type CheckFinding,
  type ValueOf,
} from '../../src/api.ts'
import { dateFaults, datesUnderstood, distrustIn, keyFaults, keyUnderstood, type Certificate } from './data/certificate-faults.ts'

const parameters = object(
  { warnDays: integer('days before its end from which a certificate is reported', 0, 3650) },
  {
    alias: text('of a keystore, judge this entry only, compared without regard to case', 1024),
    host: text('host name or address that the certificate of a key entry, or of the server, must be for', 255),
    sha256: textLike('^(?:[0-9A-Fa-f]{2}:?){32}$', 'fingerprint of a certificate that must be there', 95),
  },
)

interface Placed {
  readonly subject: string
  readonly certificate: Certificate
}

/** What a keystore holds or a server shows, alike. */
interface Shown {
  /** Path of the keystore, or host:port. */
  readonly place: string
  readonly location: { readonly path: string } | { readonly url: string }
  readonly placed: readonly Placed[]
  /** Certificates that the owner of a key shows as its own. */
  readonly leaves: readonly Certificate[]
  /** Why there may be more; null when there is not. */
  readonly omitted: string | null
}

type Keystore = ValueOf<typeof keystore>
type Peer = ValueOf<typeof tlsPeer>

const inKeystore = ({ path, listing }: Keystore, alias: string | undefined): Shown => {
  const entries = listing.entries.filter((entry) => alias === undefined || entry.alias.toLowerCase() === alias.toLowerCase())
  return {
    place: path,
    location: { path },
    placed: entries.flatMap((entry) => entry.certificates.map((certificate, index) => ({ subject: nth(entry.alias, index), certificate }))),
    leaves: entries.flatMap(({ kind, certificates: [leaf] }) => (kind === 'private-key' && leaf !== undefined ? [leaf] : [])),
    omitted: listing.complete ? null : listing.omitted.join('; '),
  }
}

const byServer = (peer: Peer): Shown => {
  const { chain } = peer
  const place = hostPort(peer)
  return {
    place,
    location: { url: place },
    placed: chain.map((certificate, index) => ({ subject: nth(place, index), certificate })),
    leaves: chain.slice(0, 1),
    omitted: null,
  }
}

const nth = (name: string, index: number): string => (index === 0 ? name : `${name}, issuer ${index}`)

export default defineCheck({
  id: 'common/certificate',
  title: 'The certificates in the keystore, or shown by the server, are valid, strong enough and the ones expected',
  why: 'An expired, weak or wrong certificate is refused by the other side: connections fail, on the day it expires at the latest',
  remedy:
    'Renew or replace the certificate under its alias (keytool -importcert or -importkeystore) or on the server named, or remove it where nothing uses it',
  references: [
    { title: 'RFC 5280', section: '4.1.2.5 Validity; 6 Certification Path Validation' },
    { title: 'NIST SP 800-57 part 1', section: '5.6.1 Comparable strengths' },
    { title: 'RFC 6125', section: '6.4 Matching the DNS domain name portion' },
  ],
  scope: 'target',
  type: ['keystore', 'endpoint', 'ldap', 'pingam'],
  phases: { 'pre-upgrade': 'high', staged: 'high', 'post-upgrade': 'high', compliance: 'high' },
  parameters,
  defaults: { warnDays: 30 },
  facts: { keystore: ownOf(['keystore'], keystore, { unseal: [] }), peer: ownOf(['endpoint', 'ldap', 'pingam'], tlsPeer) },
  messages: {
    expired: 'the certificate of {subject} expired on {date}',
    notYetValid: 'the certificate of {subject} is not valid before {date}',
    expiresSoon: 'the certificate of {subject} expires on {date}, in {days} days',
    weakKey: 'the key of {subject} is {algorithm} with {bits} bits; {smallest} are the least',
    host: 'no certificate of a key entry in {path} is for {host}',
    name: 'the certificate that {place} shows is not for {host}: it is for {names}',
    untrusted: 'what {place} shows is not trusted: {why}',
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
    'pinned-instead': 'what the plan pins (tls.fingerprint) needs no authority to vouch for it',
    'pinned-other': 'a pin of another certificate vouches for nothing',
    'told-once': 'an expired certificate is told as expired, not as distrusted too',
    'distrust-hidden': 'a clock of the tool that differs: distrust for a date that the chain does not show is told',
  },
  evaluate: ({ facts: { keystore: held, peer }, parameters: asked, now, finding }) => {
    if (held?.listing.integrity === 'mismatch')
      return undetermined('auth-failed', `${held.path}: the store password does not match, or the file is damaged`)
    const { alias, host, sha256 } = asked
    const shown = held !== null ? inKeystore(held, alias) : peer !== null ? byServer(peer) : null
    if (shown === null) return undetermined('internal', 'neither a keystore nor a server was looked at')
    const { place, location, placed, omitted } = shown
    const at = (subject: string) => ({ subject, location })

    const missing: CheckFinding[] = []
    if (peer === null) {
      if (host !== undefined && !shown.leaves.some((leaf) => coversHost(leaf, host))) missing.push(finding('host', { path: place, host }, at(host)))
      if (alias !== undefined && placed.length === 0) missing.push(finding('noEntry', { alias, path: place }, at(alias)))
    }
    if (sha256 !== undefined && !placed.some(({ certificate }) => bare(certificate.sha256) === bare(sha256)))
      missing.push(finding('pin', { path: place, sha256 }, at(sha256)))

    const faults = placed.flatMap(({ subject, certificate }): readonly CheckFinding[] => [
      ...dateFaults(certificate, now, asked.warnDays).map(({ id, ...data }) =>
        finding(id, { subject, ...data }, { ...at(subject), ...(id === 'expiresSoon' ? { severity: 'medium' as const } : {}) }),
      ),
      ...keyFaults(certificate).map((data) => finding('weakKey', { subject, ...data }, at(subject))),
    ])
    if (peer !== null) {
      const wanted = host ?? peer.name
      const [leaf] = shown.leaves
      const namesHost = host === undefined ? peer.namesHost : leaf !== undefined && coversHost(leaf, host)
      if (!namesHost) faults.push(finding('name', { place, host: wanted, names: leaf?.names.join(', ') ?? '' }, { ...at(place), expected: wanted }))
      const pinned = peer.pinned !== null && leaf !== undefined && bare(peer.pinned) === bare(leaf.sha256)
      const told = { date: faults.some(({ messageId }) => OUT_OF_DATE.includes(messageId)), name: !namesHost || host !== undefined }
      const why = pinned ? null : distrustIn(peer, told)
      if (why !== null) faults.push(finding('untrusted', { place, why }, at(place)))
    }
    if (faults.length === 0) {
      if (missing.length > 0 && omitted !== null) return undetermined('truncated', `${place} could not be listed in full: ${omitted}`)
      const odd = placed.find(({ certificate }) => !datesUnderstood(certificate))
      if (odd !== undefined) return undetermined('parse-failed', `the dates of the certificate of ${odd.subject} in ${place} are not understood`)
      const strange = placed.find(({ certificate }) => !keyUnderstood(certificate))
      if (strange !== undefined)
        return undetermined(
          'unsupported',
          `the key of ${strange.subject} in ${place} (${strange.certificate.keyAlgorithm}) is of a kind or size that is not known`,
        )
      if (missing.length === 0 && placed.length === 0) return notApplicable(`${place} holds no certificate`)
    }
    const last = placed.map(({ certificate }) => certificate.notAfter ?? '').sort()[0] ?? ''
    return judged(
      `${placed.length} certificates ${peer === null ? 'in' : 'shown by'} ${place}, the first to expire on ${last.slice(0, 10)}`,
      [...faults, ...(omitted === null ? missing : [])],
      'high',
    )
  },
})

const OUT_OF_DATE: readonly string[] = ['expired', 'notYetValid']

const bare = (fingerprint: string): string => fingerprint.replaceAll(':', '').toUpperCase()
