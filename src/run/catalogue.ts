/** What there is, for the commands that only tell: metadata without loading a check. */
export { CHECKS, COLLECTORS, PROFILES, loadCheck, loadProfile } from '../registry/registry.ts'
