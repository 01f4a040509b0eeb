import { describe, expect, it } from 'vitest'
import { scrubberOf } from '../../src/core/scrubber.ts'

const PASSWORD = 'Tr0ub4dor&3 "<\u00fc>\'/'
const strong = (value: string) => ({ value, weak: false })
const utf16 = Buffer.from(PASSWORD, 'utf16le')

const FORMS: readonly (readonly [name: string, text: string])[] = [
  ['raw', PASSWORD],
  ['base64', Buffer.from(PASSWORD).toString('base64')],
  ['base64url', Buffer.from(PASSWORD).toString('base64url')],
  ['base64 one byte into a longer value', Buffer.from(`:${PASSWORD}:`).toString('base64')],
  ['base64 two bytes into a longer value', Buffer.from(`u:${PASSWORD}!!`).toString('base64')],
  ['base64 of Basic credentials', Buffer.from(`admin:${PASSWORD}`).toString('base64')],
  ['base64url two bytes into a longer value', Buffer.from(`u:${PASSWORD}!!`).toString('base64url')],
  ['hex', Buffer.from(PASSWORD).toString('hex')],
  ['HEX', Buffer.from(PASSWORD).toString('hex').toUpperCase()],
  ['URL', encodeURIComponent(PASSWORD)],
  ['URL, lower case', encodeURIComponent(PASSWORD).toLowerCase().replace('tr0ub4dor', 'Tr0ub4dor')],
  ['form', new URLSearchParams({ p: PASSWORD }).toString().slice(2)],
  ['JSON', JSON.stringify(PASSWORD).slice(1, -1)],
  ['JSON in JSON', JSON.stringify(JSON.stringify(PASSWORD)).slice(3, -3)],
  ['JSON in ASCII', JSON.stringify(PASSWORD).slice(1, -1).replace('\u00fc', '\\u00fc')],
  ['XML attribute', PASSWORD.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('"', '&quot;').replace("'", '&#39;')],
  ['XML text', PASSWORD.replace('&', '&amp;').replace('<', '&lt;')],
  ['UTF-16LE hex', utf16.toString('hex')],
  ['UTF-16LE HEX', utf16.toString('hex').toUpperCase()],
  ['UTF-16LE base64', utf16.toString('base64')],
  ['UTF-16LE base64 within more', Buffer.concat([Buffer.from('x'), utf16, Buffer.from('y')]).toString('base64')],
]

describe('scrubberOf', () => {
  const scrubber = scrubberOf([strong(PASSWORD), strong('second-secret')])

  it.each(FORMS)('masks and finds %s', (_name, form) => {
    const text = `before ${form} after`
    expect(scrubber.found(text)).toBe(true)
    const masked = scrubber.mask(text)
    expect(masked).toContain('[secret]')
    expect(masked.startsWith('before ')).toBe(true)
    expect(masked.endsWith(' after')).toBe(true)
    // What is left of an encoded longer value is at most the characters at its two edges.
    expect(masked.length).toBeLessThanOrEqual('before [secret] after'.length + 24)
    expect(scrubber.found(masked)).toBe(false)
  })

  it('leaves text without a secret as it is', () => {
    const text = 'nothing here: Tr0ub4dor&4, second-secre, \u00fc'
    expect(scrubber.mask(text)).toBe(text)
    expect(scrubber.found(text)).toBe(false)
  })

  it('masks several secrets, and secrets within and across each other', () => {
    const several = scrubberOf([strong('abcdefgh'), strong('efghijkl'), strong('abcdefghXYZ')])
    expect(several.mask('1 abcdefgh 2 efghijkl 3')).toBe('1 [secret] 2 [secret] 3')
    expect(several.mask('<abcdefghijkl>')).toBe('<[secret]>')
    expect(several.mask('<abcdefghXYZ>')).toBe('<[secret]>')
    expect(several.mask('abcdefghabcdefgh')).toBe('[secret]')
  })

  it('masks weak secrets without ever taking them for a leak', () => {
    const weak = scrubberOf([{ value: 'changeit', weak: true }])
    expect(weak.mask('storepass=changeit')).toBe('storepass=[secret]')
    expect(weak.found('storepass=changeit')).toBe(false)
  })

  it('masks exempt values without taking them for a leak', () => {
    const exempt = scrubberOf([strong('directenctest')], new Set(['directenctest']))
    expect(exempt.mask('alias directenctest')).toBe('alias [secret]')
    expect(exempt.found('alias directenctest')).toBe(false)
  })

  it('masks secrets of one to three characters as whole words only', () => {
    const short = scrubberOf([
      { value: 'a', weak: true },
      { value: 'a.b', weak: true },
    ])
    expect(short.mask('a database, password: a')).toBe('[secret] database, password: [secret]')
    expect(short.mask('pw=a.b')).toBe('pw=[secret]')
  })

  it('ignores empty secrets and works with none', () => {
    expect(scrubberOf([strong('')]).mask('text')).toBe('text')
    expect(scrubberOf([]).found('text')).toBe(false)
  })

  it('does not break on a secret with a lone surrogate', () => {
    expect(scrubberOf([strong('abcdefgh\ud800')]).mask('x abcdefgh\ud800 y')).toBe('x [secret] y')
  })

  it('takes 16 MB and fifty secrets in seconds, not minutes', () => {
    const secrets = Array.from({ length: 50 }, (_, index) => strong(`correct horse battery ${index} staple`))
    const text = `${'The quick brown fox jumps over "the" lazy dog. 0123456789abcdef '.repeat(262_144)}correct horse battery 49 staple`
    const many = scrubberOf(secrets)
    const started = performance.now()
    expect(many.found(text)).toBe(true)
    expect(many.mask(text).endsWith(' [secret]')).toBe(true)
    expect(performance.now() - started).toBeLessThan(8_000)
  })
})
