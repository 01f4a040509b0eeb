import {
  amAnswers,
  conversionPlaces,
  defineCheck,
  integer,
  judged,
  object,
  own,
  ownIfNamed,
  serverXml,
  undetermined,
  type CheckFinding,
  type ConversionPlaces,
  type Judgement,
  type ValueOf,
} from '../../src/api.ts'
import { GATEWAY, isOfAm, isUpgradePage, said } from './data/am-answers.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'

const MINUTE = 60_000

/** Whether one directory is the other, or lies in it. */
const overlap = (one: string, other: string): boolean => one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`)

export default defineCheck({
  id: 'pingam/instance-running',
  title: 'amupgrade works on files that nobody writes, and AM is stopped before they are exchanged',
  why: 'amupgrade cannot upgrade a running AM instance: what is written while it reads is lost or half read, and files exchanged under a running AM are overwritten by it or mixed with its own',
  remedy:
    'For the conversion, give amupgrade a directory of its own to write to (-o) and let nobody change the configuration it reads (-i); before the files are exchanged, stop AM or its container',
  references: [
    { title: UPGRADE_PAGE, section: 'amupgrade' },
    { title: UPGRADE_PAGE, section: 'Upgrade from a file-based configuration, steps 1 and 2' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'blocker' },
  steps: ['convert', 'swap'],
  when: { option: 'route', in: ['amster', 'file-based'] },
  parameters: object({ quietMinutes: integer('for how long nothing in the input of amupgrade must have been written', 1, 100_000) }),
  defaults: { quietMinutes: 2 },
  facts: { answers: own(amAnswers), places: ownIfNamed(conversionPlaces), container: ownIfNamed(serverXml, { which: 'current' }) },
  messages: {
    running: 'AM answers at {url} ({said}): it is still running',
    answers: 'something still answers at {url} ({said})',
    written: '{file} in {path} was written {seconds} seconds before the audit: something writes the input of amupgrade',
    live: 'AM answers at {url} and keeps its configuration in {path}: what is changed there from now on is not in the output of amupgrade',
    outputIsLive: 'the output of amupgrade ({output}) is, or overlaps, the live directory {path}',
    outputIsInput: 'the output of amupgrade ({output}) is, or overlaps, its input {path}',
  },
  traps: {
    refused: 'a connection that is refused is the proof that it is stopped; anything else is none',
    'proxy-in-front': 'a proxy that answers in place of a stopped AM is an error, not a pass and not a failure',
    'not-ready': 'AM that answers 503 itself is running',
    undeployed: 'a container that answers 404 is running',
    'wrong-port': 'a connection that is refused at a port none of the connectors has says nothing of the instance',
    'upgrade-page': 'AM that redirects to its upgrader is running',
    'output-is-live': 'amupgrade would write into the live directory: the same, one in the other, or through a link',
    'output-beside': 'a directory whose name only begins the same',
    'being-written': 'a file of the input was written a moment ago',
    'step-convert': 'in the step convert AM may still run, on files that are quiet',
    'step-swap': 'in the step swap the places of amupgrade no longer matter',
    'no-input': 'an input that is not there or empty cannot be judged',
    'from-the-future': 'a file newer than the audit: a clock is wrong',
    'input-by-route': 'on the Amster route the export is the input, and the services directory is not',
  },
  evaluate: ({ facts: { answers, places, container }, options, step, parameters, now, finding }) => {
    const { url } = answers
    const findings: CheckFinding[] = []
    const unknown: Judgement[] = []
    const seen: string[] = []
    const probes = answers.state === 'answers' ? answers.probes : []
    const ofAm = probes.some((probe) => isOfAm(probe) || (probe.location !== null && isUpgradePage(probe.location)))

    if (step !== 'convert') {
      const reaction = probes.map(said).join(', ')
      const ports = portsOf(container)
      if (answers.state === 'refused' && container !== null && ports !== null && !ports.includes(portIn(url)))
        unknown.push(
          undetermined(
            'ambiguous',
            `nothing answers at ${url}, but no connector of ${container.path} has that port (${ports.join(', ')}): give the URL of the instance itself as url`,
          ),
        )
      else if (answers.state === 'refused') seen.push(`nothing answers at ${url}: the connection is refused`)
      else if (!ofAm && probes.every(({ status }) => GATEWAY.includes(status)))
        unknown.push(
          undetermined(
            'ambiguous',
            `${url} answers ${reaction}, as a proxy does for a server that is stopped, or a server that is starting; give the URL of the instance itself as url`,
          ),
        )
      else findings.push(finding(ofAm ? 'running' : 'answers', { url, said: reaction }, { subject: url, actual: reaction, location: { url } }))
    }

    if (step !== 'swap') {
      const fileBased = options['route'] === 'file-based'
      const input = (fileBased ? places?.services : places?.exported) ?? null
      const missing = inputProblem(places, input, fileBased, now)
      if (missing !== null) unknown.push(missing)
      if (places !== null) {
        const { services, output } = places
        const at = { subject: output.path, location: { path: output.path } }
        if (services !== null && overlap(output.resolved, services.resolved))
          findings.push(finding('outputIsLive', { output: output.path, path: services.path }, at))
        else if (input !== null && overlap(output.resolved, input.resolved))
          findings.push(finding('outputIsInput', { output: output.path, path: input.path }, at))
      }
      if (input !== null && input.newest !== null && missing === null) {
        const { path, newest, files } = input
        const age = now - newest.modifiedAt
        const file = `${path}/${newest.path}`
        if (age < parameters.quietMinutes * MINUTE)
          findings.push(
            finding(
              'written',
              { file: newest.path, path, seconds: Math.max(0, Math.floor(age / 1000)) },
              { subject: file, location: { path: file } },
            ),
          )
        seen.push(
          `${files} files in ${path}, the last written ${Math.floor(age / MINUTE)} minutes before; the output goes to ${places?.output.path ?? ''}`,
        )
      }
      if (step === 'convert' && fileBased && ofAm && input !== null)
        findings.push(finding('live', { url, path: input.path }, { subject: input.path, severity: 'medium', location: { path: input.path } }))
    }
    // A failure stands whatever else could not be told; a lesser finding does not hide that it could not.
    const [first] = unknown
    if (first !== undefined && findings.every(({ severity }) => severity !== undefined)) return first
    return judged(seen.join('; '), findings, 'blocker')
  },
})

const portIn = (url: string): number => {
  const { port, protocol } = new URL(url)
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
}

/** Ports that the connectors of a Tomcat listen on; null when there is none, or one of them is not written as a number. */
const portsOf = (container: ValueOf<typeof serverXml> | null): readonly number[] | null => {
  const ports = (container?.connectors ?? []).map(({ attributes }) => attributes.find(({ name }) => name === 'port')?.value ?? '')
  return ports.length === 0 || ports.some((port) => !/^\d{1,5}$/.test(port)) ? null : ports.map(Number)
}

/** Why what amupgrade reads cannot be judged; null when it can. */
const inputProblem = (places: ConversionPlaces | null, input: ConversionPlaces['services'], fileBased: boolean, now: number): Judgement | null => {
  if (places === null) return undetermined('missing-evidence', 'where amupgrade writes to is not known: name its output directory as upgradedConfig')
  if (input === null)
    return undetermined('missing-evidence', `what amupgrade reads is not known: name it as ${fileBased ? 'config' : 'amsterExport'}`)
  const { path, newest } = input
  if (newest === null) return undetermined('missing-evidence', `there is no file in ${path}, which amupgrade is to read`)
  return newest.modifiedAt > now + MINUTE
    ? undetermined('ambiguous', `${path}/${newest.path} was written after the audit by its time; a clock is wrong`)
    : null
}
