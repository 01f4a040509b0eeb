import { defineCheck, judged, own, servicesTree, undetermined, type CheckFinding } from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { isOldTree, pathList } from './data/services.ts'

/** Directories that an operating system empties when it starts, or by age. */
const TEMPORARY = /^(?:\/tmp|\/var\/tmp|\/run|\/dev\/shm|[A-Za-z]:[\\/](?:Windows[\\/])?Temp)(?:[\\/]|$)/i

export default defineCheck({
  id: 'pingam/old-services-kept',
  title: 'The services directory from before the upgrade is kept elsewhere',
  why: 'It is the only way back that needs no restore, and the source of noninteractive-install.properties',
  remedy:
    'Move the content of <config>/config/services to a directory of its own before the upgraded files are put there, and name that as oldConfig',
  references: [{ title: UPGRADE_PAGE, section: 'Upgrade from a file-based configuration, step 3' }],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'medium' },
  steps: ['swap'],
  when: { option: 'route', in: ['file-based'] },
  facts: { old: own(servicesTree, { which: 'old' }), live: own(servicesTree, { which: 'current' }) },
  messages: {
    absent: '{path}, where the old services should be kept, holds nothing',
    inside: '{path} lies inside the services directory {live}, so that AM reads it as configuration',
    notServices: '{path} holds no root realm: it is no services directory',
    notOld: '{path} is at configuration version {version}, newer than any known of the releases before 8.1: it is no copy of the old services',
    sameAsLive: '{path} records the configuration version {version} and the rules of the live services: one of the two is not what it should be',
    damaged: '{count} documents in {path} are not JSON: {files}',
    noStartUpValues: '{path} holds no noninteractive-install.properties; to go back, it must be put there again',
    temporary: '{path} is in a directory for temporary files, as in the example of the upgrade page: it may be emptied at the next start',
  },
  traps: {
    emptied: 'the directory is there and holds nothing',
    'inside-the-live-one': 'a copy below config/services is read as configuration',
    'same-directory': 'oldConfig names the live directory, possibly by a link',
    'copy-of-the-new': 'a copy made after the swap is a copy of the new configuration',
    'not-swapped-yet': 'a copy of what is still live is no copy of anything replaced',
    'whole-directory': 'the whole configuration directory was kept: its services count',
    'no-record': 'an old configuration may have no configuration version service',
    'temporary-directory': 'the vendor keeps it in /tmp: told, not failed',
    'cut-off': 'a copy on a full disk',
  },
  evaluate: ({ facts: { old, live }, finding }) => {
    const { path } = old
    const place = { subject: path, location: { path } }
    if (old.state !== 'present') return judged('', [finding('absent', { path }, place)], 'medium')
    if (old.resolved === live.resolved) return undetermined('ambiguous', `the plan names the live services directory ${live.path} as oldConfig`)
    const findings: CheckFinding[] = []
    if (old.resolved.startsWith(`${live.resolved}/`)) findings.push(finding('inside', { path, live: live.path }, place))
    if (!old.realms.includes('root')) findings.push(finding('notServices', { path }, place))
    const version = old.configuration?.version ?? null
    if (version !== null && !isOldTree(old)) findings.push(finding('notOld', { path, version }, { ...place, actual: version }))
    else if (
      version !== null &&
      version === live.configuration?.version &&
      old.configuration?.appliedRules.join() === live.configuration.appliedRules.join()
    )
      findings.push(finding('sameAsLive', { path, version }, place))
    if (old.damaged.count > 0)
      findings.push(
        finding('damaged', { path, count: old.damaged.count, files: pathList(old.damaged) }, { subject: `${path}/${old.damaged.examples[0]}` }),
      )
    if (old.installProperties === null)
      findings.push(finding('noStartUpValues', { path }, { subject: `${path}/noninteractive-install.properties`, severity: 'low' }))
    if (TEMPORARY.test(old.resolved)) findings.push(finding('temporary', { path }, { ...place, severity: 'info' }))
    return judged(`${path} holds ${old.documents} documents${version === null ? '' : ` of configuration version ${version}`}`, findings, 'medium')
  },
})
