import { amReleasesOf, defineCheck, judged, ofRole, undetermined, webApplication, type CheckFinding } from '../../src/api.ts'
import { TARGET_RELEASE, UPGRADE_PAGE } from './data/am-releases.ts'
import { isOf } from './data/releases-of.ts'

/** The digest most instances have, the first of them by name when there is a tie. */
const commonDigest = (digests: readonly string[]): string | undefined => {
  const count = (digest: string): number => digests.filter((one) => one === digest).length
  return digests.find((digest) => digests.every((other) => count(other) <= count(digest)))
}

export default defineCheck({
  id: 'pingam/new-war',
  title: 'Every instance holds the same WAR of AM 8.1',
  why: 'Instances deployed from different WARs differ in code and customisations, and a WAR of another release upgrades to another release',
  remedy: 'Copy one customised AM 8.1 WAR to every instance, and compare with sha256sum',
  references: [{ title: UPGRADE_PAGE, section: 'High-level upgrade steps, Upgrade the AM server software' }],
  scope: 'deployment',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'blocker' },
  facts: { instances: ofRole('instance', webApplication, { which: 'new' }) },
  messages: {
    missing: '{target}: there is no WAR at the path the plan names',
    directory: '{target}: {path} is a directory; what is deployed is a WAR, and only a WAR has a digest to compare',
    release: '{target}: {path} is AM {release}, not 8.1',
    mixed: '{target}: {path} holds core libraries of several releases: {releases}',
    differs: '{target}: {path} is not the WAR that the other instances have',
  },
  traps: {
    'missing-on-one': 'a WAR that is not there on one instance fails, however good the others are',
    'same-release-other-bytes': 'two builds of the same release differ by digest',
    'wrong-release': 'a WAR of 8.0 is no WAR of 8.1',
    'not-am': 'a WAR without the core library of AM is an error, whatever its name says',
    'customised-manifest': "the manifest of a customised WAR names the customer's build; the core library decides",
    'upper-case-extension': 'AM-8.1.0.WAR is a WAR',
  },
  evaluate: ({ facts, finding }) => {
    const findings: CheckFinding[] = []
    const wars: { target: string; path: string; sha256: string }[] = []
    for (const { target, value } of facts.instances) {
      const [form] = value.forms
      if (form === undefined) {
        findings.push(finding('missing', { target }, { subject: target, expected: `a WAR of AM ${TARGET_RELEASE}` }))
        continue
      }
      const { path } = form
      const place = { subject: target, location: { path } }
      if (form.kind === 'directory' || form.sha256 === null) {
        findings.push(finding('directory', { target, path }, place))
        continue
      }
      const releases = amReleasesOf(form.libraries)
      const [release] = releases
      if (release === undefined)
        return undetermined('unsupported', `${target}: ${path} holds no core library of AM (WEB-INF/lib/openam-core-<release>.jar)`)
      if (releases.length > 1) findings.push(finding('mixed', { target, path, releases: releases.join(', ') }, place))
      else if (!isOf(TARGET_RELEASE, release))
        findings.push(finding('release', { target, path, release }, { ...place, expected: TARGET_RELEASE, actual: release }))
      wars.push({ target, path, sha256: form.sha256 })
    }
    const common = commonDigest(wars.map(({ sha256 }) => sha256))
    for (const { target, path, sha256 } of wars)
      if (common !== undefined && sha256 !== common)
        findings.push(
          finding('differs', { target, path }, { subject: target, expected: `sha256 ${common}`, actual: `sha256 ${sha256}`, location: { path } }),
        )
    return judged(
      `one WAR of AM ${TARGET_RELEASE} on ${wars.length} of ${facts.instances.length} instances, sha256 ${common ?? ''}`,
      findings,
      'blocker',
    )
  },
})
