import { defineNetworkCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import { jsonObjectOf } from '../core/json.ts'
import type { HttpAnswer } from '../core/network.ts'
import { releaseIn } from '../derived/am-libraries.ts'
import { amRestVersion } from '../facts/am-rest-version.ts'
import { HTTP_REQUESTS } from '../statements/http.ts'
import { requestTouches } from './support/network-touches.ts'

export default defineNetworkCollector({
  fact: amRestVersion,
  type: 'pingam',
  needs: ({ fields }) => (fields.token === undefined ? 'token' : fields.url === undefined ? 'url' : null),
  touches: ({ fields }) => requestTouches(fields, [HTTP_REQUESTS.amVersion]),
  collect: async ({ target: { fields }, network: { http } }) => {
    const { url = '' } = fields
    const answer = await http.get(HTTP_REQUESTS.amVersion)
    const refusal = refusalOf(answer)
    if (refusal !== null) throw new FactError(refusal[0], `${url}${HTTP_REQUESTS.amVersion.path}: ${refusal[1]}`)
    const said = documentIn(answer, url)
    const text = (name: string, most: number): string | null => {
      const value = said[name]
      return typeof value === 'string' ? value.slice(0, most) : null
    }
    const version = releaseIn(text('version', 64) ?? '')
    if (version === null) throw new FactError('parse-failed', `${url}${HTTP_REQUESTS.amVersion.path}: the answer names no release that is understood`)
    return known({
      url,
      version,
      fullVersion: text('fullVersion', 400),
      revision: text('revision', 200),
      date: text('date', 200),
      transport: answer.transport,
    })
  },
})

/** Why an answer is not the one of an administrator; null when it is. */
const refusalOf = ({ status, location }: HttpAnswer): readonly ['auth-failed' | 'permission-denied' | 'unreachable', string] | null => {
  if (status === 200) return null
  if (status === 401) return ['auth-failed', 'AM does not take the token (401); it may have expired: get a new one and name it as token']
  if (status === 403) return ['permission-denied', 'the token is not that of an administrator (403)']
  if (status >= 300 && status < 400 && location !== null)
    return ['unreachable', `AM answers with a redirect to ${location.replace(/[?#;].*$/s, '').slice(0, 200)}, which is never followed`]
  return ['unreachable', `AM answers ${status} in place of its version`]
}

const documentIn = ({ body }: HttpAnswer, url: string) => {
  try {
    return jsonObjectOf(JSON.parse(body ?? ''))
  } catch {
    throw new FactError('parse-failed', `${url}${HTTP_REQUESTS.amVersion.path}: the answer is not JSON; something in front of AM may have given it`)
  }
}
