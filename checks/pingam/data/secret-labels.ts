import { TRANSIENT_STATE_LABEL } from './transient-state.ts'

/**
 * Labels without which amupgrade stops ("a required secret mapping is missing") unless it is told to ignore them. The vendor names no list of them
 * (facts/pingam 7.1, 10): this is the one label that its upgrade page says must always be mapped; the plan may name more.
 */
export const REQUIRED_LABELS: readonly string[] = [TRANSIENT_STATE_LABEL]

export interface ObsoleteLabel {
  /** Matches whole labels. */
  readonly label: RegExp
  readonly since: string
  /** `deprecated`: still read by 8.1, and to be removed. */
  readonly standing: 'renamed' | 'dropped' | 'deprecated'
  readonly successor: string | null
}

/** Labels that were renamed, dropped or deprecated between 7.x and 8.x. Source: release notes of AM 7.5 and 8.0 (facts/pingam 7.2). */
export const OBSOLETE_LABELS: readonly ObsoleteLabel[] = [
  {
    label: /^am\.default\.authentication\.nodes\.persistentcookie\.encryption$/,
    since: '7.5',
    standing: 'renamed',
    successor: 'am.authentication.nodes.persistentcookie.encryption',
  },
  { label: /^am\.default\.authentication\.modules\.persistentcookie\..+$/, since: '8.0', standing: 'dropped', successor: null },
  {
    label: /^am\.global\.services\.session\.clientbased\.encryption$/,
    since: '7.5',
    standing: 'deprecated',
    successor: 'am.global.services.session.clientbased.encryption.AES',
  },
  {
    label: /^am\.global\.services\.session\.clientbased\.signing$/,
    since: '7.5',
    standing: 'deprecated',
    successor: 'am.global.services.session.clientbased.signing.HMAC',
  },
]

/** Alias of the key with which AM before 7.4 starts; 7.4 took it out of the keystore it comes with (release notes of 7.4, facts/pingam 2.2). */
export const ROLLBACK_ALIAS = 'dsameuserpwd'
export const FIRST_WITHOUT_ROLLBACK_ALIAS = '7.4'
