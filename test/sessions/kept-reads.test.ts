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
})
