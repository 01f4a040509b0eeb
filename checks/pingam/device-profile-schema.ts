import { deviceSchemaCheck } from './data/device-schema-check.ts'
import { DEVICE_PROFILE_DEFINITIONS } from './data/directory-definitions.ts'

export default deviceSchemaCheck({
  id: 'pingam/device-profile-schema',
  title: 'The identity store knows device profiles',
  why: 'AM fails to keep or compare the device of a user whose entry may not hold its profile; where the class is listed for users and unknown, users cannot be written at all',
  definitions: DEVICE_PROFILE_DEFINITIONS,
  nodes: ['DeviceSaveNode', 'DeviceMatchNode', 'DeviceLocationMatchNode'],
})
