import { describe, expect, it } from 'vitest'
import type { Walk } from '../../src/core/session.ts'
import { KeptReads } from '../../src/sessions/kept-reads.ts'

const walk = (complete: boolean): Walk => ({ entries: [], complete, omitted: complete ? [] : ['d: may not be read'] })

describe('what is kept of reads', () => {
  it('holds no walk that something was left out of', () => {
    const kept = new KeptReads()
    kept.keepWalk('/a', undefined, walk(false))
    expect(kept.walk('/a', undefined)).toBeUndefined()
    kept.keepWalk('/a', undefined, walk(true))
    expect(kept.walk('/a', undefined)).toEqual(walk(true))
    expect(kept.walk('/a', () => true)).toBeUndefined()
  })

  it('gives no content to whoever takes less', () => {
    const kept = new KeptReads()
    kept.keepContent('/a', Buffer.from('12345'))
    expect(kept.content('/a', 4)).toBeUndefined()
    expect(kept.content('/a', 5)).toHaveLength(5)
  })

  it('holds no more than there is room for', () => {
    const kept = new KeptReads()
    for (let index = 0; index < 5; index++) kept.keepContent(`/${index}`, Buffer.alloc(10 * 1024 * 1024))
    expect([0, 1, 2, 3, 4].map((index) => kept.content(`/${index}`, Infinity) !== undefined)).toEqual([true, true, true, false, false])
  })

  it('holds a copy of what will be written over', () => {
    const kept = new KeptReads()
    const buffer = Buffer.alloc(300 * 1024)
    const lengths = [0, 1, 5000, 100_000, 131_073, 300 * 1024, 131_072]
    for (const [index, length] of lengths.entries()) kept.keepCopyOf(`/${index}`, buffer.fill(index + 1).subarray(0, length))
    for (const [index, length] of lengths.entries())
      expect(kept.content(`/${index}`, Infinity)).toSatisfy(
        (bytes: Uint8Array) => bytes.length === length && bytes.every((byte) => byte === index + 1),
      )
    kept.keepCopyOf('/0', buffer)
    expect(kept.content('/0', Infinity)).toHaveLength(0)
  })

  it('remembers the answer to one question, of contents that are kept only', () => {
    const kept = new KeptReads()
    const [wanted, another] = [(): boolean => false, (): boolean => false]
    kept.keepContent('/a', Buffer.from('a'))
    expect(kept.isUnwanted('/a', wanted)).toBe(false)
    for (const path of ['/a', '/b']) kept.keepUnwanted(path, wanted)
    expect(['/a', '/b'].map((path) => kept.isUnwanted(path, wanted))).toEqual([true, false])
    expect(kept.isUnwanted('/a', another)).toBe(false)
  })
})
