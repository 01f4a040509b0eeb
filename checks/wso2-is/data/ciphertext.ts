/** Columns that may hold ciphertext, by the role of the database (facts/wso2.md §5.4). */
export const CIPHERTEXT_COLUMNS = {
  identity: [
    'IDN_OAUTH2_ACCESS_TOKEN.ACCESS_TOKEN',
    'IDN_OAUTH2_ACCESS_TOKEN.REFRESH_TOKEN',
    'IDN_OAUTH2_AUTHORIZATION_CODE.AUTHORIZATION_CODE',
    'IDN_OAUTH_CONSUMER_APPS.CONSUMER_SECRET',
    'WF_BPS_PROFILE.PASSWORD',
    'IDN_IDENTITY_USER_DATA.DATA_VALUE',
  ],
  users: ['UM_USER_ATTRIBUTE.UM_ATTR_VALUE'],
} as const

/** Identifier of the symmetric key that the product ships with: the key is public (facts/wso2.md §5.2, §5.4). */
export const PUBLIC_KEY_ID = 'YpQYJpoqCVLjTT8EJsa87dKjKLw7ai4UWQ3ogj0p164='

/** What values that name no transformation were written with: RSA, as the kernel did before there was a choice. */
export const PLAIN_RSA = 'RSA'
