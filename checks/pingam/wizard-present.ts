import { defineCheck, judged, own, undetermined, webApplication } from '../../src/api.ts'
import { UPGRADE_PAGE, WIZARD_ARTIFACTS } from './data/am-releases.ts'

export default defineCheck({
  id: 'pingam/wizard-present',
  title: 'The new WAR holds the libraries that the upgrade wizard runs on',
  why: 'The wizard and the upgrade over REST are served by these libraries; from a WAR that was stripped of them the upgrade cannot be started',
  remedy: 'Deploy the WAR with the wizard libraries, upgrade, and remove them afterwards (see pingam/wizard-residue); or choose the amupgrade route',
  references: [{ title: UPGRADE_PAGE, section: 'Upgrade wizard, note on the three libraries; Upgrade over REST' }],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'medium' },
  when: { option: 'route', in: ['wizard', 'rest'] },
  facts: { application: own(webApplication, { which: 'new' }) },
  messages: { missing: '{path} holds no {artifact}-<version>.jar in WEB-INF/lib' },
  traps: {
    'other-version': 'another version of the library serves as well',
    'upper-case': 'Velocity-1.7-P1.JAR is the library too',
    'partly-stripped': 'one library missing of three is enough to stop the wizard',
    'no-descriptor': 'AM 8.1 registers servlets in code, so that web.xml need not name the Click servlet',
  },
  evaluate: ({ facts, finding }) => {
    const [form] = facts.application.forms
    if (form === undefined) return undetermined('missing-evidence', 'nothing is at the path of the new WAR')
    const { path, libraries } = form
    const found = libraries.filter(({ artifact }) => WIZARD_ARTIFACTS.some((wanted) => wanted === artifact))
    const missing = WIZARD_ARTIFACTS.filter((wanted) => !found.some(({ artifact }) => artifact === wanted))
    return judged(
      `${path} holds ${found.map(({ name }) => name).join(', ')}`,
      missing.map((artifact) => finding('missing', { path, artifact }, { subject: artifact, location: { path } })),
      'medium',
    )
  },
})
