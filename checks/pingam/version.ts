import {
  amRestVersion,
  amVersion,
  defineCheck,
  judged,
  ofRole,
  ofRoleIfNamed,
  undetermined,
  type CheckFinding,
  type ReasonCode,
} from '../../src/api.ts'
import { CONFIGURATION_RELEASES, NEWEST_OLD_CONFIGURATION, TARGET_RELEASE, UPGRADE_PAGE } from './data/am-releases.ts'
import { compareReleases, isOf, said, trustedStatements, type AmVersion } from './data/releases-of.ts'

/** Release of a configuration that is older than 8.1 by its configuration version; null when it is newer than all that are known to be old. */
const oldConfiguration = (version: string): string | null =>
  compareReleases(version, NEWEST_OLD_CONFIGURATION) > 0 ? null : (CONFIGURATION_RELEASES[version] ?? 'before 8.1')

const differs = (version: string | null, other: string): boolean => version !== null && compareReleases(version, other) !== 0

/** What is missing of the two halves that must agree, or null. */
const unknownOf = ({ statements, configuration }: AmVersion): { readonly code: ReasonCode; readonly text: string } | null => {
  const missing = (text: string) => ({ code: 'missing-evidence' as const, text })
  const unread = trustedStatements(statements).find(({ version }) => version === null)
  if (unread !== undefined) return { code: 'parse-failed', text: `${unread.path} names no release of AM that is understood` }
  if (!statements.some(({ source }) => source === 'web-application'))
    return missing('no web application says which AM is deployed; name webapp in the plan')
  if (!statements.some(({ source }) => source === 'version-file') && (configuration?.version ?? null) === null)
    return missing('neither .version nor the configuration version says of which AM the configuration is; name config in the plan')
  if (configuration !== null && configuration.version === null)
    return { code: 'parse-failed', text: `${configuration.path} holds no configurationVersion that is understood` }
  return null
}

/** Why it cannot be told whether the configuration moved on: it said its version before the upgrade and says none now. */
const goneOf = ({ configuration }: AmVersion, was: string | null): ReturnType<typeof unknownOf> =>
  configuration === null && was !== null
    ? { code: 'missing-evidence', text: `the configuration version was ${was} before the upgrade, and nothing says it now; name config in the plan` }
    : null

/**
 * One result for the deployment, since "all alike" is a statement about all of them: an instance that differs is a finding with its name as subject, and
 * one that cannot be read makes the whole an error.
 */
export default defineCheck({
  id: 'pingam/version',
  title: 'Every instance is AM 8.1, web application and configuration alike',
  why: 'An instance left behind runs old code against the upgraded configuration, or new code against an old one, and fails in ways that look like something else',
  remedy: 'Deploy the same AM 8.1 WAR on every instance, and bring its configuration up to date by the route chosen',
  references: [
    { title: UPGRADE_PAGE, section: 'High-level upgrade steps' },
    { title: UPGRADE_PAGE, section: 'Upgrade the server and configuration' },
  ],
  scope: 'deployment',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'post-upgrade': 'blocker', compliance: 'blocker' },
  facts: { instances: ofRole('instance', amVersion), running: ofRoleIfNamed('instance', amRestVersion) },
  before: { instances: ofRole('instance', amVersion) },
  messages: {
    notTarget: '{target}: {said}, which is not AM 8.1',
    differs: '{target}: AM {version} by {path}, while {other} has {expected}; all instances must be alike',
    running:
      '{target}: the AM that runs at {url} says it is {version}, and {path} is of {expected}: it was not restarted, or its files are not those of {path}',
    configuration: '{target}: the configuration is of AM {is} (configuration version {version})',
    notMoved: '{target}: the configuration version is {version} and was {before} before the upgrade: it has not moved on',
  },
  traps: {
    'one-left-behind': 'one instance of several still has the old release',
    'patch-differs': '8.1.0 on one instance and 8.1.1 on another are both 8.1 and not alike',
    'war-and-configuration': 'a new WAR over a configuration that was never upgraded',
    'new-configuration-version': 'a configuration version above those known to be old counts as moved on',
    'odd-configuration-version': 'a configuration version that is there and not understood is not one of 8.1',
    'not-moved': 'a configuration version not among those known to be old, and the same as before the upgrade',
    'version-service-gone': 'a configuration version that was there before the upgrade and is no longer said is an error',
    'half-unknown': 'a web application of 8.1 whose configuration says nothing is an error',
    'server-default': 'the version in the server defaults may lag behind and decides nothing',
    'rest-disagrees': 'the running AM says another release than its files: the old one runs on until it is restarted',
    'rest-alone': 'what the running AM says does not stand in for files that say nothing, or another release',
    'no-token': 'an instance without a token is judged by its files',
    'war-beside-directory': 'an old WAR beside an upgraded exploded directory counts: it is unpacked at the next start',
  },
  evaluate: ({ facts, before, finding }) => {
    const earlier = new Map(before?.instances.map(({ target, value }) => [target, value.configuration?.version ?? null]))
    const unknown = facts.instances.flatMap(({ target, value }) => {
      const why = unknownOf(value) ?? goneOf(value, earlier.get(target) ?? null)
      return why === null ? [] : [{ code: why.code, text: `${target}: ${why.text}` }]
    })
    const [first] = unknown
    if (first !== undefined) return undetermined(first.code, unknown.map(({ text }) => text).join('; '))

    const findings: CheckFinding[] = []
    const seen: { target: string; version: string }[] = []
    for (const { target, value } of facts.instances) {
      for (const statement of trustedStatements(value.statements)) {
        const version = statement.version ?? ''
        const place = { subject: `${target} ${statement.path}`, actual: version, location: { path: statement.path } }
        const [first] = seen
        if (!isOf(TARGET_RELEASE, version))
          findings.push(finding('notTarget', { target, said: said(statement) }, { ...place, expected: TARGET_RELEASE }))
        else if (first === undefined) seen.push({ target, version })
        else if (compareReleases(first.version, version) !== 0)
          findings.push(
            finding(
              'differs',
              { target, version, path: statement.path, other: first.target, expected: first.version },
              { ...place, expected: first.version },
            ),
          )
      }
      const running = facts.running.find((one) => one.target === target)?.value ?? null
      const other = running === null ? undefined : trustedStatements(value.statements).find((one) => differs(one.version, running.version))
      if (running !== null && other !== undefined)
        findings.push(
          finding(
            'running',
            { target, url: running.url, version: running.version, path: other.path, expected: other.version ?? '' },
            { subject: `${target} ${running.url}`, expected: other.version ?? '', actual: running.version, location: { url: running.url } },
          ),
        )
      const { configuration } = value
      const is = configuration?.version ? oldConfiguration(configuration.version) : null
      const was = earlier.get(target) ?? null
      if (configuration?.version && is === null && was !== null && compareReleases(configuration.version, was) <= 0)
        findings.push(
          finding(
            'notMoved',
            { target, version: configuration.version, before: was },
            { subject: `${target} ${configuration.path}`, actual: configuration.version, location: { path: configuration.path } },
          ),
        )
      if (configuration !== null && is !== null)
        findings.push(
          finding(
            'configuration',
            { target, is, version: configuration.version ?? '' },
            { subject: `${target} ${configuration.path}`, location: { path: configuration.path } },
          ),
        )
    }
    const instances = facts.instances.length
    const confirmed = facts.running.filter(({ value }) => value !== null).length
    return judged(
      `AM ${seen[0]?.version ?? ''} on ${instances} of ${instances} instances, web application and configuration alike${confirmed === 0 ? '' : `; ${confirmed} say so themselves`}`,
      findings,
      'blocker',
    )
  },
})
