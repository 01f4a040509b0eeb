import { defineNetworkCollector, known } from '../core/collector.ts'
import { ConnectionRefused, FactError } from '../core/fact-error.ts'
import type { HttpAnswer, HttpSession } from '../core/network.ts'
import { amAnswers, type AmAnswers } from '../facts/am-answers.ts'
import { HTTP_REQUESTS } from '../statements/http.ts'
import { requestTouches } from './support/network-touches.ts'

type Probe = Extract<AmAnswers, { state: 'answers' }>['probes'][number]

const PROBES = [HTTP_REQUESTS.amLive, HTTP_REQUESTS.amReady, HTTP_REQUESTS.amAlivePage] as const

export default defineNetworkCollector({
  fact: amAnswers,
  type: 'pingam',
  needs: ({ fields }) => (fields.url === undefined ? 'url' : null),
  touches: ({ fields }) => requestTouches(fields, PROBES),
  collect: async ({ target: { fields }, network: { http } }) => {
    const { url = '' } = fields
    const answers: (HttpAnswer | null)[] = []
    for (const request of PROBES) answers.push(await answerTo(http, request))
    const [first] = answers
    if (answers.every((answer) => answer === null)) return known({ url, state: 'refused' as const })
    const probes = PROBES.flatMap(({ path }, index): readonly Probe[] => {
      const answer = answers[index]
      return answer === null || answer === undefined ? [] : [probeOf(path, answer)]
    })
    if (first === null || first === undefined || probes.length < PROBES.length)
      throw new FactError('changed', `${url}: it answered some probes and refused the connection for others; it is being started or stopped`)
    const skew = first.date === null ? {} : { clockSkew: Math.round((first.date - Date.now()) / 1000) }
    return known({ url, state: 'answers' as const, transport: first.transport, probes, ...skew })
  },
})

/** Null when nothing listens there: to some checks that is an answer, while a time-out or an unknown name is none. */
const answerTo = async (http: HttpSession, request: (typeof PROBES)[number]): Promise<HttpAnswer | null> => {
  try {
    return await http.get(request)
  } catch (error) {
    if (error instanceof ConnectionRefused) return null
    throw error
  }
}

const probeOf = (path: string, { status, location, contentType, apiVersion, body }: HttpAnswer): Probe => ({
  path,
  status,
  location: location === null ? null : withoutSecrets(location),
  contentType: contentType?.slice(0, 200) ?? null,
  apiVersion: apiVersion?.slice(0, 200) ?? null,
  body: bodyKind(body),
})

/** Session ids stand in queries, fragments and parameters, and a password may stand before the host. */
const withoutSecrets = (location: string): string => location.replace(/[?#;].*$/s, '').replace(/^([a-z][a-z0-9+.-]*:)?\/\/[^/]*@/i, '$1//')

const bodyKind = (body: string | null): Probe['body'] => {
  if (body === null) return 'other'
  if (body.trim() === '') return 'empty'
  if (/\bServer is ALIVE\b/i.test(body)) return 'alive'
  if (isJson(body)) return 'json'
  return /<(?:!doctype|html|head|body)\b/i.test(body) ? 'html' : 'other'
}

const isJson = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
  } catch {
    return false
  }
}
