import { attestedCheck } from '../common/data/attested-check.ts'
import { CLIENT_REFERENCE } from './data/references.ts'

export default attestedCheck({
  id: 'wso2-is/downtime-announced',
  title: 'The time without logins is agreed and announced',
  why: 'The migration takes a considerable time, which grows with the rows of the identity tables, and must not be broken off; all sessions end with it',
  remedy: 'Measure the migration on a copy of the databases, announce that time and as much again for the way back, then attest it in the plan',
  references: [CLIENT_REFERENCE],
  phases: { 'pre-upgrade': 'high' },
})
