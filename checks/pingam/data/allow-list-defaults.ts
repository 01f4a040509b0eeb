/**
 * Entries about javax.servlet that are the vendor's own defaults, by context. They are there before and after an upgrade and say nothing of a customer's
 * scripts (facts/pingam 2.6).
 * Sources: AM 7.5.0 as recorded out of the box (SAML2_IDP_ADAPTER, SAML2_SP_ADAPTER, SAML2_IDP_ATTRIBUTE_MAPPER); amupgrade rule AME-24175 of 7.3 (Cookie
 * for SAML2_IDP_ADAPTER); AM 8.0.2 sources, Saml2ScriptContextProvider and Saml2NameIdMapperContext (Cookie for the attribute and NameID mappers).
 */
const WRAPPERS = ['javax.servlet.http.HttpServletRequestWrapper', 'javax.servlet.http.HttpServletResponseWrapper'] as const
const COOKIE = 'javax.servlet.http.Cookie'

export const ALLOW_LIST_DEFAULTS: Readonly<Record<string, readonly string[]>> = {
  SAML2_IDP_ADAPTER: [...WRAPPERS, COOKIE],
  SAML2_SP_ADAPTER: WRAPPERS,
  SAML2_IDP_ATTRIBUTE_MAPPER: [COOKIE],
  SAML2_NAMEID_MAPPER: [COOKIE],
}
