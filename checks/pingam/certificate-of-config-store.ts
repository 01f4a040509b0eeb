import {
  amIdentityStores,
  defineCheck,
  fromType,
  hostPort,
  integer,
  judged,
  object,
  ofRoleIfNamed,
  own,
  tlsPeer,
  undetermined,
  type CheckFinding,
  type ValueOf,
} from '../../src/api.ts'
import { dateFaults, datesUnderstood, distrustIn } from '../common/data/certificate-faults.ts'

type Stores = ValueOf<typeof amIdentityStores>['stores']

/** Hosts that the configuration of AM names for its identity stores over TLS; null where some of it is open. `host:port|server|site`. */
const hostsOf = (stores: Stores): readonly string[] | null => {
  const secure = stores.filter(({ connectionMode }) => connectionMode !== null && /^(?:ldaps|starttls)$/i.test(connectionMode))
  if (secure.some(({ unresolved }) => unresolved.length > 0)) return null
  return secure.flatMap(({ servers }) => servers.map((server) => (server.split('|')[0] ?? '').replace(/:\d+$/, '').toLowerCase()))
}

export default defineCheck({
  id: 'pingam/certificate-of-config-store',
  title: 'AM can verify the certificate of every directory it connects to: name, dates and issuer',
  why: 'AM 8 verifies the host name in the certificate of its directories: where it does not match, has expired or is not trusted, AM cannot open its configuration or its users and does not start',
  remedy:
    'Give the directory a certificate whose subject alternative names hold the host that AM connects to, renew it, or import its issuer into the trust store of the JVM that runs AM (keytool -importcert)',
  references: [
    { title: 'PingAM 8.1: Release notes', section: 'Incompatible changes' },
    { title: 'RFC 6125', section: '6.4 Matching the DNS domain name portion' },
  ],
  scope: 'target',
  type: 'ldap',
  roles: ['config-store', 'new-config-store', 'identity-store', 'cts-store'],
  phases: { 'pre-upgrade': 'high', staged: 'high', compliance: 'high' },
  parameters: object({ warnDays: integer('days before its end from which a certificate is reported', 0, 3650) }),
  defaults: { warnDays: 30 },
  facts: { peer: own(tlsPeer), stores: fromType('pingam', ofRoleIfNamed('instance', amIdentityStores, { which: 'current' })) },
  messages: {
    name: 'the certificate of {place} is not for {name}: it is for {names}',
    expired: 'the certificate of {subject} expired on {date}',
    notYetValid: 'the certificate of {subject} is not valid before {date}',
    expiresSoon: 'the certificate of {subject} expires on {date}, in {days} days',
    untrusted: '{place} is not trusted: {why}',
  },
  traps: {
    'common-name': 'a CN counts only where there is no DNS name',
    'expired-issuer': 'an issuer in the chain has expired',
    'self-signed': 'a self-signed certificate that nobody vouches for',
    'who-vouches': 'without tls.ca the tool trusts other authorities than AM does: an error, not a pass',
    'pinned-only': 'a pin of the plan says nothing about what AM trusts',
    'expires-soon': 'it ends within warnDays',
    'other-name': 'AM connects by another name than the plan does: what was verified is not what AM verifies',
    'name-case': 'host names are compared without regard to case',
    'unresolved-host': 'a host that a placeholder leaves open says nothing',
    'odd-date': 'a date that cannot be read is unknown',
  },
  evaluate: ({ facts: { peer, stores }, target, parameters, now, finding }) => {
    const place = hostPort(peer)
    const location = { url: place }
    const [leaf] = peer.chain
    const findings = peer.chain.flatMap((certificate, index): readonly CheckFinding[] => {
      const subject = index === 0 ? place : `${place}, issuer ${index}`
      return dateFaults(certificate, now, parameters.warnDays).map(({ id, ...data }) =>
        finding(id, { subject, ...data }, { subject, location, ...(id === 'expiresSoon' ? { severity: 'medium' as const } : {}) }),
      )
    })
    const date = findings.some(({ severity }) => severity === undefined)
    if (!peer.namesHost)
      findings.push(
        finding(
          'name',
          { place, name: peer.name, names: leaf?.names.join(', ') || (leaf?.subject ?? '') },
          { subject: place, location, expected: peer.name },
        ),
      )
    const distrust = distrustIn(peer, { date, name: !peer.namesHost })
    const known = peer.authorities === 'plan'
    if (distrust !== null && known) findings.push(finding('untrusted', { place, why: distrust }, { subject: place, location }))
    if (findings.some(({ severity }) => severity === undefined)) return judged('', findings, 'high')

    if (!known)
      return undetermined(
        'missing-evidence',
        `whether AM trusts ${place} cannot be told${distrust === null ? '' : ` (${distrust})`}: name what its trust store holds as tls.ca (keytool -list -rfc)`,
      )
    if (!peer.chain.every(datesUnderstood)) return undetermined('parse-failed', `the dates in the certificates of ${place} are not understood`)
    const hosts = target?.role === 'identity-store' ? stores.flatMap(({ value }) => (value === null ? [] : [hostsOf(value.stores)])) : []
    const named = hosts.flatMap((one) => one ?? [])
    if (named.length > 0 && !hosts.includes(null) && !named.includes(peer.name.toLowerCase()))
      return undetermined(
        'ambiguous',
        `AM connects to ${[...new Set(named)].sort().join(', ')}, and the plan looks at ${peer.name}: give the host as AM has it, in url or as tls.serverName`,
      )
    return judged(
      `${place}: a certificate for ${peer.name}, valid until ${leaf?.notAfter?.slice(0, 10) ?? ''}, vouched for by the authorities of tls.ca`,
      findings,
      'high',
    )
  },
})
