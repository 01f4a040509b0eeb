import check from '../../../checks/pingam/bound-device-schema.ts'
import { BOUND_DEVICE_DEFINITIONS } from '../../../checks/pingam/data/directory-definitions.ts'
import { testDeviceSchema } from '../../support/device-schema-table.ts'

testDeviceSchema(check, BOUND_DEVICE_DEFINITIONS, 'DeviceBindingStorageNode', 'DeviceSaveNode')
