const PAGE = 'WSO2 API Manager 4.1.0, "Upgrading WSO2 IS as Key Manager to 5.11.0"'

export const SCRIPT_REFERENCE = { title: PAGE, section: 'Step 3 - Migrate the IS as KM Components, 2' }
export const CLIENT_REFERENCE = { title: PAGE, section: 'Step 3 - Migrate the IS as KM Components, 11' }
export const CONFIGURATION_REFERENCE = { title: PAGE, section: 'Step 1 - Migrate the IS as KM configurations' }
export const PREREQUISITES_REFERENCE = { title: 'WSO2 Identity Server 5.11.0, "Migrating to 5.11.0"', section: 'Prerequisites' }
export const BACKUP_REFERENCE = { title: PAGE, section: 'Step 3 - Migrate the IS as KM Components, 1' }
export const COMPATIBILITY_REFERENCE = { title: 'WSO2 Identity Server 5.11.0, "Environment Compatibility"', section: 'Tested DBMSs' }
