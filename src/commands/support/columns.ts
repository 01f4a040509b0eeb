/** Rows as aligned columns under their keys; the last column is not padded. Empty for no rows. */
export const columns = (rows: readonly Readonly<Record<string, string>>[]): string => {
  const [first] = rows
  if (first === undefined) return 'nothing'
  const keys = Object.keys(first)
  const widths = keys.map((key) => Math.max(key.length, ...rows.map((row) => (row[key] ?? '').length)))
  const line = (cells: readonly string[]): string =>
    cells.map((cell, index) => (index === cells.length - 1 ? cell : cell.padEnd(widths[index] ?? 0))).join('  ')
  return [line(keys), ...rows.map((row) => line(keys.map((key) => row[key] ?? '')))].join('\n')
}
