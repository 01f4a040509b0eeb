/**
 * What the set-up profile am-config of PingDS leaves in a directory. Sources: PingDS, set-up profiles (facts/pingam 1.5); the definitions AM keeps its
 * configuration with: opendj_config_schema.ldif of OpenAM.
 */
export const PROFILE_ACCOUNT = 'uid=am-config,ou=admins'
export const PROFILE_CLASSES = ['sunService', 'sunServiceComponent', 'sunRealmService'] as const
export const PROFILE_ATTRIBUTES = ['sunServiceSchema', 'sunKeyValue', 'sunxmlKeyValue'] as const
