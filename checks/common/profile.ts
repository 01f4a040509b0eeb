import { defineProfile } from '../../src/api.ts'

export default defineProfile({
  id: 'common',
  title: 'Generic checks on keystores, certificates of servers, files and versions of any system',
  from: 'any',
  to: 'any',
  roles: [
    { role: 'keystore', type: 'keystore', min: 0, max: null },
    { role: 'truststore', type: 'keystore', min: 0, max: null },
    { role: 'sources', type: 'directory', min: 0, max: null },
    { role: 'traffic-manager', type: 'endpoint', min: 0, max: null },
    { role: 'instance', type: 'pingam', min: 0, max: null },
    ...(['config-store', 'new-config-store', 'identity-store', 'cts-store', 'user-store'] as const).map(
      (role) => ({ role, type: 'ldap', min: 0, max: null }) as const,
    ),
    ...(['identity-db', 'shared-db', 'user-db', 'apim-db', 'usercube-db'] as const).map(
      (role) => ({ role, type: 'database', min: 0, max: null }) as const,
    ),
  ],
  options: [],
  drift: [],
  steps: {},
  checks: [
    'common/archive-references',
    'common/certificate',
    'common/file-digest',
    'common/keystore-entry',
    'common/keystore-entry-shared',
    'common/object-class',
    'common/table-shape',
    'common/version',
  ],
})
