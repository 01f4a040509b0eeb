import {
  defineCheck,
  integer,
  judged,
  object,
  own,
  ownIfNamed,
  servicesComparison,
  servicesTree,
  undetermined,
  type CheckFinding,
} from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { conversionGaps, pathList, type ServicesTree } from './data/services.ts'

const MINUTE = 60_000

export default defineCheck({
  id: 'pingam/configuration-upgraded',
  title: 'The configuration that amupgrade wrote is in place, whole and unmixed, with its rules recorded',
  why: 'AM 8.1 starts from whatever lies there: files left from the old configuration, or missing from the new one, become settings that nobody chose',
  remedy:
    'With AM stopped, empty <config>/config/services, move the whole content of the output directory there, then copy noninteractive-install.properties; on the Amster route run amupgrade again into an empty directory',
  references: [
    { title: UPGRADE_PAGE, section: 'Upgrade from a file-based configuration, steps 3 and 4' },
    { title: UPGRADE_PAGE, section: 'Upgrade from an Amster configuration export, step 2' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'blocker' },
  steps: ['swap'],
  when: { option: 'route', in: ['amster', 'file-based'] },
  parameters: object({
    minutes: integer('documents older than the record of the rules by more than this were not written by the same amupgrade', 1, 100_000),
  }),
  defaults: { minutes: 60 },
  facts: {
    live: own(servicesTree, { which: 'current' }),
    upgraded: ownIfNamed(servicesTree, { which: 'upgraded' }),
    old: ownIfNamed(servicesTree, { which: 'old' }),
    exported: ownIfNamed(servicesTree, { which: 'export' }),
    comparison: ownIfNamed(servicesComparison),
  },
  messages: {
    absent: '{path} holds no configuration',
    nested: 'the configuration lies in {folder}, one directory too deep: AM looks for it in {path}',
    noRoot: '{path} holds no root realm',
    damaged: '{count} documents in {path} are not JSON: {files}',
    realmMissing: 'the realm {realm} of {other} is not in {path}',
    unrecorded: '{path} holds no configuration version service, so that no rule is recorded as applied',
    noRules: '{path} records no applied rules',
    notUpgraded: '{path} is at configuration version {version}, that of AM {release}: amupgrade has not converted it',
    notMoved: '{path} records the same version {version} and the same rules as {other}: it was not converted',
    ruleLost: '{path} no longer records the rules {rules}, which {other} records',
    missing: '{count} files of {other} are not in {path}: {files}',
    stillOld: '{count} files in {path} are still those of the old configuration: {files}',
    leftOver: '{count} files in {path} are left over from the old configuration: {files}',
    further: '{count} files in {path} are not in {other}: {files}',
    edited: '{count} files in {path} differ from those that amupgrade wrote: {files}',
    older: '{file} in {path} is {minutes} minutes older than the record of the rules: amupgrade did not write it',
    mixedVersions: '{path} holds documents of Amster {versions}: the outputs of two conversions lie in one directory',
  },
  traps: {
    'moved-away': 'the output directory is empty after `mv`: what is there is held against the old tree instead',
    'copied-over': 'the new files were copied over the old ones, and what the rules removed is still there',
    'half-copied': 'the copy broke off',
    'one-level-too-deep': 'the directory was moved instead of its content',
    'old-put-back': 'some files are still the old ones, byte for byte',
    'edited-afterwards': 'a file was edited by hand after the conversion: reported, not a blocker',
    'start-up-values': 'noninteractive-install.properties is in no output of amupgrade and belongs there',
    'cut-off': 'a document of half a file',
    'never-converted': 'the old tree is still in place',
    'converted-to-7.5': 'the conversion ended at a configuration version of an older release',
    'rules-not-recorded': 'a tree without configuration version service',
    'not-a-version': 'a configuration version that is no version',
    'nothing-to-hold-against': 'with neither the output nor the old tree at hand, whole cannot be told',
    'old-is-live': 'oldConfig names the live directory',
    'amster-not-imported': 'on the Amster route the converted export is judged; the services directory is gone',
    'amster-two-outputs': 'two conversions into one directory',
  },
  evaluate: ({ facts, options, parameters, finding }) => {
    const { live, old, exported, comparison } = facts
    const fileBased = options['route'] === 'file-based'
    const tree = fileBased ? live : facts.upgraded
    if (tree === null) return undetermined('missing-evidence', 'the plan does not name the output of amupgrade: name it as upgradedConfig')
    const before = fileBased ? old : exported
    if (before !== null && before.state === 'present' && before.resolved === tree.resolved)
      return undetermined('ambiguous', `the plan names ${tree.path} as the old and as the upgraded configuration`)
    const { path } = tree
    const at = (subject: string): { subject: string; location: { path: string } } => ({ subject, location: { path: subject } })
    if (tree.state !== 'present' || tree.documents === 0) return judged('', [finding('absent', { path }, at(path))], 'blocker')
    const findings: CheckFinding[] = tree.nested.map((name) => finding('nested', { path, folder: `${path}/${name}` }, at(`${path}/${name}`)))
    if (tree.realms.length === 0 && findings.length > 0) return judged('', findings, 'blocker')
    if (!tree.realms.includes('root')) findings.push(finding('noRoot', { path }, at(`${path}/${fileBased ? 'realm' : 'realms'}/root`)))
    if (tree.damaged.count > 0)
      findings.push(finding('damaged', { path, count: tree.damaged.count, files: pathList(tree.damaged) }, at(`${path}/${tree.damaged.examples[0]}`)))
    if (tree.amsterVersions.length > 1 && !fileBased) {
      const versions = tree.amsterVersions.map(({ version, documents }) => `${version} (${documents})`).join(' and ')
      findings.push(finding('mixedVersions', { path, versions }, { ...at(path), actual: versions }))
    }
    for (const { id, data, where, severity } of conversionGaps(tree, before, fileBased))
      findings.push(finding(id, { path, ...data }, { ...at(where), ...(severity === undefined ? {} : { severity }) }))
    for (const realm of before?.realms ?? [])
      if (!tree.realms.includes(realm)) findings.push(finding('realmMissing', { path, realm, other: before?.path ?? '' }, at(`${path}: ${realm}`)))

    const compared = fileBased && comparison !== null && facts.upgraded !== null && facts.upgraded.documents > 0 ? comparison : null
    if (compared !== null) {
      const severities = { missing: 'blocker', stillOld: 'blocker', leftOver: 'blocker', further: 'high', edited: 'medium' } as const
      const lists = { ...compared, edited: compared.different }
      for (const id of ['missing', 'stillOld', 'leftOver', 'further', 'edited'] as const)
        if (lists[id].count > 0)
          findings.push(
            finding(
              id,
              { path, other: compared.upgraded, count: lists[id].count, files: pathList(lists[id]) },
              { ...at(`${path}/${lists[id].examples[0]}`), severity: severities[id] },
            ),
          )
    } else
      findings.push(
        ...olderThanRules(tree, parameters.minutes).map((data) =>
          finding('older', { path, ...data }, { ...at(`${path}/${data.file}`), severity: 'high' }),
        ),
      )

    if (findings.length > 0) return judged('', findings, 'blocker')
    if (tree.configuration?.version === null)
      return undetermined('parse-failed', `${path}/${tree.configuration.path} states no configuration version`)
    if (compared === null && (before === null || before.state !== 'present'))
      return undetermined(
        'missing-evidence',
        fileBased
          ? `whether ${path} is whole cannot be told: name a copy of the output of amupgrade as upgradedConfig, or the old services directory as oldConfig`
          : `whether ${path} is whole cannot be told: name the export that was converted as amsterExport`,
      )
    const against = compared === null ? `every realm of ${before?.path ?? ''}` : `the same ${compared.same} files as ${compared.upgraded}`
    const rules = tree.configuration?.appliedRules.length ?? 0
    return judged(
      `${path}: configuration version ${tree.configuration?.version ?? ''}, ${rules} rules recorded, ${tree.documents} documents, ${against}`,
      [],
      'blocker',
    )
  },
})

/** Documents that were there before amupgrade wrote its record of the rules: it writes every file of its output in one go, and moving keeps times. */
const olderThanRules = ({ configuration, oldest }: ServicesTree, limit: number): readonly { readonly file: string; readonly minutes: number }[] =>
  configuration === null
    ? []
    : oldest
        .map(({ path, modifiedAt }) => ({ file: path, minutes: Math.floor((configuration.modifiedAt - modifiedAt) / MINUTE) }))
        .filter(({ minutes }) => minutes > limit)
