/** A release of Java: its feature number and whether it is an early-access or private build. */
export interface JavaRelease {
  readonly feature: number
  readonly preRelease: boolean
}

/**
 * The release a version text means: `17.0.15+6-Debian-1deb12u1` is 17, `1.8.0_392-b08` is 8, `21-ea+35` an early access of 21. Null for what does not begin
 * with a version. Source: JEP 223 (version strings) and, for 1.x, J2SE version naming.
 */
export const javaReleaseOf = (text: string): JavaRelease | null => {
  const match = /^"?(?:1\.(?=\d))?(\d{1,3})(?:[._]\d{1,6})*(?:-([A-Za-z]\w*))?(?![\w.])/.exec(text.trim())
  return match?.[1] === undefined ? null : { feature: Number(match[1]), preRelease: /^(?:ea|beta|internal|rc|adhoc)/i.test(match[2] ?? '') }
}
