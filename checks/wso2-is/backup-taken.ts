import { attestedCheck } from '../common/data/attested-check.ts'
import { BACKUP_REFERENCE } from './data/references.ts'

export default attestedCheck({
  id: 'wso2-is/backup-taken',
  title: 'All databases of API-M and IS are backed up',
  why: 'The migration changes tables in place, step by step, and what fails half-way is not taken back: without a backup there is no way back',
  remedy:
    'Back up the identity, user and registry databases with the servers stopped, and keystores and homes with them; restore one on trial, then attest it in the plan',
  references: [BACKUP_REFERENCE],
  // Before the script is run, and still true when the client is started.
  phases: { 'pre-upgrade': 'high', staged: 'high' },
})
