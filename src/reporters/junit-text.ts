import { printable } from './printable.ts'

/** Characters of an attribute that is a headline. */
const HEADLINE = 300

/** One short line that is a token of XML Schema: no spaces at the ends, none doubled, never empty. */
export const headline = (text: string): string => printable(text, HEADLINE).replaceAll(/\s+/g, ' ').trim() || '-'

/** Foreign lines, each escaped on its own, within a number of characters altogether. */
export const printableLines = (lines: readonly string[], max: number): string => {
  const shown: string[] = []
  let left = max
  for (const line of lines) {
    if (left <= 0) return [...shown, '... (shortened; the JSON report has all)'].join('\n')
    const text = printable(line, left)
    shown.push(text)
    left -= text.length + 1
  }
  return shown.join('\n')
}
