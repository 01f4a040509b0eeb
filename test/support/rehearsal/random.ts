/** Numbers that are the same in every run (mulberry32). */
export interface Random {
  readonly below: (bound: number) => number
  readonly chance: (probability: number) => boolean
  readonly of: <T>(items: readonly [T, ...T[]]) => T
  /** Some of them, in their order. */
  readonly some: <T>(items: readonly T[], probability: number) => readonly T[]
}

export const randomOf = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let value = Math.imul(state ^ (state >>> 15), state | 1)
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61)
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
  const below = (bound: number): number => Math.floor(next() * bound)
  return {
    below,
    chance: (probability) => next() < probability,
    of: (items) => items[below(items.length)] ?? items[0],
    some: (items, probability) => items.filter(() => next() < probability),
  }
}
