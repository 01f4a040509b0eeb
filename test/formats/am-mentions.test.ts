import { describe, expect, it } from 'vitest'
import { ENGINE_MENTIONS } from '../../src/formats/am-configuration/script-engine.ts'
import { FEATURE_MENTIONS } from '../../src/formats/am-configuration/feature.ts'
import { SERVER_MENTIONS } from '../../src/formats/am-configuration/server.ts'
import { isAbout, isAboutAny } from '../../src/formats/am-configuration/mentions.ts'

describe('what a text may be about', () => {
  it.each([
    ['servers', SERVER_MENTIONS],
    ['features', FEATURE_MENTIONS],
    ['scriptEngines', ENGINE_MENTIONS],
  ] as const)('%s, with any of their words, and then it is of interest at all', (subject, words) => {
    for (const word of words) {
      expect(isAbout(subject)(`{"a": ${word}}`)).toBe(true)
      expect(isAboutAny(`{"a": ${word}}`)).toBe(true)
    }
  })

  it('anything, when a word may be spelt with escapes', () => {
    expect(isAbout('scripts')(String.raw`{"\u0073cript": 1}`)).toBe(true)
    expect(isAboutAny(String.raw`{"\u0073cript": 1}`)).toBe(true)
  })

  it('nothing of interest', () => {
    expect(isAboutAny('{"metadata": {}, "data": {"scripts": 1, "url": "http://am"}}')).toBe(false)
    expect(isAbout('servers')('{"script": 1}')).toBe(false)
  })
})
