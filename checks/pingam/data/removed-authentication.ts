/** Chains that AM 6 and 7 come with (facts/pingam 2.4, export of 6.5.1; PingAM 7 authentication guide). That they are there says nothing of their being used. */
export const DEFAULT_CHAINS: readonly string[] = ['ldapService', 'amsterService']
