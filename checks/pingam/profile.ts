import { defineProfile } from '../../src/api.ts'
import { DRIFT_CONTRACT } from './data/drift-contract.ts'

export default defineProfile({
  id: 'pingam-8.1',
  title: 'PingAM (ForgeRock AM) 7.x or 8.0 to PingAM 8.1',
  from: '>=7.0 <8.1',
  to: '8.1',
  roles: [
    { role: 'instance', type: 'pingam', min: 1, max: null },
    { role: 'reference', type: 'pingam', min: 0, max: 1 },
  ],
  options: [
    {
      name: 'route',
      values: ['wizard', 'rest', 'amster', 'file-based'],
      why: 'how the configuration is upgraded: by the upgrade wizard, over REST, or by amupgrade on an Amster export or on a file-based configuration',
    },
  ],
  drift: DRIFT_CONTRACT,
  steps: { staged: ['convert', 'swap', 'start'] },
  checks: [
    'pingam/backup-taken',
    'pingam/components-reviewed',
    'pingam/encoded-slash',
    'pingam/install-properties',
    'pingam/java-version',
    'pingam/keystore-password-files',
    'pingam/keystore-survives',
    'pingam/mixed-libraries',
    'pingam/new-war',
    'pingam/old-configuration-removed',
    'pingam/release-notes-read',
    'pingam/server-xml',
    'pingam/source-version',
    'pingam/stale-bootstrap',
    'pingam/stale-deployment',
    'pingam/tomcat-version',
    'pingam/traffic-restored',
    'pingam/traffic-routed-away',
    'pingam/transient-state-key',
    'pingam/transient-state-key-shared',
    'pingam/upgrade-suppressed',
    'pingam/version',
    'pingam/wizard-present',
    'pingam/wizard-residue',
    'pingam/wizard-shielded',
  ],
})
