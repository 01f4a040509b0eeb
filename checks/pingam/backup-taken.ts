import { UPGRADE_PAGE } from './data/am-releases.ts'
import { attestedCheck } from '../common/data/attested-check.ts'

export default attestedCheck({
  id: 'pingam/backup-taken',
  title: 'The deployment is backed up',
  why: 'An upgrade converts configuration and data in place; without a backup there is no way back',
  remedy: 'Back up the configuration, the directories, the keystores and the customised WAR, then attest it in the plan',
  references: [{ title: UPGRADE_PAGE, section: 'Before you upgrade, step 3' }],
  // "You must follow these steps before you start an upgrade": before the first change, and still true when the button is pressed.
  phases: { 'pre-upgrade': 'high', staged: 'high' },
})
