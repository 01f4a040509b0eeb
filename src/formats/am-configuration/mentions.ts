import { AUTHENTICATION_MENTIONS } from './authentication.ts'
import { FEATURE_MENTIONS } from './feature.ts'
import { IDENTITY_STORE_MENTIONS } from './identity-store.ts'
import { SCRIPT_MENTIONS } from './script.ts'
import { ENGINE_MENTIONS } from './script-engine.ts'
import { SERVER_MENTIONS } from './server.ts'

/** What a document may be about, each with the words of which every such document holds one. */
const MENTIONS = {
  authentication: AUTHENTICATION_MENTIONS,
  features: FEATURE_MENTIONS,
  identityStores: IDENTITY_STORE_MENTIONS,
  scripts: SCRIPT_MENTIONS,
  scriptEngines: ENGINE_MENTIONS,
  servers: SERVER_MENTIONS,
} as const satisfies Record<string, readonly string[]>

export type Subject = keyof typeof MENTIONS

/**
 * A question to a text: whether it holds one of a few words. A word may be spelt with escapes, which is rare: then the answer is yes, and the document is
 * understood in full.
 */
const holdsOneOf = (words: readonly string[]): ((text: string) => boolean) => {
  const all = [...new Set([...words, '\\u00'])]
  // V8 skips through a text the faster the less the first letters of the words differ: three passes take two thirds of the time of one.
  const patterns = [/^[a-z]/, /^[A-Z]/, /^[^a-zA-Z]/].flatMap((start) => {
    const some = all.filter((word) => start.test(word))
    return some.length === 0 ? [] : [new RegExp(some.map((word) => word.replaceAll(/\W/g, '\\$&')).join('|'))]
  })
  return (text) => patterns.some((pattern) => pattern.test(text))
}

/** Whether a text may be about any subject: of most of thousands of files it is not, and that is asked once for all facts. */
export const isAboutAny = holdsOneOf(Object.values(MENTIONS).flat())

/** Whether a text may be about one subject. */
export const isAbout = (subject: Subject): ((text: string) => boolean) => holdsOneOf(MENTIONS[subject])
