import check from '../../../checks/pingam/device-profile-schema.ts'
import { DEVICE_PROFILE_DEFINITIONS } from '../../../checks/pingam/data/directory-definitions.ts'
import { testDeviceSchema } from '../../support/device-schema-table.ts'

testDeviceSchema(check, DEVICE_PROFILE_DEFINITIONS, 'DeviceSaveNode', 'WebAuthnRegistrationNode')
