import type { DriftRule } from '../../../src/api.ts'

const ANYTHING = ['changed', 'appeared', 'disappeared'] as const
const OTHER_TABLES = 'the migration makes tables and drops IDN_OIDC_SCOPE: other questions can be asked'

/** What the upgrade to 5.11.0 may change in what is read of rows (facts/wso2.md §3.4). How many there are is for the checks. */
export const DRIFT_CONTRACT: readonly DriftRule[] = [
  { fact: 'database-row-answers', pointer: '/answers/*/state', may: ANYTHING, why: OTHER_TABLES },
  { fact: 'database-row-answers', pointer: '/answers/*/missing/*', may: ANYTHING, why: OTHER_TABLES },
]
