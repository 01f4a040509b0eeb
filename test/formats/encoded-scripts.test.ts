import { describe, expect, it } from 'vitest'
import { encodedScriptsIn } from '../../src/formats/encoded-scripts.ts'

const BASE64 = Buffer.from('import javax.servlet.Filter // ÿ>?').toString('base64')
const TEXT = 'import javax.servlet.Filter // ÿ>?'
const scriptsIn = (text: string): readonly (readonly [string, string | null])[] =>
  encodedScriptsIn(text).map(({ bytes, language }) => [Buffer.from(bytes).toString(), language])

describe('scripts in base64 in JSON', () => {
  it.for<{ readonly name: string; readonly text: string; readonly found: readonly string[] }>([
    { name: 'one string', text: JSON.stringify({ data: { script: BASE64 } }), found: [TEXT] },
    { name: 'a list of strings', text: JSON.stringify({ script: [BASE64.slice(0, 8), BASE64.slice(8)] }, null, 2), found: [TEXT] },
    { name: 'several', text: JSON.stringify([{ script: BASE64 }, { script: 'Zm9v' }]), found: [TEXT, 'foo'] },
    {
      name: 'escaped as some writers do',
      text: `{"script":"${BASE64.replaceAll('/', String.raw`\/`)
        .replaceAll('+', String.raw`\u002B`)
        .replaceAll('=', String.raw`\u003d`)}\\n"}`,
      found: [TEXT],
    },
    { name: 'without padding', text: `{"script":"${Buffer.from('foo1').toString('base64').replaceAll('=', '')}"}`, found: ['foo1'] },
    { name: 'cut within', text: `{"script":"${BASE64.slice(0, 36)}`, found: [TEXT.slice(0, 27)] },
    { name: 'no base64: a plain script', text: JSON.stringify({ script: 'import javax.servlet.Filter' }), found: [] },
    { name: 'no base64: lines of a plain script', text: JSON.stringify({ script: ['var a = 1', 'var b = 2;'] }), found: [] },
    { name: 'no base64: a stray character', text: `{"script":"${BASE64}!"}`, found: [] },
    { name: 'empty', text: '{"script":""}', found: [] },
    { name: 'an object', text: '{"script":{"$inline":"a.js"}}', found: [] },
    { name: 'another member', text: `{"scripts":"${BASE64}","description":"${BASE64}"}`, found: [] },
  ])('$name', ({ text, found }) => {
    expect(scriptsIn(text).map(([script]) => script)).toEqual(found)
  })

  it('have the language that stands nearest', () => {
    const one = { language: 'GROOVY', name: 'a', script: 'Zm9v' }
    const other = { script: 'YmFy', name: 'b', language: 'JAVASCRIPT' }
    expect(scriptsIn(JSON.stringify([one, other, { script: 'Zm9v' }, { name: 'x', script: 'YmF6' }]))).toEqual([
      ['foo', 'GROOVY'],
      ['bar', 'JAVASCRIPT'],
      ['foo', 'JAVASCRIPT'],
      ['baz', null],
    ])
  })

  it('are found in bounded time, whatever is written', () => {
    const begun = process.cpuUsage()
    for (const text of ['"script":"', '"script":["",', '"script" ', '"script":"\\', '"language":"'])
      expect(encodedScriptsIn(text.repeat(300_000)).length).toBeGreaterThanOrEqual(0)
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(5)
  })
})
