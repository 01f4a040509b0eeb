/**
 * Names that AM lists among the attributes of users and that directories compute or other products define, in lower case: that a schema does not have them
 * says nothing. Source: identity stores of a 7.2 platform profile (facts/pingam 1.2).
 */
export const VIRTUAL_ATTRIBUTES: ReadonlySet<string> = new Set(['dn', 'distinguishedname', 'memberof', 'authorityrevocationlist', 'fr-idm-uuid'])
