import { amReleasesOf, defineCheck, judged, notApplicable, own, releaseIn, undetermined, webApplication, type CheckFinding } from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { minorOf } from './data/releases-of.ts'

const isVendors = (artifact: string): boolean => artifact.startsWith('openam-') || artifact.startsWith('am-')
/** Minor release of AM on a library: AM counts from 5 to 8, other numbers are the library's own. Null when it is none. */
const minorReleaseOn = (version: string | null): string | null =>
  version !== null && /^[5-8]\.\d+\.\d+/.test(version) ? minorOf(releaseIn(version) ?? version) : null

const isAtHome = (minor: string | null, cores: readonly string[]): boolean => minor === null || cores.some((core) => minorOf(core) === minor)

export default defineCheck({
  id: 'pingam/mixed-libraries',
  title: 'The web application holds each AM library in one version only',
  why: 'Java takes whichever of two versions it meets first: AM then fails while it starts, or runs old code in part',
  remedy: 'Remove the exploded directory and let Tomcat unpack the new WAR; if the WAR itself holds both versions, build it again from the 8.1 WAR',
  references: [{ title: UPGRADE_PAGE, section: 'Upgrade wizard, step 2 (delete working files left by the old deployment)' }],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'high', 'post-upgrade': 'high' },
  facts: { application: own(webApplication, { which: 'current' }) },
  messages: {
    twice: '{artifact} is there in {count} versions: {names}',
    leftOver: '{name} is of another release than the core library ({core}); it may be left over',
  },
  traps: {
    'own-version-numbers': 'libraries such as openam-configurator-tool-14.1.3.30.jar count their own way',
    'customer-libraries': "a customer's openam-acme-nodes-1.2.jar is no second version of anything",
    'both-forms': 'the WAR and the exploded directory are both looked at, each on its own',
    'two-cores': 'two core libraries are the case this check is for',
    'not-am': 'a directory without a core library is an error',
    'hotfix-libraries': 'a library of 8.1.1 in 8.1.0 is of the same minor release',
    'test-classifier': 'openam-core-8.1.0-tests.jar would be a second copy of the core, and is',
    undeployed: 'a web application that is undeployed while files are exchanged has nothing to mix; after the upgrade it must be there',
    'unversioned-twin': 'openam-core.jar beside openam-core-8.1.0.jar is a second copy',
  },
  evaluate: ({ facts, finding, phase }) => {
    const findings: CheckFinding[] = []
    const looked: string[] = []
    for (const { path, libraries } of facts.application.forms) {
      const vendors = libraries.filter(({ artifact }) => isVendors(artifact))
      const cores = amReleasesOf(vendors)
      if (cores.length === 0) return undetermined('unsupported', `${path} holds no core library of AM (openam-core-<release>.jar)`)
      looked.push(`${vendors.length} AM libraries in ${path}`)
      const byArtifact = Map.groupBy(vendors, ({ artifact }) => artifact)
      for (const [artifact, copies] of [...byArtifact].sort()) {
        const names = copies.map(({ name }) => name).sort()
        const [only] = copies
        if (copies.length > 1)
          findings.push(
            finding('twice', { artifact, count: copies.length, names: names.join(', ') }, { subject: `${path} ${artifact}`, location: { path } }),
          )
        else if (only !== undefined && !isAtHome(minorReleaseOn(only.version), cores))
          findings.push(
            finding(
              'leftOver',
              { name: only.name, core: cores.join(' and ') },
              { subject: `${path} ${only.name}`, severity: 'medium', location: { path } },
            ),
          )
      }
    }
    if (looked.length === 0 && phase === 'staged') return notApplicable('no web application is deployed, so that nothing in it can be mixed')
    if (looked.length === 0) return undetermined('missing-evidence', 'nothing is at the path of the web application')
    return judged(`${looked.join(', ')}, each in one version`, findings, 'high')
  },
})
