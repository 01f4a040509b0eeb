/**
 * Features that releases up to 8.1 removed. Sources: release notes of AM 7.3, 7.5, 8.0 and 8.1, "Removed functionality" (facts/pingam 7.2, 7.3).
 */
export const REMOVED_PROPERTIES: Readonly<Record<string, string>> = {
  'org.forgerock.services.cts.async.queue.size': '7.3',
  'org.forgerock.services.cts.async.queue.timeout': '7.3',
}

/** Property of the defaults that tells how AM stores its configuration, and the class of the embedded directory server. */
export const STORE_CLASS = 'com.sun.identity.sm.sms_object_class_name'
export const EMBEDDED_STORE_CLASS = 'com.sun.identity.sm.ldap.SMSEmbeddedLdapObject'

/** Switch of the legacy audit log, on by default. */
export const LEGACY_LOG = 'com.iplanet.am.logstatus'

/** What takes the place of each tool. */
export const TOOL_SUCCESSORS: readonly { readonly tool: RegExp; readonly successor: string }[] = [
  { tool: /^ssoadm$/, successor: 'Amster or REST' },
  { tool: /^ampassword$/, successor: 'Amster, or the secret stores' },
  { tool: /^amverifyarchive$/, successor: 'nothing: the legacy audit log it verified is gone' },
  { tool: /configurator/, successor: 'Amster (install-openam), or a file-based configuration' },
  { tool: /upgrade/, successor: 'the upgrade over REST, or amupgrade' },
]
