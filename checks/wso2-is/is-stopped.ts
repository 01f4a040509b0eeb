import { attestedCheck } from '../common/data/attested-check.ts'
import { CLIENT_REFERENCE } from './data/references.ts'

export default attestedCheck({
  id: 'wso2-is/is-stopped',
  title: 'Every node of the old IS and of the old API-M is stopped before the migration client runs',
  why: 'A node of the old version that still writes tokens and sessions does so into tables that are being changed below it: its rows break constraints, or are lost',
  remedy: 'Stop all nodes, those that only stand by included, and see to it that nothing starts them again; then attest it in the plan',
  references: [CLIENT_REFERENCE],
  phases: { staged: 'high' },
  steps: ['identity'],
})
