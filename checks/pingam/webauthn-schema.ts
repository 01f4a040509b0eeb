import { deviceSchemaCheck } from './data/device-schema-check.ts'
import { WEBAUTHN_DEFINITIONS } from './data/directory-definitions.ts'

export default deviceSchemaCheck({
  id: 'pingam/webauthn-schema',
  title: 'The identity store knows the devices of web authentication',
  why: 'AM fails to register or use a security key or passkey of a user whose entry may not hold it; where the class is listed for users and unknown, users cannot be written at all',
  definitions: WEBAUTHN_DEFINITIONS,
  nodes: ['WebAuthnRegistrationNode', 'WebAuthnAuthenticationNode', 'WebAuthnDeviceStorageNode'],
})
