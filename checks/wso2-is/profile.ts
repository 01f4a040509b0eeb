import { defineProfile } from '../../src/api.ts'

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
  drift: [],
  steps: { staged: ['identity', 'api-manager'] },
  checks: ['wso2-is/identity-schema', 'wso2-is/uma-as-rehearsed', 'wso2-is/uma-schema', 'wso2-is/uma-script-rehearsal', 'wso2-is/uma-tables'],
})
