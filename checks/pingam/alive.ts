import { amAnswers, defineCheck, judged, own, undetermined } from '../../src/api.ts'
import { ALIVE_PAGE, DENIED, isOfAm, isRedirect, MONITORING_PAGE, said, type Probe } from './data/am-answers.ts'

export default defineCheck({
  id: 'pingam/alive',
  title: 'AM is up and ready for requests',
  why: 'An instance that does not answer, or answers that it is not ready, serves nobody: a load balancer takes it out, or sends users to it in vain',
  remedy:
    'Read the logs of AM and of its container; an instance that is alive and not ready waits for its directory servers. Where something in front of AM answers, give its own URL as url',
  references: [
    { title: MONITORING_PAGE, section: 'Check the status of an AM instance' },
    { title: 'PingAM 8.1: Upgrade AM instances', section: 'After upgrade' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'post-upgrade': 'high', compliance: 'high' },
  facts: { answers: own(amAnswers) },
  messages: {
    down: 'nothing answers at {url}: the connection is refused',
    status: '{url} answers {said} to {paths}; AM that is well answers 200',
    unexpected: '{url} answers {said} to {paths}, which AM does not: something else answers there',
    redirected: '{url} answers {said} to {paths}, and AM that is well answers 200; it was not followed',
  },
  traps: {
    'login-page': 'an HTML page with status 200 in place of an answer of AM',
    'any-200': 'an empty 200 that nothing shows to be of AM is an error, not a pass',
    'no-alive-page': 'isAlive.jsp is not there: AM 8.1 may have done away with it',
    'store-down': 'isAlive.jsp answers 500 when the configuration store is down',
    'alive-not-ready': 'alive and not ready',
    refused: 'a connection that is refused is a failure; one that times out is an error of the fact',
    'not-deployed': 'the container answers 404 for everything',
    denied: 'a filter in front that lets nobody ask is an error',
    'to-https': 'a redirect elsewhere is no answer either',
    'one-cause': 'the same answer to all of them is told once',
    'alive-page-elsewhere': 'isAlive.jsp of another application',
  },
  evaluate: ({ facts: { answers }, finding }) => {
    const { url } = answers
    if (answers.state === 'refused') return judged('', [finding('down', { url }, { subject: url, location: { url } })], 'high')
    const asked = answers.probes.filter(({ path, status }) => path !== ALIVE_PAGE || status !== 404)
    const faults = asked.flatMap((probe) => {
      const id = faultOf(probe)
      return id === null ? [] : [{ id, path: probe.path, said: said(probe) }]
    })
    const findings = [...Map.groupBy(faults, ({ id, said: answer }) => `${id} ${answer}`).values()].flatMap(([first, ...more]) => {
      if (first === undefined) return []
      const paths = [first, ...more].map(({ path }) => path).join(', ')
      const at = more.length === 0 ? `${url}${first.path}` : url
      const place = { subject: at, expected: '200', actual: first.said, location: { url: at } }
      return [finding(first.id, { url, paths, said: first.said }, place)]
    })
    if (findings.length > 0) return judged('', findings, 'high')
    const denied = asked.find(({ status }) => DENIED.includes(status))
    if (denied !== undefined)
      return undetermined(
        'permission-denied',
        `${url}${denied.path} answers ${denied.status}: something in front of AM does not let it be asked; give its own URL as url`,
      )
    const strange = asked.find((probe) => !isOfAm(probe))
    if (strange !== undefined)
      return undetermined('ambiguous', `${url}${strange.path} answers ${said(strange)}, and nothing shows that it is AM that answers`)
    return judged(`${asked.map(({ path, status }) => `${path} ${status}`).join(', ')} at ${url}`, [], 'high')
  },
})

/** The message for an answer that is none of AM's when it is well; null for those that are, or that do not tell. */
const faultOf = (probe: Probe): 'status' | 'unexpected' | 'redirected' | null => {
  if (isRedirect(probe)) return 'redirected'
  if (DENIED.includes(probe.status)) return null
  if (probe.status !== 200) return 'status'
  return isOfAm(probe) || probe.body === 'empty' || probe.body === 'json' ? null : 'unexpected'
}
