import { describe, expect, test } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { propertiesOf } from '../../src/formats/java-properties.ts'

describe('propertiesOf reads as java.util.Properties does', () => {
  test.each([
    [
      'three separators',
      'a=1\nb:2\nc 3\n',
      [
        ['a', '1', 1],
        ['b', '2', 2],
        ['c', '3', 3],
      ],
    ],
    ['white space around them', '  a \t=\f 1 \n', [['a', '1 ', 1]]],
    [
      'only one separator',
      'a==1\nb : :2',
      [
        ['a', '=1', 1],
        ['b', ':2', 2],
      ],
    ],
    [
      'no value',
      'a\nb=\n',
      [
        ['a', '', 1],
        ['b', '', 2],
      ],
    ],
    ['an empty key', '=1', [['', '1', 1]]],
    ['comments and blank lines', '# a=1\n\n   ! b=2\n \t\nc=3', [['c', '3', 5]]],
    ['comments that end in a backslash', '# a\\\nb=2', [['b', '2', 2]]],
    [
      'line ends of every kind',
      'a=1\r\nb=2\rc=3\n\rd=4',
      [
        ['a', '1', 1],
        ['b', '2', 2],
        ['c', '3', 3],
        ['d', '4', 5],
      ],
    ],
    [
      'continuations',
      'a=1,\\\n   2,\\\r\n\t3\nb=4',
      [
        ['a', '1,2,3', 1],
        ['b', '4', 4],
      ],
    ],
    ['a continuation that looks like a comment', 'a=1\\\n#2', [['a', '1#2', 1]]],
    [
      'a continuation that is blank',
      'a=1\\\n   \nb=2',
      [
        ['a', '1', 1],
        ['b', '2', 3],
      ],
    ],
    [
      'an even number of backslashes',
      'a=1\\\\\nb=2',
      [
        ['a', '1\\', 1],
        ['b', '2', 2],
      ],
    ],
    ['a backslash at the very end', 'a=1\\', [['a', '1', 1]]],
    ['escapes', 'a=\\t\\n\\r\\f\\q\\\\\\u00e9', [['a', '\t\n\r\fq\\\u00e9', 1]]],
    ['escaped separators in a key', 'a\\ b\\=c\\:d=1', [['a b=c:d', '1', 1]]],
    ['an escaped u behind a backslash', 'a=C:\\\\users', [['a', 'C:\\users', 1]]],
    [
      'names of Object.prototype',
      '__proto__=1\nconstructor=2',
      [
        ['__proto__', '1', 1],
        ['constructor', '2', 2],
      ],
    ],
    [
      'duplicates, all of them',
      'a=1\na=2',
      [
        ['a', '1', 1],
        ['a', '2', 2],
      ],
    ],
    ['a placeholder, as it stands', 'a=${env.HOME}', [['a', '${env.HOME}', 1]]],
  ])('%s', (_name, text, expected) => {
    expect(propertiesOf(text).map(({ key, value, line }) => [key, value, line])).toEqual(expected)
  })

  test.each(['a=1\nb=\\u12', 'a=1\n\\u00g0=2', 'x\ny=\\\n\\u'])('Y20: half a \\u escape is refused with its line: %j', (text) => {
    expect(() => propertiesOf(text)).toThrow(FormatError)
    expect(() => propertiesOf(text)).toThrow('line 2')
  })

  test.each([
    ['a single line', `a=${'x'.repeat(10 * 1024 * 1024)}`],
    ['one line continued over and over', `a=${'xxxxxxx\\\n'.repeat(1024 * 1024)}`],
    ['backslashes only', `a=${'\\'.repeat(10 * 1024 * 1024)}`],
  ])('Y20: 10 MB in %s is a limit, and soon', (_name, text) => {
    const started = performance.now()
    expect(() => propertiesOf(text)).toThrow(expect.objectContaining({ kind: 'limit' }))
    expect(performance.now() - started).toBeLessThan(8_000)
  })

  test('8 million blank lines are read soon', () => {
    const started = performance.now()
    expect(propertiesOf(`${'\n'.repeat(8 * 1024 * 1024)}a=1`)).toEqual([{ key: 'a', value: '1', line: 8 * 1024 * 1024 + 1 }])
    expect(performance.now() - started).toBeLessThan(10_000)
  })
})
