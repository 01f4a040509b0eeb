import { defineProfile } from '../../src/api.ts'
import { DRIFT_CONTRACT } from './data/drift-contract.ts'

export default defineProfile({
  id: 'wso2-is-5.11',
  title: 'WSO2 IS as Key Manager 5.7.0 to IS 5.11.0 (API-M 2.6.0 to 4.1.0)',
  from: '5.7.0',
  to: '5.11.0',
  roles: [
    { role: 'identity-db', type: 'database', min: 1, max: 1 },
    ...(['shared-db', 'user-db', 'apim-db'] as const).map((role) => ({ role, type: 'database', min: 0, max: 1 }) as const),
  ],
  options: [],
  drift: DRIFT_CONTRACT,
  steps: { staged: ['identity', 'api-manager'] },
  checks: [
    'wso2-is/auditor-rights',
    'wso2-is/backup-taken',
    'wso2-is/database-rights',
    'wso2-is/database-support',
    'wso2-is/downtime-announced',
    'wso2-is/identity-schema',
    'wso2-is/is-stopped',
    'wso2-is/migration-data',
    'wso2-is/migration-data-users',
    'wso2-is/migration-volume',
    'wso2-is/rows-kept',
    'wso2-is/sessions-lost',
    'wso2-is/stored-ciphertext',
    'wso2-is/uma-as-rehearsed',
    'wso2-is/uma-rows',
    'wso2-is/uma-schema',
    'wso2-is/uma-script-rehearsal',
    'wso2-is/uma-tables',
    'wso2-is/users-kept',
  ],
})
