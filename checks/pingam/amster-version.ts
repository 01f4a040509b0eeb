import { amsterRelease, defineCheck, judged, own, ownIfNamed, servicesTree, undetermined, type CheckFinding } from '../../src/api.ts'
import { TARGET_RELEASE, UPGRADE_PAGE } from './data/am-releases.ts'
import { isOf } from './data/releases-of.ts'

export default defineCheck({
  id: 'pingam/amster-version',
  title: 'The Amster to be used is of AM 8.1, and the converted export says so',
  why: 'An Amster of another release does not know the entities of 8.1, and refuses or silently drops what it imports or exports',
  remedy:
    'Extract the Amster of the AM 8.1 release and name it as amster; run amupgrade again with its release after -a where the export names another',
  references: [
    { title: UPGRADE_PAGE, section: 'Upgrade from an Amster configuration export, step 2 (-a amster version)' },
    { title: UPGRADE_PAGE, section: 'Update tools, scripts, and components, step 1' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'high', 'post-upgrade': 'low' },
  when: { option: 'route', in: ['amster'], phases: ['staged'] },
  facts: { amster: own(amsterRelease), upgraded: ownIfNamed(servicesTree, { which: 'upgraded' }) },
  messages: {
    notTarget: '{path} is Amster {release}, not {target}',
    several: '{path} holds Amster {releases}',
    otherExport: '{path} was converted with -a {given}, for an Amster of another release than {target}',
    otherPatch: '{path} was converted with -a {given}, while the Amster at hand is {release}',
  },
  traps: {
    'old-amster': 'the Amster of 7.5 is still named',
    'other-minor': 'Amster 8.0 is no Amster of 8.1',
    'wrong-a': '-a named the release of the old Amster',
    'patch-differs': '-a 8.1.0 and Amster 8.1.1 are both 8.1 and not the same',
    'not-converted-yet': 'before amupgrade has run there is nothing to say what -a was',
    'output-not-named': 'without the output of amupgrade it cannot be told what -a was',
    'no-jar': 'a directory without the JAR of Amster is an error',
    'two-jars': 'two releases in one directory',
    'no-release': 'a JAR that does not say its release is an error',
    'after-the-upgrade': 'afterwards only the tool matters, whatever the route was',
  },
  evaluate: ({ facts: { amster, upgraded }, phase, step, finding }) => {
    const { path, jars } = amster
    const [jar] = jars
    if (jar === undefined) return undetermined('missing-evidence', `${path} holds no amster-<release>.jar: name the directory of an extracted Amster`)
    const unread = jars.find(({ release }) => release === null)
    if (unread !== undefined) return undetermined('parse-failed', `${unread.path} does not say of which release it is`)
    const release = jar.release ?? ''
    const place = { subject: path, location: { path: jar.path }, expected: TARGET_RELEASE }
    const findings: CheckFinding[] = []
    if (jars.length > 1)
      findings.push(
        finding('several', { path, releases: jars.map((one) => one.release ?? '').join(' and ') }, { ...place, subject: `${path} (several)` }),
      )
    for (const one of jars)
      if (!isOf(TARGET_RELEASE, one.release ?? ''))
        findings.push(
          finding(
            'notTarget',
            { path: one.path, release: one.release ?? '', target: TARGET_RELEASE },
            { ...place, subject: one.path, actual: one.release ?? '' },
          ),
        )

    const given = upgraded?.amsterVersions.map(({ version }) => version) ?? []
    for (const version of phase === 'staged' ? given : []) {
      const where = { subject: `${upgraded?.path ?? ''} (${version})`, location: { path: upgraded?.path ?? '' }, expected: release, actual: version }
      if (!isOf(TARGET_RELEASE, version))
        findings.push(finding('otherExport', { path: upgraded?.path ?? '', given: version, target: TARGET_RELEASE }, where))
      else if (version !== release) findings.push(finding('otherPatch', { path: upgraded?.path ?? '', given: version, release }, where))
    }
    if (findings.length > 0 || phase !== 'staged') return judged(`${jar.path} is Amster ${release}`, findings, phase === 'staged' ? 'high' : 'low')
    if (given.length > 0) return judged(`${jar.path} is Amster ${release}, and ${upgraded?.path ?? ''} was converted for it`, [], 'high')
    return step === 'convert' && upgraded?.state !== 'present'
      ? judged(`${jar.path} is Amster ${release}: run amupgrade with -a ${release}`, [], 'high')
      : undetermined(
          'missing-evidence',
          upgraded === null || upgraded.state !== 'present'
            ? 'what -a was given shows only in the output of amupgrade: name it as upgradedConfig'
            : `no document in ${upgraded.path} says for which Amster it was written (metadata.amsterVersion)`,
        )
  },
})
