import { describe, expect, test } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { mysqlListOf } from '../../src/formats/mysql-list.ts'

describe('mysqlListOf', () => {
  test.each<[string, readonly (readonly (string | null)[])[]]>([
    ['', []],
    ["'a',1,NULL;", [['a', '1', null]]],
    ["'';", [['']]],
    ["'NULL',NULL;", [['NULL', null]]],
    [String.raw`'it\'s';`, [["it's"]]],
    [String.raw`'a\\','b\\\'';`, [['a\\', String.raw`b\'`]]],
    [String.raw`'\0\Z';`, [['\0\u001A']]],
    ["'a;b,c';'Größe 😀';", [['a;b,c'], ['Größe 😀']]],
  ])('reads %s', (text, items) => {
    expect(mysqlListOf(text)).toEqual(items)
  })

  const whole = String.raw`'it\'s',12,NULL,'x;y';'b',3,NULL,'';`
  test('tells every list that is cut, but at the end of an item', () => {
    for (let length = 1; length < whole.length; length++) {
      const cut = whole.slice(0, length)
      if (cut === String.raw`'it\'s',12,NULL,'x;y';`) expect(mysqlListOf(cut)).toHaveLength(1)
      else expect(() => mysqlListOf(cut)).toThrow(FormatError)
    }
  })

  test.each(['a;', "'a'b;", '1.5;', 'NUL;', "'a',;", ';'])('does not understand %s', (text) => {
    expect(() => mysqlListOf(text)).toThrow(FormatError)
  })
})
