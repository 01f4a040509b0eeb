import { amTools, defineCheck, judged, own, undetermined, type CheckFinding } from '../../src/api.ts'
import { TARGET_RELEASE, UPGRADE_PAGE } from './data/am-releases.ts'
import { isOf } from './data/releases-of.ts'

/** What the tools are called, and whether AM 8.1 still brings them (facts/pingam 7.3, "8.1 removed"). */
const TOOLS = {
  amster: { name: 'Amster', removed: false },
  'config-upgrader': { name: 'the Config-Upgrader', removed: false },
  ssoadm: { name: 'the administration tools (ssoadm, ampassword, amverifyarchive)', removed: true },
  configurator: { name: 'the configurator', removed: true },
  'upgrade-tool': { name: 'the upgrade tool', removed: true },
} as const

export default defineCheck({
  id: 'pingam/old-tools',
  title: 'No tools of an earlier AM are left beside the new ones',
  why: 'Whoever runs an old Amster or ssoadm against AM 8.1 by habit writes configuration that 8.1 does not understand; old tools also get no security fixes',
  remedy: 'When the new tools are confirmed to work, delete the directories of the old ones',
  references: [
    { title: UPGRADE_PAGE, section: 'Update tools, scripts, and components, step 1' },
    { title: 'PingAM 8.1: Release notes', section: 'Removed functionality' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'post-upgrade': 'low', compliance: 'low' },
  facts: { found: own(amTools) },
  messages: {
    old: '{path} is {tool} of AM {release}',
    removed: '{path} is {tool}, which AM 8.1 no longer has',
    unknown: '{path} is {tool} and does not say of which release: delete it, unless it is of {target}',
  },
  traps: {
    'new-beside-old': 'the new Amster stays, the old one beside it goes',
    'tools-gone-in-8.1': 'ssoadm is old whatever release it says',
    'own-version-numbers': 'openam-configurator-tool-14.1.3.30.jar counts its own way, and is old',
    'no-release': 'tools that do not say their release are reported as such',
    'outside-the-plan': 'the directory beside the new Amster may not be looked into: an error, not a pass',
    'nothing-there': 'no tools at all are none of an earlier release',
  },
  evaluate: ({ facts: { found }, finding }) => {
    const findings: CheckFinding[] = []
    for (const { kind, path, release } of found.tools) {
      const { name: tool, removed } = TOOLS[kind]
      const place = { subject: `${path} (${kind}${release === null ? '' : ` ${release}`})`, location: { path } }
      if (removed) findings.push(finding('removed', { path, tool }, place))
      else if (release === null) findings.push(finding('unknown', { path, tool, target: TARGET_RELEASE }, place))
      else if (!isOf(TARGET_RELEASE, release)) findings.push(finding('old', { path, tool, release }, { ...place, actual: release }))
    }
    if (findings.length === 0 && found.unseen.length > 0)
      return undetermined(
        'permission-denied',
        `old tools may lie beside the new ones in ${found.unseen.join(', ')}: name it under alsoRead to have it looked into`,
      )
    const kept = found.tools.map(({ path }) => path).join(', ')
    return judged(
      `no tools of an earlier release in ${found.looked.join(', ')}${kept === '' ? '' : `; of ${TARGET_RELEASE}: ${kept}`}`,
      findings,
      'low',
    )
  },
})
