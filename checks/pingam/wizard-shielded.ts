import { UPGRADE_PAGE } from './data/am-releases.ts'
import { attestedCheck } from '../common/data/attested-check.ts'

export default attestedCheck({
  id: 'pingam/wizard-shielded',
  title: 'No one outside can reach the container until the upgrade is complete',
  why: 'Once the new WAR is deployed the container serves the upgrader to anyone, and one GET request starts the upgrade',
  remedy: 'Suspend any external network access to the container until the upgrade is complete, then attest it in the plan',
  references: [
    { title: UPGRADE_PAGE, section: 'Upgrade wizard, step 4' },
    { title: UPGRADE_PAGE, section: 'Upgrade over REST, step 4' },
  ],
  // The upgrader is served from the start of the container on; both routes deploy it.
  phases: { staged: 'high' },
  steps: ['start'],
  when: { option: 'route', in: ['wizard', 'rest'] },
})
