import { inspect } from 'node:util'
import { readFile } from 'node:fs/promises'
import { describe, expect, test } from 'vitest'
import { FactError } from '../../src/core/fact-error.ts'
import { FormatError } from '../../src/formats/format-error.ts'
import type { FormatErrorKind } from '../../src/formats/format-error.ts'
import { factErrorOf } from '../../src/sessions/fact-error-of.ts'

const withCode = (code: unknown): Error => Object.assign(new Error('text with a password in it'), { code })

describe('factErrorOf', () => {
  test.each([
    ['ENOENT', 'missing-evidence'],
    ['ENOTDIR', 'missing-evidence'],
    ['EACCES', 'permission-denied'],
    ['EPERM', 'permission-denied'],
    ['ERR_ACCESS_DENIED', 'permission-denied'],
    ['ELOOP', 'ambiguous'],
    ['EISDIR', 'unsupported'],
    ['ENAMETOOLONG', 'limit'],
    ['ESTALE', 'changed'],
    ['EIO', 'unreachable'],
    ['ESOMETHING', 'internal'],
    ['not a code at all; quoted text', 'internal'],
    [7, 'internal'],
    ['constructor', 'internal'],
  ])('%s is %s, and the text of the error stays out', (code, reason) => {
    const error = factErrorOf(withCode(code), 'the file x')
    expect(error).toMatchObject({ code: reason, name: 'FactError', message: expect.stringMatching(/^the file x: /) })
    expect(inspect(error)).not.toMatch(/password|quoted/)
  })

  test.each<FormatErrorKind>(['parse-failed', 'limit', 'unsupported', 'ambiguous'])('a FormatError of kind %s keeps kind and text', (kind) => {
    expect(factErrorOf(new FormatError(kind, 'is odd'), 'x.jks')).toMatchObject({ code: kind, message: 'x.jks: is odd' })
  })

  test('a FactError stays as it is', () => {
    const error = new FactError('timeout', 'late')
    expect(factErrorOf(error, 'x')).toBe(error)
  })

  test.each([undefined, null, 'text', 7, { code: 'ENOENT' }])('%j was thrown: internal', (thrown) => {
    expect(factErrorOf(thrown, 'x').code).toBe('internal')
  })

  test('real errors of the file system', async () => {
    const missing: unknown = await readFile('no-such-directory/file').catch((error: unknown) => error)
    const directory: unknown = await readFile('.').catch((error: unknown) => error)
    expect([missing, directory].map((error) => factErrorOf(error, 'x').code)).toEqual(['missing-evidence', 'unsupported'])
  })
})
