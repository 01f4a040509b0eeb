import { amRestVersion, amVersion, defineCheck, judged, own, ownIfNamed, undetermined, type CheckFinding } from '../../src/api.ts'
import { CONFIGURATION_RELEASES, INTERMEDIATE_HOPS, OLDEST_SOURCE, TARGET_RELEASE, UPGRADE_PAGE } from './data/am-releases.ts'
import { compareReleases, isOf, isOpenAm, minorOf, said, trustedStatements } from './data/releases-of.ts'

/** The way there for a release that cannot go to 8.1 at once. */
const hopFrom = (release: string): string =>
  [...INTERMEDIATE_HOPS].reverse().find(({ from }) => !isOpenAm(release) && compareReleases(release, from) >= 0)?.hop ?? INTERMEDIATE_HOPS[0].hop

export default defineCheck({
  id: 'pingam/source-version',
  title: 'Every instance runs AM 7.0 or later, from which an upgrade to 8.1 is supported',
  why: 'An upgrade from an unsupported release skips conversions of the configuration that 8.1 no longer brings, and AM does not start',
  remedy: 'Upgrade to a supported release first, then to AM 8.1',
  references: [{ title: UPGRADE_PAGE, section: 'High-level upgrade steps, note on unsupported versions' }],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'blocker' },
  facts: { am: own(amVersion), running: ownIfNamed(amRestVersion) },
  messages: {
    tooOld: 'AM {release} ({said}) is older than {oldest}; upgrade to {hop} first',
    openAm:
      'release {release} ({said}) is counted as OpenAM was, and is no release of PingAM: there is no supported path from it to 8.1; the way to AM was {hop}',
    newer: 'AM {release} ({said}) is newer than 8.1: this profile does not lead there',
    disagree: 'two places name different releases: {first}, and {second}; an earlier upgrade may be half done',
    stale: '{path} still says {version}, while AM is {release}; server defaults are known to lag behind and are not believed',
    configuration: 'the configuration is of AM {is} by its configuration version {version}, while AM is {release}',
  },
  traps: {
    'stale-server-default': 'com.iplanet.am.version of the server defaults may be of an earlier release, or the only statement there is',
    'openam-number': 'OpenAM 13 to 16 count higher than AM 8 and are older products',
    'unreadable-version': 'a .version file that names no release is an error, not a reason to look elsewhere',
    'snapshot-banner': 'the build number and date of the banner are not the release',
    'patch-release': '7.0.0 and 7.0.2.1 are of 7.0 or later',
    'running-differs': 'with a token the running AM says which release it is: another than its files is reported',
    'running-alone': 'what the running AM says is enough where the files say nothing, and not where they are unreadable',
    'undone-upgrade': 'a WAR of one supported release over the configuration of another is reported',
  },
  evaluate: ({ facts, finding }) => {
    const running = facts.running === null ? [] : [{ path: facts.running.url, version: facts.running.version }]
    const trusted = [...trustedStatements(facts.am.statements), ...running]
    const [first] = trusted
    if (first === undefined)
      return undetermined(
        'missing-evidence',
        'neither a .version file in the configuration directory nor the core library of a web application says which AM this is',
      )
    const unread = trusted.find(({ version }) => version === null)
    if (unread !== undefined) return undetermined('parse-failed', `${unread.path} names no release of AM that is understood`)

    const release = first.version ?? ''
    const findings: CheckFinding[] = []
    for (const statement of trusted) {
      const version = statement.version ?? ''
      const about = { release: version, said: `by ${statement.path}`, oldest: OLDEST_SOURCE, hop: hopFrom(version) }
      const location = 'source' in statement ? { path: statement.path } : { url: statement.path }
      const place = { subject: statement.path, actual: version, location }
      if (isOpenAm(version)) findings.push(finding('openAm', about, { ...place, expected: `${OLDEST_SOURCE} or later` }))
      else if (compareReleases(version, OLDEST_SOURCE) < 0)
        findings.push(finding('tooOld', about, { ...place, expected: `${OLDEST_SOURCE} or later` }))
      else if (compareReleases(version, TARGET_RELEASE) > 0 && !isOf(TARGET_RELEASE, version))
        findings.push(finding('newer', about, { ...place, expected: `before ${TARGET_RELEASE}` }))
      else if (compareReleases(version, release) !== 0)
        findings.push(finding('disagree', { first: said(first), second: said(statement) }, { ...place, severity: 'high', expected: release }))
    }
    for (const { source, path, version } of facts.am.statements)
      if (source === 'server-default' && version !== null && minorOf(version) !== minorOf(release))
        findings.push(finding('stale', { path, version, release }, { subject: path, severity: 'info', location: { path } }))
    const { configuration } = facts.am
    const is = CONFIGURATION_RELEASES[configuration?.version ?? '']
    if (configuration !== null && is !== undefined && is !== minorOf(release))
      findings.push(
        finding(
          'configuration',
          { is, version: configuration.version ?? '', release },
          { subject: configuration.path, severity: 'medium', location: { path: configuration.path } },
        ),
      )
    return judged(`AM ${trusted.map(said).join(', ')}`, findings, 'blocker')
  },
})
