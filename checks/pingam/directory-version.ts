import { compareVersions, defineCheck, fail, ldapRoot, own, pass, undetermined, versionOf } from '../../src/api.ts'
import { OLDEST_PINGDS, productOf, versionIn } from './data/directory-support.ts'

export default defineCheck({
  id: 'pingam/directory-version',
  title: 'The directory is one that AM 8.1 works with',
  why: 'AM 8.1 is not tested with older directories: schema, controls or TLS that it relies on may be missing',
  remedy: `Upgrade the directory to PingDS ${OLDEST_PINGDS} or later before AM`,
  references: [{ title: 'PingAM release notes', section: 'Requirements, Identity stores' }],
  scope: 'target',
  type: 'ldap',
  roles: ['config-store', 'new-config-store', 'identity-store', 'cts-store'],
  phases: { 'pre-upgrade': 'high', staged: 'high' },
  facts: { root: own(ldapRoot) },
  messages: {
    tooOld: '{directory} is {version}; AM 8.1 needs PingDS {oldest} or later',
    otherProduct: '{directory} is {version}; AM keeps its configuration and its tokens in PingDS only',
    replaced: '{directory} is {version}; it is replaced by the new configuration store, which is judged by itself',
  },
  traps: {
    'numeric-order': '7.10.0 is later than 7.4.4',
    'patch-unknown': '7.4 without a third number may be 7.4.0 or 7.4.4',
    'minor-decides': '7.5 without a third number is later than 7.4.4, whichever it is',
    'version-not-shown': 'a reader without rights is shown no version',
    'no-number': 'a version that holds no number',
    'opendj-4': 'OpenDJ 4 and 5 have numbers of their own and are no PingDS',
    pingdirectory: 'PingDirectory is an identity store since 8.0, and no configuration store',
    'other-identity-store': 'what else AM takes as an identity store is not known to this tool',
    'two-versions': 'vendorVersion and fullVendorVersion disagree',
    'replaced-store': 'by the Amster route the old configuration store stays behind: a note',
  },
  evaluate: ({ facts: { root }, target, options, finding }) => {
    const directory = target?.name ?? ''
    const { vendorVersion, fullVendorVersion, boundAs } = root
    if (vendorVersion === null)
      return undetermined(
        'permission-denied',
        `${directory} shows no vendorVersion to ${boundAs ?? 'an anonymous reader'}: give bindDn and password of an account that may read the root DSE`,
      )
    const product = productOf(vendorVersion)
    const version = versionIn(vendorVersion)
    const full = fullVendorVersion === null ? null : versionIn(fullVendorVersion)
    if (version !== null && full !== null && !agree(version, full))
      return undetermined('ambiguous', `${directory} says ${vendorVersion} and ${fullVendorVersion ?? ''}`)
    const data = { directory, version: vendorVersion, oldest: OLDEST_PINGDS }
    const more = { subject: directory, actual: vendorVersion, expected: `PingDS ${OLDEST_PINGDS} or later` }
    const isIdentityStore = target?.role === 'identity-store'

    const wrong = (id: 'tooOld' | 'otherProduct') =>
      target?.role === 'config-store' && options['route'] === 'amster'
        ? pass(`${directory} is replaced by the new configuration store`, [finding('replaced', data, { ...more, severity: 'info' })])
        : fail([finding(id, data, more)])
    if (product === 'OpenDJ') return wrong('tooOld')
    if (product === 'PingDirectory' && isIdentityStore) return pass(`${vendorVersion}: PingDirectory is supported as an identity store since AM 8.0`)
    if (product !== 'PingDS') {
      if (!isIdentityStore) return wrong('otherProduct')
      return undetermined(
        'unsupported',
        `${directory} is ${vendorVersion}: whether AM 8.1 supports it as an identity store is not among what this tool knows; look it up in the release notes, and accept the gap`,
      )
    }
    const found = (full !== null && (version === null || full.length > version.length) ? full : version) ?? null
    if (found === null) return undetermined('parse-failed', `${directory} says "${vendorVersion}", which holds no version`)
    const numbers = versionOf(found)
    const oldest = versionOf(OLDEST_PINGDS)
    if (numbers === null || oldest === null) return undetermined('parse-failed', `${directory} says "${vendorVersion}", which holds no version`)
    if (numbers.length === 2 && compareVersions(numbers, oldest.slice(0, 2)) === 0)
      return undetermined('missing-evidence', `${directory} says "${vendorVersion}": whether that is ${OLDEST_PINGDS} or older cannot be told`)
    return compareVersions(numbers, oldest) < 0 ? wrong('tooOld') : pass(`${directory}: ${fullVendorVersion ?? vendorVersion}`)
  },
})

/** Of two versions one may be given with fewer numbers. */
const agree = (one: string, other: string): boolean => `${one}.`.startsWith(`${other}.`) || `${other}.`.startsWith(`${one}.`)
