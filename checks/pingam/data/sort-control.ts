/** Server-side sorting (RFC 2891) as AM asks for it. Sources: PingAM 8.1, "Update the schema", "Configuration store"; facts/pingam 1.4. */
export const SORT_CONTROL = '1.2.840.113556.1.4.473'

/** The ACI of the vendor's page, with the account that was judged. In an LDAP URL these characters stand for themselves only when encoded. */
export const aciFor = (account: string): string => {
  const encoded = account.replaceAll(/[%?"<>]/g, encodeURIComponent)
  return `aci: (targetcontrol="${SORT_CONTROL}")(version 3.0; acl "Allow server-side sorting"; allow (read)(userdn = "ldap:///${encoded}");)`
}

/**
 * Administrators whom DS and its kin set up with the privilege to pass over ACIs, in lower case without blanks: what ACIs say does not hold for them.
 * Sources: OpenDJ, config.ldif; PingDS, setup (--rootUserDN).
 */
const ADMINISTRATORS: ReadonlySet<string> = new Set(['cn=directorymanager', 'uid=admin', 'cn=directorymanager,cn=rootdns,cn=config'])

export const isAdministrator = (account: string): boolean => ADMINISTRATORS.has(account.toLowerCase().replaceAll(/\s/g, ''))
