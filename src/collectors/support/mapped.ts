/** Files read at once: enough to keep the disk busy, few enough to keep memory flat. */
const WIDTH = 8

/** What `one` makes of each item, in the order of the items, a few at a time: thousands of small files are mostly waiting. The first error ends it. */
export const mapped = async <T, R>(items: readonly T[], one: (item: T) => Promise<R>): Promise<readonly R[]> => {
  const results: R[] = []
  const rest = items.entries()
  const worker = async (): Promise<void> => {
    for (const [index, item] of rest) results[index] = await one(item)
  }
  await Promise.all(Array.from({ length: Math.min(WIDTH, items.length) }, worker))
  return results
}
