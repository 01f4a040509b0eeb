import { describe, expect, it } from 'vitest'
import { matchesGlob } from '../../src/core/glob.ts'

describe('matchesGlob', () => {
  it.for([
    ['pingam/transient-state-key', 'pingam/transient-state-key', true],
    ['pingam/transient-state-key', 'pingam/transient-state-key-shared', false],
    ['pingam/transient-*', 'pingam/transient-state-key', true],
    ['*-key', 'pingam/transient-state-key', true],
    ['*', 'pingam/version', true],
    ['pingam/*', 'common/version', false],
    ['ping', 'pingam/version', false],
    ['pingam/version.', 'pingam/versions', false],
    ['[a-z]*', 'pingam/version', false],
    ['(own|pingam)/version', 'pingam/version', false],
    ['own/a+b', 'own/a+b', true],
    ['own\\', 'own\\', true],
    ['', 'pingam/version', false],
  ] as const)('"%s" against "%s": %s', ([glob, id, matches]) => {
    expect(matchesGlob(glob, id)).toBe(matches)
  })

  it('takes every printable character of ASCII for itself', () => {
    for (let code = 0x20; code < 0x7f; code += 1) {
      const character = String.fromCharCode(code)
      expect(matchesGlob(`own/${character}`, `own/${character}`), character).toBe(true)
    }
  })
})
