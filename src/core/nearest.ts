/** The known word nearest to a misspelt one, or null when none is near: for "did you mean". */
export const nearestTo = (word: string, known: readonly string[]): string | null => {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = ranked
  return best !== undefined && best.distance <= Math.max(2, Math.floor(word.length / 3)) ? best.candidate : null
}

/** `; did you mean "x"?` for the known word nearest to a misspelt one, to go behind a sentence; empty when none is near. */
export const didYouMean = (word: string, known: readonly string[]): string => {
  const guess = nearestTo(word, known)
  return guess === null ? '' : `; did you mean "${guess}"?`
}

/** Levenshtein distance, over words short enough that the quadratic table does not matter. */
const editDistance = (a: string, b: string): number => {
  if (a.length > 200 || b.length > 200) return Number.POSITIVE_INFINITY
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1)
      row.push(Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)))
    previous = row
  }
  return previous[b.length] ?? 0
}
