import { deviceSchemaCheck } from './data/device-schema-check.ts'
import { BOUND_DEVICE_DEFINITIONS } from './data/directory-definitions.ts'

export default deviceSchemaCheck({
  id: 'pingam/bound-device-schema',
  title: 'The identity store knows bound devices',
  why: 'AM fails to bind a device to a user whose entry may not hold it; where the class is listed for users and unknown, users cannot be written at all',
  definitions: BOUND_DEVICE_DEFINITIONS,
  nodes: ['DeviceBindingNode', 'DeviceBindingStorageNode', 'DeviceSigningVerifierNode'],
})
