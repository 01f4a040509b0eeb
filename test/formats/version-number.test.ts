import { describe, expect, test } from 'vitest'
import { compareVersions, versionOf } from '../../src/formats/version-number.ts'

describe('versionOf', () => {
  test.each([
    ['8.1', [8, 1]],
    ['10.1.60', [10, 1, 60]],
    ['5.1.7.X', [5, 1, 7]],
    [' 21 ', [21]],
    ['08.010', [8, 10]],
  ])('reads %s', (text, expected) => {
    expect(versionOf(text)).toEqual(expected)
  })

  test.each(['', 'X', '8.', '.8', '8..1', '8.1-M2', '8.1.0-SNAPSHOT', 'v8.1', '1,2', '8.X.1', '99999999999', '-1', '1e3'])(
    'does not understand %j',
    (text) => {
      expect(versionOf(text)).toBeNull()
    },
  )
})

describe('compareVersions', () => {
  test.each([
    ['8.1', '8.1.0', 0],
    ['8.1', '8.0.2', 1],
    ['10.1.9', '10.1.60', -1],
    ['9.0.100', '10.0', -1],
    ['5.1.7.4', '5.1.7', 1],
  ])('%s against %s', (a, b, sign) => {
    expect(Math.sign(compareVersions(versionOf(a) ?? [], versionOf(b) ?? []))).toBe(sign)
    expect(Math.sign(compareVersions(versionOf(b) ?? [], versionOf(a) ?? []))).toBe(0 - sign)
  })
})
