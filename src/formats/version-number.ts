/**
 * A dotted-number version as its numbers: `10.1.60` is [10, 1, 60]. A last part `X` stands for "any" and is left out: `5.1.7.X` is [5, 1, 7]. Null for
 * anything else (`8.1-M2`, `latest`): a version that is not understood must not compare as if it were.
 */
export function versionOf(text: string): readonly number[] | null {
  const match = /^(\d{1,9}(?:\.\d{1,9}){0,9})(?:\.[xX])?$/.exec(text.trim())
  return match?.[1] === undefined ? null : match[1].split('.').map(Number)
}

/** Negative when a is older than b, positive when newer, 0 when equal; parts that are missing count as 0, so 8.1 equals 8.1.0. */
export function compareVersions(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
