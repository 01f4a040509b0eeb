import { UPGRADE_PAGE } from './data/am-releases.ts'
import { attestedCheck } from '../common/data/attested-check.ts'

export default attestedCheck({
  id: 'pingam/components-reviewed',
  title: 'The list of changed components and services was reviewed after the upgrade',
  why: 'Services and features whose settings moved or changed keep running with defaults until someone reconfigures them',
  remedy: 'Go through "Upgrade components and services", decide what to reconfigure, then attest it in the plan',
  references: [{ title: UPGRADE_PAGE, section: 'Update tools, scripts, and components, step 3' }],
  phases: { 'post-upgrade': 'high' },
})
