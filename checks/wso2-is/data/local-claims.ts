export const LOCAL_CLAIM_DIALECT = 'http://wso2.org/claims'

/**
 * Local claims that the migration client takes for granted when it maps new external claims to them: claim-config.xml of its steps 5.9.0, 5.10.0 and
 * 5.11.0 (facts/wso2.md §3.5 m).
 */
export const LOCAL_CLAIMS: readonly string[] = [
  'dob',
  'identity/accountDisabled',
  'identity/accountLocked',
  'identity/accountState',
  'identity/adminForcedPasswordReset',
  'identity/emailVerified',
  'identity/emailotp_disabled',
  'identity/failedLoginAttempts',
  'identity/failedLoginLockoutCount',
  'identity/failedPasswordRecoveryAttempts',
  'identity/lastLogonTime',
  'identity/lastPasswordUpdateTime',
  'identity/lockedReason',
  'identity/phoneVerified',
  'identity/secretkey',
  'identity/smsotp_disabled',
  'identity/unlockTime',
  'oneTimePassword',
  'phoneNumbers.fax',
  'phoneNumbers.pager',
].map((name) => `${LOCAL_CLAIM_DIALECT}/${name}`)
