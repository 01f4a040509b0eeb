import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differencesBetween, pointersIn } from '../../src/core/difference.ts'
import type { JsonObject, JsonValue } from '../../src/core/json.ts'
import { anyOrder, choice, either, flag, integer, keyedBy, list, nullable, object, text, volatile } from '../../src/core/schema.ts'

const entry = object({ alias: text(), bits: integer(), created: volatile(integer()), line: nullable(volatile(integer())) })
const store = object({
  path: text(),
  entries: keyedBy(list(entry), 'alias'),
  names: anyOrder(list(text())),
  order: list(text()),
  reading: either([object({ state: choice(['listed']), count: integer() }), object({ state: choice(['absent']) })]),
  note: nullable(text()),
  key: object({ saltId: text(), hmac: text() }),
  pairs: nullable(keyedBy(list(object({ scope: text(), name: text(), on: flag() })), 'scope', 'name')),
})
const BASE = {
  path: '/a',
  entries: [
    { alias: 'a/b~c', bits: 256, created: 1, line: 1 },
    { alias: 'x', bits: 128, created: 2, line: null },
  ],
  names: ['one', 'two'],
  order: ['first', 'second'],
  reading: { state: 'listed', count: 2 },
  note: null,
  key: { saltId: 's', hmac: '00' },
  pairs: [{ scope: 'global', name: 'n', on: true }],
}
const told = (schema: JsonObject, before: JsonValue, after: JsonValue): readonly string[] =>
  differencesBetween(schema, before, after).map(({ pointer, kind }) => `${kind} ${pointer}`)

describe('differencesBetween', () => {
  it.each<[string, Partial<{ [K in keyof typeof BASE]: JsonValue }>, readonly string[]]>([
    ['nothing', {}, []],
    ['a plain member', { path: '/b' }, ['changed /path']],
    ['the order of a list that has an identity', { entries: BASE.entries.toReversed(), names: ['two', 'one'] }, []],
    [
      'an item more, one less and one that changed, by identity, escaped as pointers are',
      {
        entries: [
          { alias: 'new', bits: 1, created: 3, line: 1 },
          { ...BASE.entries[0], bits: 512, alias: 'a/b~c' },
        ],
      },
      ['changed /entries/a~1b~0c/bits', 'appeared /entries/new', 'disappeared /entries/x'],
    ],
    ['volatile members alone', { entries: BASE.entries.map((one) => ({ ...one, created: 99, line: 7 })) }, []],
    ['a value in a set', { names: ['one', 'three'] }, ['appeared /names/three', 'disappeared /names/two']],
    ['the order where order means something', { order: ['second', 'first'] }, ['changed /order/0', 'changed /order/1']],
    ['a member of the same alternative', { reading: { state: 'listed', count: 3 } }, ['changed /reading/count']],
    ['another alternative', { reading: { state: 'absent' } }, ['changed /reading']],
    ['something in the place of null', { note: 'n' }, ['appeared /note']],
    ['null in the place of something', { pairs: null }, ['disappeared /pairs']],
    ['a key of the same salt', { key: { saltId: 's', hmac: '11' } }, ['changed /key/hmac']],
    ['a key of another salt, whatever its fingerprint', { key: { saltId: 't', hmac: '00' } }, ['incomparable /key']],
    ['an identity of two members', { pairs: [{ scope: 'global', name: 'n', on: false }] }, ['changed /pairs/global,n/on']],
    ['an identity that is there twice', { entries: [...BASE.entries, { alias: 'x', bits: 256, created: 2, line: null }] }, ['appeared /entries/x#2']],
  ])('tells %s', (_name, change, expected) => {
    expect(told(store.json, BASE, { ...BASE, ...change })).toEqual(expected)
  })

  it('compares place by place what no schema describes', () => {
    expect(told({}, { a: [1, { b: 2 }] }, { a: [1, { b: 3 }, 4] })).toEqual(['changed /a/1/b', 'appeared /a/2'])
  })

  const value = fc.letrec<{ any: JsonValue }>((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<JsonValue>(null, true, 0, 1, 'a', 'b', '~/'),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('a', 'b', '__proto__', '/'), tie('any'), { maxKeys: 3 }),
    ),
  })).any
  it('tells nothing of a value and itself, something of two values, and the same backwards', () => {
    fc.assert(
      fc.property(value, value, (one, other) => {
        expect(differencesBetween({}, one, one)).toEqual([])
        const there = differencesBetween({}, one, other)
        const same = JSON.stringify(one) === JSON.stringify(other)
        if (same) expect(there).toEqual([])
        expect(differencesBetween({}, other, one).map(({ pointer }) => pointer)).toEqual(there.map(({ pointer }) => pointer))
      }),
    )
  })

  it('never takes two lists of different items for the same', () => {
    const items = fc.array(
      fc.record({ alias: fc.constantFrom('a', 'b', 'a#2'), bits: fc.nat(2), created: fc.constant(0), line: fc.constant(null) }),
      {
        maxLength: 4,
      },
    )
    const sorted = (list: readonly object[]): readonly string[] => list.map((item) => JSON.stringify(item)).sort()
    fc.assert(
      fc.property(items, items, (one, other) => {
        const same = JSON.stringify(sorted(one)) === JSON.stringify(sorted(other))
        expect(told(keyedBy(list(entry), 'alias').json, one, other).length === 0).toBe(same)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('pointersIn', () => {
  it('names every place but volatile ones', () => {
    expect(pointersIn(store.json, { ...BASE, reading: { state: 'absent' } })).toEqual([
      '',
      '/path',
      '/entries',
      '/entries/a~1b~0c',
      '/entries/a~1b~0c/alias',
      '/entries/a~1b~0c/bits',
      '/entries/x',
      '/entries/x/alias',
      '/entries/x/bits',
      '/names',
      '/names/one',
      '/names/two',
      '/order',
      '/order/0',
      '/order/1',
      '/reading',
      '/reading/state',
      '/note',
      '/key',
      '/key/saltId',
      '/key/hmac',
      '/pairs',
      '/pairs/global,n',
      '/pairs/global,n/scope',
      '/pairs/global,n/name',
      '/pairs/global,n/on',
    ])
  })
})
