import { amVersion, defineCheck, judged, notApplicable, own, undetermined, upgradeRules, type CheckFinding, type ValueOf } from '../../src/api.ts'
import { TARGET_RELEASE, UPGRADE_PAGE } from './data/am-releases.ts'
import { compareReleases, isOf, minorOf, said, trustedStatements } from './data/releases-of.ts'
import { chainBetween, type Rule } from './data/rule-chain.ts'

type Rules = ValueOf<typeof upgradeRules>

export default defineCheck({
  id: 'pingam/upgrade-rules',
  title: 'The Config-Upgrader at hand has rules that lead from the running release to AM 8.1',
  why: 'amupgrade converts from one release to the next by rules files; where one is missing, the configuration stays at an older release, which AM 8.1 does not start from',
  remedy:
    'Extract the Config-Upgrader of the AM 8.1 ZIP again and name it as upgrader; upgrade to a release from which its rules begin first, if none leads there',
  references: [
    { title: UPGRADE_PAGE, section: 'amupgrade rules' },
    { title: UPGRADE_PAGE, section: 'Upgrade from an Amster configuration export, step 2; Upgrade from a file-based configuration, step 1' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'high', staged: 'high' },
  when: { option: 'route', in: ['amster', 'file-based'] },
  facts: { rules: own(upgradeRules), am: own(amVersion) },
  messages: {
    noRules: '{upgrader} holds no rules directory: it is no extracted Config-Upgrader',
    noChain: 'no chain of rules files in {folder} leads from AM {from} to {to}: from there they lead to {furthest} at most',
    noLatest: '{folder} holds no fbc/latest.groovy, the rules for a file-based configuration',
    empty: '{path} is empty: the Config-Upgrader was not extracted whole',
  },
  traps: {
    'skipped-release': 'the vendor rules go from 7.5 to 8.1 at once; 8.0 is not to be expected in between',
    'gap-in-the-chain': 'rules from 7.2 to 7.4 and from 7.5 on do not join',
    'older-upgrader': 'the Config-Upgrader of 8.0 ends at 8.0',
    'two-ways': 'of two chains the one with fewer commands is printed',
    'other-files': 'noop.groovy, migrate-to-fbc.groovy and copies named .bak are no edges',
    circle: 'rules that lead back do not keep the search going',
    'two-digits': '7.10 is newer than 7.9',
    'amster-rules-only': 'a file-based configuration needs fbc/latest.groovy, however good the Amster rules are',
    'empty-file': 'a rules file of no bytes converts nothing',
    'configuration-decides': 'the web application may be 8.1 already; the release of the configuration is what is converted',
    'stale-server-default': 'the version in the server defaults decides nothing',
    'already-there': 'a configuration of 8.1 needs no rules',
    'unknown-release': 'a configuration that does not say its release is an error',
    'newer-source': 'no rules lead back from a newer release',
  },
  evaluate: ({ facts: { rules, am }, options, finding }) => {
    const trusted = trustedStatements(am.statements)
    const statement = trusted[0]
    if (statement === undefined)
      return undetermined('missing-evidence', 'neither a .version file nor a web application says which AM is to be upgraded')
    if (statement.version === null) return undetermined('parse-failed', `${statement.path} names no release of AM that is understood`)
    const from = minorOf(statement.version)
    if (isOf(TARGET_RELEASE, statement.version)) return notApplicable(`the configuration is of AM ${said(statement)} and needs no conversion`)
    if (compareReleases(from, TARGET_RELEASE) > 0)
      return undetermined('unsupported', `AM ${said(statement)} is newer than ${TARGET_RELEASE}: no rules lead there`)

    const { upgrader, folder } = rules
    const place = { subject: folder ?? upgrader, location: { path: folder ?? upgrader } }
    if (folder === null) return judged('', [finding('noRules', { upgrader }, place)], 'high')

    const emptyOnes = (used: readonly { readonly path: string; readonly size: number }[]): readonly CheckFinding[] =>
      used.filter(({ size }) => size === 0).map(({ path }) => finding('empty', { path }, { subject: path, location: { path } }))
    if (options['route'] === 'file-based') {
      const { fileBased } = rules
      return fileBased === null
        ? judged('', [finding('noLatest', { folder }, { ...place, expected: 'fbc/latest.groovy' })], 'high')
        : judged(`AM ${said(statement)}; run: ${fileBasedCommand(rules, fileBased.path)}`, emptyOnes([fileBased]), 'high')
    }
    const chain = chainBetween(rules.amster, from, TARGET_RELEASE)
    if (!chain.found) {
      const about = { folder: `${folder}/amster`, from, to: TARGET_RELEASE, furthest: chain.furthest }
      const actual = rules.amster.map(({ name }) => name).join(', ') || 'no rules files'
      return judged('', [finding('noChain', about, { ...place, expected: `${from} to ${TARGET_RELEASE}`, actual })], 'high')
    }
    return judged(`AM ${said(statement)}; run in this order: ${amsterCommands(rules, chain.rules).join('; ')}`, emptyOnes(chain.rules), 'high')
  },
})

const fileBasedCommand = ({ input, output }: Rules, rule: string): string =>
  `amupgrade -i ${input.fileBased ?? '<services directory>'} -o ${output ?? '<output directory>'} --fileBasedMode ${rule} --ignoreNoRuleTracking`

/** One command for each rule: the output of one is the input of the next. `-a` is the release of the Amster that imports the last output. */
const amsterCommands = ({ input, output }: Rules, chain: readonly Rule[]): readonly string[] =>
  chain.map(({ path, to }, index) => {
    const before = chain[index - 1]
    const from = before === undefined ? (input.amster ?? '<exported configuration>') : `<configuration of ${before.to}>`
    const into = index === chain.length - 1 ? (output ?? '<output directory>') : `<configuration of ${to}>`
    return `${index + 1}. amupgrade -i ${from} -o ${into} -a <release of the Amster of ${TARGET_RELEASE}> ${path}`
  })
