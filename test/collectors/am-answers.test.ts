import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTcp, type Server as TcpServer, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import collector from '../../src/collectors/am-answers.ts'
import { FactError } from '../../src/core/fact-error.ts'
import { LIMITS } from '../../src/limits.ts'
import { freePorts } from '../servers/ports.ts'
import { networkCollected } from '../support/network-collected.ts'

/** What is made of odd answers; a real container answers in test/scenarios/running-am.test.ts. */
const open: (Server | TcpServer)[] = []
afterEach(() => {
  for (const server of open.splice(0)) {
    if ('closeAllConnections' in server) server.closeAllConnections()
    server.close()
  }
})
const listening = async (server: Server | TcpServer): Promise<string> => {
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/am`
}
const serving = (answer: RequestListener): Promise<string> => listening(createServer(answer))
const answered = async (url: string) => (await networkCollected(collector, { url })).value
const first = async (url: string) => {
  const value = await answered(url)
  if (value.state !== 'answers') throw new Error('it does not answer')
  return value.probes[0]
}

describe('what AM answers', () => {
  it.each([
    ['nothing', '', 'empty'],
    ['white space', ' \r\n', 'empty'],
    ['JSON', '{"status":"up"}', 'json'],
    ['JSON that is no object', '"up"', 'other'],
    ['a page', '<!DOCTYPE html><html><body>Sign in</body></html>', 'html'],
    ['the page of isAlive.jsp', '<html><body><h1>Server is ALIVE: </h1></body></html>', 'alive'],
    ['a text', 'OK', 'other'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0xfd]), 'other'],
  ])('a body of %s', async (_name, body, kind) => {
    const url = await serving((_request, response) => response.writeHead(200, { 'content-api-version': 'resource=1.0' }).end(body))
    expect(await first(url)).toMatchObject({ status: 200, body: kind, apiVersion: 'resource=1.0', location: null })
  })

  it.each([
    ['/am/config/options.htm?iPSPCookie=canary', '/am/config/options.htm'],
    ['/am/XUI/#login/canary', '/am/XUI/'],
    ['/am/UI;jsessionid=canary', '/am/UI'],
    ['https://user:canary@am.example.test/am', 'https://am.example.test/am'],
    ['//user:canary@am.example.test/am', '//am.example.test/am'],
  ])('a redirect to %s is kept without what may be secret', async (location, kept) => {
    const url = await serving((_request, response) => response.writeHead(302, { location }).end())
    const collected = await networkCollected(collector, { url })
    expect(collected.value).toMatchObject({ probes: [{ location: kept }, { location: kept }, { location: kept }] })
    expect(JSON.stringify(collected)).not.toContain('canary')
  })

  it('asks three pages, each once', async () => {
    const asked: string[] = []
    const url = await serving(({ method, url: path }, response) => {
      asked.push(`${method} ${path}`)
      response.end()
    })
    const { operations } = await networkCollected(collector, { url: `${url}/` })
    expect(asked).toEqual(['GET /am/json/health/live', 'GET /am/json/health/ready', 'GET /am/isAlive.jsp'])
    const target = { name: 'it', type: 'pingam', role: 'instance', fields: { url: `${url}/` } } as const
    const touches = collector.touches(target, {}).map(({ what }) => what)
    for (const { verb, what } of operations) if (verb === 'GET') expect(touches).toContain(`GET ${what}`)
    expect(collector.needs({ ...target, fields: {} }, {})).toBe('url')
  })
})

describe('what does not answer', () => {
  const error = async (url: string): Promise<unknown> => answered(url).catch((thrown: unknown) => thrown)

  it('refuses the connection: that is an answer', async () => {
    const [port = 0] = await freePorts(1)
    expect(await answered(`http://127.0.0.1:${port}/am`)).toEqual({ url: `http://127.0.0.1:${port}/am`, state: 'refused' })
  })

  it('stops while it is asked: that is none', async () => {
    const server = createServer((_request, response) => {
      response.end()
      server.close()
    })
    expect(await error(await listening(server))).toMatchObject({ code: 'changed' })
  })

  it('resets the connection, speaks something else, or has a name nobody knows', async () => {
    const resets = await listening(createTcp((socket) => socket.resetAndDestroy()))
    const babbles = await listening(createTcp((socket) => void socket.end('220 smtp.example.test\r\n')))
    for (const [url, code] of [
      [resets, 'unreachable'],
      [babbles, 'parse-failed'],
      ['http://no-such-host.invalid/am', 'unreachable'],
    ] as const) {
      const thrown = await error(url)
      expect(thrown).toBeInstanceOf(FactError)
      expect(thrown).toMatchObject({ code })
    }
  })

  it('accepts and says nothing: within the time limit', async () => {
    const startedAt = performance.now()
    expect(await error(await listening(createTcp(() => {})))).toMatchObject({ code: 'timeout' })
    expect(performance.now() - startedAt).toBeLessThan(LIMITS.connect.value + LIMITS.networkOperation.value + 2000)
  })
})
