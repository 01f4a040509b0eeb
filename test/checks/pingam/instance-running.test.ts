import { describe, it } from 'vitest'
import check from '../../../checks/pingam/instance-running.ts'
import type { ConversionPlaces, serverXml, ValueOf } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { AM_URL, answering, everywhere, NOT_FOUND, redirected, REFUSED } from '../../support/am-answers.ts'

const NOW = Date.parse('2026-06-01T00:00:00Z')
const SERVICES = '/opt/am/config/services'
const EXPORT = '/srv/export'
type Container = ValueOf<typeof serverXml> | null
type Tree = NonNullable<ConversionPlaces['services']>

const tree = (path: string, change: Partial<Tree> = {}): Tree => ({
  path,
  resolved: path,
  state: 'present',
  files: 800,
  newest: { path: 'realm/root.json', modifiedAt: NOW - 3_600_000 },
  ...change,
})
const written = (secondsAgo: number): Partial<Tree> => ({ newest: { path: 'realm/root.json', modifiedAt: NOW - secondsAgo * 1000 } })
const places = (change: Partial<ConversionPlaces> = {}): ConversionPlaces => ({
  services: tree(SERVICES),
  exported: tree(EXPORT),
  output: { path: '/srv/upgraded', resolved: '/srv/upgraded' },
  ...change,
})
const to = (path: string, resolved = path) => places({ output: { path, resolved } })
const facts = (answers = REFUSED, where: ConversionPlaces | null = places(), container: Container = null) => ({ answers, places: where, container })
/** A Tomcat whose connectors have these ports. */
const listensOn = (...ports: readonly string[]): Container => ({
  path: '/opt/tomcat/conf/server.xml',
  connectors: ports.map((value) => ({
    line: 1,
    column: 1,
    attributes: [{ name: 'port', value, line: 1, column: 1 }],
    hostConfigs: 0,
    upgradeProtocols: [],
  })),
  classes: [],
  components: [],
})
const FILES = { route: 'file-based' }
const AMSTER = { route: 'amster' }
const convert = { step: 'convert', options: FILES }
const swap = { step: 'swap', options: FILES }

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'stopped, quiet and apart',
      options: FILES,
      facts: facts(),
      observed: `nothing answers at ${AM_URL}: the connection is refused; 800 files in ${SERVICES}, the last written 60 minutes before; the output goes to /srv/upgraded`,
    },
    { ...swap, name: 'stopped', trap: 'refused', facts: facts(), observed: /^nothing answers at .* refused$/ },
    {
      ...swap,
      name: 'stopped, with the new files being written to the live directory',
      trap: 'step-swap',
      facts: facts(REFUSED, places({ services: tree(SERVICES, written(1)), output: { path: SERVICES, resolved: SERVICES } })),
      observed: 'refused',
    },
    { ...swap, name: 'stopped, without places', facts: facts(REFUSED, null), observed: 'refused' },
    { ...swap, name: 'stopped, at a port of a connector', facts: facts(REFUSED, places(), listensOn('8080', '443')), observed: 'refused' },
    { ...swap, name: 'stopped, at a port that a variable gives', facts: facts(REFUSED, places(), listensOn('${port}')), observed: 'refused' },
    {
      name: 'an export while AM runs',
      trap: 'input-by-route',
      step: 'convert',
      options: AMSTER,
      facts: facts(answering(), places({ services: tree(SERVICES, written(1)) })),
      observed: `800 files in ${EXPORT}`,
    },
    {
      ...convert,
      name: 'beside the live directory',
      trap: 'output-beside',
      facts: facts(REFUSED, to(`${SERVICES}-upgraded`)),
      observed: 'the output goes',
    },
    {
      ...convert,
      name: 'quiet for exactly two minutes',
      facts: facts(REFUSED, places({ services: tree(SERVICES, written(120)) })),
      observed: '2 minutes',
    },
    { ...convert, name: 'a gateway in front while nothing is exchanged', facts: facts(everywhere({ status: 503 })), observed: '800 files' },
  ],
  fail: [
    { ...swap, name: 'running', facts: facts(answering()), messages: ['running'], subjects: [AM_URL] },
    {
      ...swap,
      name: 'running and not ready',
      trap: 'not-ready',
      facts: facts(answering({ status: 503 }, { status: 503 }, { status: 503, body: 'html' })),
      messages: ['running'],
      says: ['503, 503, 503'],
    },
    { ...swap, name: 'the container alone', trap: 'undeployed', facts: facts(everywhere(NOT_FOUND)), messages: ['answers'] },
    {
      ...swap,
      name: 'waiting to be upgraded',
      trap: 'upgrade-page',
      facts: facts(everywhere(redirected('/am/config/options.htm'))),
      messages: ['running'],
    },
    {
      ...convert,
      name: 'running on quiet files',
      trap: 'step-convert',
      facts: facts(answering()),
      messages: ['live'],
      severity: 'medium',
      subjects: [SERVICES],
    },
    { ...convert, name: 'into the live directory', trap: 'output-is-live', facts: facts(REFUSED, to(SERVICES)), messages: ['outputIsLive'] },
    {
      ...convert,
      name: 'into it through a link',
      facts: facts(REFUSED, to('/srv/link', SERVICES)),
      messages: ['outputIsLive'],
      subjects: ['/srv/link'],
    },
    { ...convert, name: 'below it', facts: facts(REFUSED, to(`${SERVICES}/new`)), messages: ['outputIsLive'] },
    { ...convert, name: 'above it', facts: facts(REFUSED, to('/opt/am')), messages: ['outputIsLive'] },
    {
      name: 'into the live directory on the Amster route',
      step: 'convert',
      options: AMSTER,
      facts: facts(REFUSED, to(SERVICES)),
      messages: ['outputIsLive'],
    },
    { name: 'into the export', step: 'convert', options: AMSTER, facts: facts(REFUSED, to(`${EXPORT}/new`)), messages: ['outputIsInput'] },
    {
      ...convert,
      name: 'written a moment ago',
      trap: 'being-written',
      facts: facts(REFUSED, places({ services: tree(SERVICES, written(119)) })),
      messages: ['written'],
      subjects: [`${SERVICES}/realm/root.json`],
      says: ['119 seconds before'],
    },
    {
      ...convert,
      name: 'written within the time that the plan asks for',
      parameters: { quietMinutes: 90 },
      facts: facts(),
      messages: ['written'],
    },
    { name: 'running, nothing else known', options: FILES, facts: facts(answering(), null), messages: ['running'] },
    {
      name: 'into the live directory, behind a proxy',
      options: FILES,
      facts: facts(everywhere({ status: 502 }), to(SERVICES)),
      messages: ['outputIsLive'],
    },
  ],
  error: [
    {
      ...swap,
      name: 'nothing at a port that no connector has',
      trap: 'wrong-port',
      facts: facts(REFUSED, places(), listensOn('8080', '8443')),
      code: 'ambiguous',
      says: 'no connector of /opt/tomcat/conf/server.xml has that port (8080, 8443)',
    },
    {
      ...swap,
      name: 'a proxy',
      trap: 'proxy-in-front',
      facts: facts(everywhere({ status: 503 })),
      code: 'ambiguous',
      says: 'URL of the instance itself',
    },
    { ...convert, name: 'no output named', facts: facts(REFUSED, null), code: 'missing-evidence', says: 'upgradedConfig' },
    {
      ...convert,
      name: 'the input is not there',
      trap: 'no-input',
      facts: facts(REFUSED, places({ services: tree(SERVICES, { state: 'absent', files: 0, newest: null }) })),
      code: 'missing-evidence',
      says: 'no file in',
    },
    {
      name: 'no export named',
      step: 'convert',
      options: AMSTER,
      facts: facts(REFUSED, places({ exported: null })),
      code: 'missing-evidence',
      says: 'amsterExport',
    },
    {
      ...convert,
      name: 'written in the future',
      trap: 'from-the-future',
      facts: facts(REFUSED, places({ services: tree(SERVICES, written(-61)) })),
      code: 'ambiguous',
    },
    {
      ...convert,
      name: 'running on files that are not there',
      facts: facts(answering(), places({ services: tree(SERVICES, { newest: null }) })),
      code: 'missing-evidence',
    },
  ],
})
