import { describe, expect, it } from 'vitest'
import { expandedOf, isAbsolutePath } from '../../src/formats/config-expression.ts'

const variables = { env: { AM_HOME: '/env', PLAIN: 'p' }, properties: { 'am.port': '8080', 'same.name': 'a', BASE_DIR: '/base', inner: 'am.port' } }

describe('expandedOf', () => {
  it.each([
    ['no expression', 'no expression', []],
    ['&{am.home}/x', '/env/x', []],
    ['&{am-home}', '/env', []],
    ['&{am.port|1}', '8080', []],
    ['&{unknown|8080}', null, ['unknown']],
    ['&{unknown|&{am.port}}', null, ['unknown']],
    ['&{a}-&{b}-&{a}', null, ['a', 'b']],
    ['&{&{inner}}', '8080', []],
    ['$env{PLAIN}', 'p', []],
    ['${env.PLAIN}', 'p', []],
    ['$env{am.port}', null, ['am.port']],
    ['$sys{am.port}${am.port}', '80808080', []],
    ['%BASE_DIR%/x', '/base/x', []],
    ['100% & more', '100% & more', []],
    ['&{toString}', null, ['toString']],
    ['&{never closed', null, ['&{never closed']],
  ])('%s', (source, text, unresolved) => {
    expect(expandedOf(source, variables)).toEqual({ text, unresolved })
  })

  it('two different values for one name are none', () => {
    expect(expandedOf('&{am.port}', { ...variables, env: { AM_PORT: '9090' } }).text).toBeNull()
    expect(expandedOf('&{am.port}', { ...variables, env: { AM_PORT: '8080' } }).text).toBe('8080')
  })

  it('deep nesting ends', () => {
    expect(expandedOf('&{'.repeat(5000) + '}'.repeat(5000), variables).text).toBeNull()
  })
})

describe('isAbsolutePath', () => {
  it.each([
    ['/a', true],
    ['C:/a', true],
    ['C:\\a', true],
    ['\\\\server\\share', true],
    ['a/b', false],
    ['C:a', false],
    ['', false],
  ])('%s', (path, expected) => expect(isAbsolutePath(path)).toBe(expected))
})
