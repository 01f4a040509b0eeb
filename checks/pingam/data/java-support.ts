/**
 * Which Java each release of AM runs on, by feature release. Source: PingAM release notes, "Requirements", "Java requirements", of 7.5, 8.0 and 8.1;
 * Java 25 with AM 8.0 from 8.0.2 on.
 */
export const JAVA_SUPPORT = [
  { am: '7.5', features: [17] },
  { am: '8.0', features: [17, 21, 25] },
  { am: '8.1', features: [17, 21, 25] },
] as const

/** What AM 8.1 runs on. */
export const SUPPORTED_JAVA: readonly number[] = JAVA_SUPPORT.find(({ am }) => am === '8.1')?.features ?? []

/** A newer Java than any in the table: the table cannot know. */
export const NEWEST_JAVA: number = Math.max(...SUPPORTED_JAVA)
