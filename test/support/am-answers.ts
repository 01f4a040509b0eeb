import type { AmAnswers } from '../../src/api.ts'

type Probe = Extract<AmAnswers, { state: 'answers' }>['probes'][number]

export const AM_URL = 'https://am.example.test/am'
export const REFUSED: AmAnswers = { url: AM_URL, state: 'refused' }

const probe = (path: string, change: Partial<Probe>): Probe => ({
  path,
  status: 200,
  location: null,
  contentType: null,
  apiVersion: 'resource=1.0',
  body: 'empty',
  ...change,
})

/** What the three probes of am-answers gave; without a change, what an AM that is well gives. */
export const answering = (live: Partial<Probe> = {}, ready: Partial<Probe> = live, page: Partial<Probe> = {}): AmAnswers => ({
  url: AM_URL,
  state: 'answers',
  transport: 'verified',
  probes: [
    probe('/json/health/live', live),
    probe('/json/health/ready', ready),
    probe('/isAlive.jsp', { contentType: 'text/html', apiVersion: null, body: 'alive', ...page }),
  ],
})

/** The same answer to all three, by something that is not AM. */
export const everywhere = (change: Partial<Probe>): AmAnswers => {
  const one = { apiVersion: null, body: 'html' as const, ...change }
  return answering(one, one, one)
}

export const redirected = (location: string): Partial<Probe> => ({ status: 302, location, apiVersion: null })
export const NOT_FOUND: Partial<Probe> = { status: 404, apiVersion: null, body: 'html' }
