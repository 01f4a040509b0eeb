/**
 * Releases of AM that decide the path to 8.1.
 * Sources: "Upgrade AM instances" (PingAM 8.1), note on unsupported versions; release notes, "supported upgrade paths" (facts/pingam 7.1).
 */
export const OLDEST_SOURCE = '7.0'
export const TARGET_RELEASE = '8.1'

/** From this number on a release is not PingAM: OpenAM counted 9 to 16 before (and beside) AM 5 to 8, so a bigger number is an older product. */
export const FIRST_OPENAM_NUMBER = '9'

/** The release to go to first, by the oldest release it holds for; later rows win. The vendor says "a supported version first" and names none. */
export const INTERMEDIATE_HOPS = [
  { from: '0', hop: 'AM 6.5, then AM 7.5' },
  { from: '6', hop: 'AM 7.5' },
] as const

/** How far a place is trusted to say which AM this is, most first (facts/pingam 2.3, "Pitfall"). `server-default` is not believed at all. */
export const TRUST_ORDER = ['version-file', 'web-application'] as const

/** Configuration versions seen, with the release whose they are (facts/pingam 2.3); those of 8.0 and 8.1 are not known. */
export const CONFIGURATION_RELEASES: Readonly<Record<string, string>> = {
  '2.0.0.0': '7.1',
  '3.0.0.1': '7.1',
  '3.0.0.4': '7.2',
  '5.0.0.0': '7.3',
  '6.0.0.0': '7.3',
  '8.0.0.0': '7.5',
}

/** A configuration at or below this version is not one of 8.1. */
export const NEWEST_OLD_CONFIGURATION = '8.0.0.0'

/** Libraries of the install and upgrade wizards, as the upgrade page names them (exact), and by artifact for other versions (facts/pingam 3.3). */
export const WIZARD_LIBRARIES = ['click-extras-2.3.0.jar', 'click-nodeps-2.3.0.jar', 'velocity-1.7-p1.jar'] as const
export const WIZARD_ARTIFACTS = ['click-extras', 'click-nodeps', 'velocity'] as const
export const WIZARD_RELATIVES = ['ognl'] as const

/** Without this one AM does not start from files; the other start-up values have defaults ("Passive install with FBC", Mandatory startup properties). */
export const FILE_BASED_SWITCH = 'com.sun.identity.sm.sms_object_filebased_enabled'

export const UPGRADE_PAGE = 'PingAM 8.1, Upgrade AM instances'
