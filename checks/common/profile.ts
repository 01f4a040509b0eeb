import { defineProfile } from '../../src/api.ts'

export default defineProfile({
  id: 'common',
  title: 'Generic checks on keystores, files and versions of any system',
  from: 'any',
  to: 'any',
  roles: [
    { role: 'keystore', type: 'keystore', min: 0, max: null },
    { role: 'truststore', type: 'keystore', min: 0, max: null },
    { role: 'sources', type: 'directory', min: 0, max: null },
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
    'common/version',
  ],
})
