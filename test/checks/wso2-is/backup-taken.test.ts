import { describe, it } from 'vitest'
import check from '../../../checks/wso2-is/backup-taken.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { attestedTable } from '../../support/attested-table.ts'

testCheck({ describe, it }, check, attestedTable)
