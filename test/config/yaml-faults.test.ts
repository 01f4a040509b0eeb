import { describe, expect, it } from 'vitest'
import { jsonOf, yamlDocument } from '../../src/config/yaml-document.ts'
import { problemsText } from '../../src/config/problem-text.ts'
import { complaints, HEAD, TARGETS } from './plan-harness.ts'

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index)
const bomb = `a0: &a0 [x, x]\n${range(30)
  .map((index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]\n`)
  .join('')}`
const TOO_MANY_TOKENS = /the file has more than 250000 tokens/
const TOO_DEEP = /nested deeper than 100 levels/

/** FAULTS Y1 to Y11, Y18, Y19: each is refused, in words, within five seconds. */
const FAULTS: readonly (readonly [name: string, yaml: string | Uint8Array, said: RegExp])[] = [
  ['Y1 alias bomb', bomb, /the aliases of the file unfold to more than 250000 values/],
  [
    'Y1 a thousand aliases and more',
    `a: &x 1\n${range(1001)
      .map((index) => `b${index}: *x\n`)
      .join('')}`,
    /more than 1000 aliases/,
  ],
  [
    'Y2 merge-key bomb',
    `a0: &a0 { x: 1 }\n${range(30)
      .map((index) => `a${index + 1}: &a${index + 1} { <<: [*a${index}, *a${index}] }\n`)
      .join('')}`,
    /merge keys \(<<\) are not read/,
  ],
  ['Y3 50 000 nested flow sequences', `a: ${'['.repeat(50_000)}${']'.repeat(50_000)}`, TOO_DEEP],
  ['Y3 4 000 000 open brackets', '['.repeat(4_000_000), TOO_DEEP],
  ['Y3 nested maps', '{a: '.repeat(50_000), TOO_DEEP],
  ['Y3 nested dashes', '- '.repeat(100_000), TOO_DEEP],
  ['Y3 nested questions', '? '.repeat(100_000), TOO_DEEP],
  [
    'Y4 5 000 indent levels',
    range(2_500)
      .map((index) => `${' '.repeat(index)}a:\n`)
      .join(''),
    TOO_DEEP,
  ],
  [
    'Y5 200 000 keys',
    range(200_000)
      .map((index) => `k${index}: ${index}\n`)
      .join(''),
    TOO_MANY_TOKENS,
  ],
  [
    'Y5 200 000 keys in one map',
    `{${range(200_000)
      .map((index) => `k${index}: 1`)
      .join(', ')}}`,
    TOO_MANY_TOKENS,
  ],
  [
    'Y5 30 000 unknown keys',
    `${HEAD}${TARGETS}${range(30_000)
      .map((index) => `k${index}: 1\n`)
      .join('')}`,
    /unknown key "k0" in the plan/,
  ],
  ['Y6 a function', 'a: !!js/function "() => 1"\n', /tags .* are not read/],
  ['Y6 a custom tag', 'a: !custom x\n', /tags .* are not read/],
  ['Y6 a known tag', 'a: !!str 1\n', /tags .* are not read/],
  ['Y6 a tag on a map', 'a: !!map { b: 1 }\n', /tags .* are not read/],
  ['Y6 a tag on a key', '!!str a: 1\n', /tags .* are not read/],
  ['Y6 a tag directive', '%TAG ! tag:x,2000:\n---\na: 1\n', /directives .* are not read/],
  ['Y6 an older YAML', '%YAML 1.1\n---\na: yes\n', /directives .* are not read/],
  ['Y8 an alias within its own list', 'a: &a [*a]\n', /the alias leads in a circle/],
  ['Y8 an alias within its own map', 'a: &a { b: { c: *a } }\n', /the alias leads in a circle/],
  ['Y9 duplicate keys', 'a: 1\nb: 2\na: 3\n', /the key is there twice: lines 1 and 3/],
  ['Y9 duplicate keys in one map', 'a: { b: 1, b: 2 }\n', /the key is there twice: lines 1 and 1/],
  ['Y10 2 MB of an open quote', `a: 1\nb: "${'x'.repeat(2_000_000)}`, /^p\.yaml:2:4: the quote is not closed/],
  ['Y10 2 MB of lines in an open quote', `a: 1\nb: '${'xxxx yyy\n'.repeat(220_000)}`, /^p\.yaml:2:4: the quote is not closed/],
  ['Y11 several documents', 'a: 1\n---\nb: 2\n', /a second document/],
  ['Y11 250 000 documents', '---\n'.repeat(250_000), /more than 250000 tokens|second document/],
  ['Y19 a number without end', 'a: 1e999999\n', /cannot be represented exactly/],
  ['Y19 a number too long', `a: ${'9'.repeat(1_000_000)}\n`, /cannot be represented exactly/],
  ['keys that are no text', '? [a]\n: 1\n', /the key is not plain text/],
  ['2 000 000 commas', `[${','.repeat(2_000_000)}]`, TOO_MANY_TOKENS],
  ['1 000 000 comments', '# x\n'.repeat(1_000_000), TOO_MANY_TOKENS],
  ['UTF-16', Buffer.from('\ufeffa: 1\n', 'utf16le'), /^p\.yaml: the file is UTF-16, not UTF-8/],
  ['Latin-1', Buffer.concat([Buffer.from('a: 1\nb: 2\nc: '), Buffer.from([0xfc]), Buffer.from('\n')]), /^p\.yaml:3:1: the line is not UTF-8 text/],
  ['a NUL', 'a: 1\nb: \0\n', /^p\.yaml:2:1: the line holds a control character/],
  ['only comments', '# nothing\n', /^p\.yaml: the file is empty/],
]

describe('YAML faults', () => {
  it.each(FAULTS)('%s', async (name, yaml, said) => {
    const started = performance.now()
    const outcome = yamlDocument('p.yaml', Buffer.from(yaml), new Set(['a', 'b', 'c']))
    const printed = name.startsWith('Y5 30')
      ? await complaints(yaml)
      : outcome.ok
        ? `read: ${JSON.stringify(jsonOf(outcome.root)).slice(0, 200)}`
        : problemsText(outcome.problems)
    expect(printed).toMatch(said)
    expect(printed.length).toBeLessThan(8_000)
    // Five seconds are the bound; the machine may be busy with other tests.
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  it('Y7: __proto__ and its like are keys like any other', () => {
    const outcome = yamlDocument('p.yaml', Buffer.from('__proto__: { polluted: yes }\nconstructor: 1\ntoString: 2\n'), new Set())
    if (!outcome.ok) throw new Error('refused')
    const value = jsonOf(outcome.root)
    expect(JSON.stringify(value)).toBe('{"__proto__":{"polluted":"yes"},"constructor":1,"toString":2}')
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect('polluted' in {}).toBe(false)
  })

  it('reads YAML 1.2: yes, dates, octal-like and sexagesimal numbers are what they look like', () => {
    const outcome = yamlDocument('p.yaml', Buffer.from('a: yes\nb: 2026-11-20\nc: 0777\nd: 12:30:45\ne: ~\nf: 1.5\n'), new Set())
    expect(outcome.ok ? jsonOf(outcome.root) : null).toEqual({ a: 'yes', b: '2026-11-20', c: 777, d: '12:30:45', e: null, f: 1.5 })
  })
})
