import { UPGRADE_PAGE } from './data/am-releases.ts'
import { attestedCheck } from '../common/data/attested-check.ts'

export default attestedCheck({
  id: 'pingam/traffic-restored',
  title: 'The upgraded service was validated and client traffic flows to it again',
  why: 'The upgrade is over when clients are served as before; until then the other site carries the load alone',
  remedy: 'Validate that the service performs as expected, let client application traffic flow to it, then attest it in the plan',
  references: [{ title: UPGRADE_PAGE, section: 'After upgrade' }],
  phases: { 'post-upgrade': 'high' },
})
