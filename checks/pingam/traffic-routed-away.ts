import { UPGRADE_PAGE } from './data/am-releases.ts'
import { attestedCheck } from '../common/data/attested-check.ts'

export default attestedCheck({
  id: 'pingam/traffic-routed-away',
  title: 'Client traffic goes to another site during the upgrade',
  why: 'Clients that reach an instance being upgraded lose sessions and write to stores that are being converted',
  remedy: 'Route client application traffic to another site, then attest it in the plan',
  references: [{ title: UPGRADE_PAGE, section: 'Before you upgrade, step 4' }],
  // "During the upgrade": not yet while the old system is audited in service.
  phases: { staged: 'high' },
})
