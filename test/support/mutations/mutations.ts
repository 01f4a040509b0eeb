import { AFTERWARDS_MUTATIONS } from './afterwards.ts'
import { ARCHIVE_MUTATIONS, DAMAGED_ARCHIVE } from './archives.ts'
import { FEATURE_MUTATIONS } from './features.ts'
import type { Mutation } from './mutation.ts'
import { PROCEDURE_MUTATIONS } from './procedure.ts'
import { SETTING_MUTATIONS } from './settings.ts'
import { TEXT_MUTATIONS } from './texts.ts'
import { TRANSIENT_KEY_MUTATIONS } from './transient-key.ts'

export const MUTATIONS: readonly Mutation[] = [
  ...ARCHIVE_MUTATIONS,
  DAMAGED_ARCHIVE,
  ...TEXT_MUTATIONS,
  ...SETTING_MUTATIONS,
  ...FEATURE_MUTATIONS,
  ...PROCEDURE_MUTATIONS,
  ...TRANSIENT_KEY_MUTATIONS,
  ...AFTERWARDS_MUTATIONS,
]
