import check from '../../../checks/pingam/webauthn-schema.ts'
import { WEBAUTHN_DEFINITIONS } from '../../../checks/pingam/data/directory-definitions.ts'
import { testDeviceSchema } from '../../support/device-schema-table.ts'

testDeviceSchema(check, WEBAUTHN_DEFINITIONS, 'WebAuthnRegistrationNode', 'DeviceBindingNode')
