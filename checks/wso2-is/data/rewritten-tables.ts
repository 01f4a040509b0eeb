/** Tables whose rows or columns the steps from 5.7.0 to 5.11.0 change (facts/wso2.md §3.4). */
export const REWRITTEN = {
  identity: [
    'IDN_ASSOCIATED_ID',
    'IDN_CLAIM',
    'IDN_OAUTH2_ACCESS_TOKEN',
    'IDN_OAUTH2_ACCESS_TOKEN_AUDIT',
    'IDN_OAUTH2_AUTHORIZATION_CODE',
    'IDN_OAUTH2_SCOPE',
    'IDN_OAUTH2_SCOPE_BINDING',
    'IDN_OAUTH_CONSUMER_APPS',
    'IDN_OIDC_SCOPE',
    'IDN_OIDC_SCOPE_CLAIM_MAPPING',
    'IDN_SAML2_ASSERTION_STORE',
    'IDN_UMA_PERMISSION_TICKET',
    'IDP',
    'SP_APP',
  ],
  users: ['UM_HYBRID_ROLE', 'UM_TENANT', 'UM_USER', 'UM_USER_ATTRIBUTE'],
} as const
