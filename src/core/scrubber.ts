import { encodingsOf } from './secret-encodings.ts'

/** A secret as the scrubber knows it. `weak`: a published default or so short that it occurs by chance; it is masked, and never taints. */
export interface KnownSecret {
  readonly value: string
  readonly weak: boolean
}

export interface Scrubber {
  /** The text with every secret, in every encoding of secret-encodings.ts, replaced by `[secret]`. */
  readonly mask: (text: string) => string
  /** Whether the text holds a secret that is neither weak nor exempt: then something that should have been impossible has happened. */
  readonly found: (text: string) => boolean
}

const MASK = '[secret]'
/** Length of the beginning that finds candidates; shorter secrets are masked as whole words only, since "a" is no secret within "database". */
const KEY = 4

/**
 * Finds secrets in free text: one pass over the text whatever the number of secrets. `exempt` are values that facts legitimately hold as names (an alias
 * that equals a password); like weak ones they are masked and do not taint (DESIGN §4, "Secrets").
 */
export const scrubberOf = (secrets: readonly KnownSecret[], exempt: ReadonlySet<string> = new Set()): Scrubber => {
  const all = secrets.filter(({ value }) => value !== '')
  const masked = finderOf(all.flatMap(({ value }) => encodingsOf(value)))
  const tainting = finderOf(all.filter(({ value, weak }) => !weak && !exempt.has(value)).flatMap(({ value }) => encodingsOf(value)))
  return {
    mask: (text) => {
      const places = masked.places(text)
      if (places.length === 0) return text
      let shown = ''
      let from = 0
      for (const [start, end] of places) {
        shown += text.slice(from, start) + MASK
        from = end
      }
      return shown + text.slice(from)
    },
    found: (text) => tainting.places(text, 'first').length > 0,
  }
}

interface Finder {
  /** Places of all needles, sorted, with overlapping and adjoining ones united; with `first` only the first one met. */
  readonly places: (text: string, which?: 'all' | 'first') => readonly (readonly [start: number, end: number])[]
}

/**
 * Needles are looked up by a hash of their first four code units in a bitmap, so that almost every position of a text costs one look. Matches may
 * overlap; all of them count, lest the end of one secret stay visible behind another.
 */
const finderOf = (needles: readonly string[]): Finder => {
  const distinct = [...new Set(needles)]
  const words = distinct.filter((needle) => needle.length < KEY)
  const bitmap = new Uint8Array(1 << 16)
  const byHash = new Map<number, string[]>()
  for (const needle of distinct.filter(({ length }) => length >= KEY)) {
    const hash = hashAt(needle, 0)
    bitmap[hash] = 1
    byHash.set(hash, [...(byHash.get(hash) ?? []), needle])
  }
  for (const group of byHash.values()) group.sort((a, b) => b.length - a.length)

  const places = (text: string, which: 'all' | 'first' = 'all'): readonly (readonly [number, number])[] => {
    const met: (readonly [number, number])[] = []
    for (const word of words)
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
        if (WORD.test(text.charAt(at - 1)) || WORD.test(text.charAt(at + word.length))) continue
        met.push([at, at + word.length])
        if (which === 'first') return met
      }
    if (byHash.size > 0)
      for (let at = 0; at + KEY <= text.length; at += 1) {
        const hash = hashAt(text, at)
        if (bitmap[hash] === 0) continue
        const needle = byHash.get(hash)?.find((candidate) => text.startsWith(candidate, at))
        if (needle === undefined) continue
        met.push([at, at + needle.length])
        if (which === 'first') return met
      }
    return united(met)
  }
  return { places }
}

const hashAt = (text: string, at: number): number =>
  (text.charCodeAt(at) ^ (text.charCodeAt(at + 1) << 4) ^ (text.charCodeAt(at + 2) << 8) ^ (text.charCodeAt(at + 3) << 11)) & 0xffff

const WORD = /[\p{L}\p{N}_]/u

const united = (places: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] => {
  const result: [number, number][] = []
  for (const [start, end] of places.toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end)
    else result.push([start, end])
  }
  return result
}
