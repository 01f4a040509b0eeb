import { UPGRADE_PAGE } from './data/am-releases.ts'
import { attestedCheck } from '../common/data/attested-check.ts'

export default attestedCheck({
  id: 'pingam/release-notes-read',
  title: 'The release notes of every release in between were read',
  why: 'Each release removes and changes features; what nobody looked for is found by users',
  remedy: 'Read the release notes from the current release to 8.1, list what concerns you, then attest it in the plan',
  references: [
    { title: UPGRADE_PAGE, section: 'High-level upgrade steps, Update tools and scripts' },
    { title: UPGRADE_PAGE, section: 'Update tools, scripts, and components, step 2' },
  ],
  // "Before you update AM tools and scripts": while there is still time to prepare.
  phases: { 'pre-upgrade': 'high' },
})
