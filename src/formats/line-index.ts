/** A place in a text, both counted from 1; columns in UTF-16 code units, as editors that speak LSP count them. */
export interface LinePlace {
  readonly line: number
  readonly column: number
}

/** From an offset in a text to its line and column. Lines end in LF, CR or CR LF. Costs one pass over the text, then a binary search a question. */
export function lineIndexOf(text: string): (offset: number) => LinePlace {
  const starts = [0]
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x0a || (unit === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) starts.push(at + 1)
  }
  return (offset) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 }
  }
}
