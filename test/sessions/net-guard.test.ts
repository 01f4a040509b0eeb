import net, { createServer, Socket } from 'node:net'
import tls from 'node:tls'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { FactError } from '../../src/core/fact-error.ts'
import { survivable, withNetwork, type DriverNetwork } from '../../src/sessions/sql/net-guard.ts'

let port = 0
const server = createServer((socket) => void socket.end())
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  port = (server.address() as { port: number }).port
})
afterAll(() => void server.close())

/** Gives one socket, and says what was asked for. */
const own = () => {
  const asked: string[] = []
  const socket = new Socket()
  const network: DriverNetwork = {
    connect: (host, to) => {
      asked.push(`${host}:${to}`)
      if (asked.length > 1) throw new FactError('unreachable', 'one is enough')
      return socket
    },
    secure: () => {
      throw new FactError('unreachable', 'no TLS here')
    },
  }
  return { asked, socket, network }
}
const reached = (): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1', () => (socket.destroy(), resolve(true)))
  })

it('gives a driver what it is given, and nothing else, however it goes on', async () => {
  const { asked, socket, network } = own()
  await withNetwork(network, async () => {
    const connected = new Promise<void>((resolve) => expect(net.connect(1521, 'db', resolve)).toBe(socket))
    await connected
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(() => net.connect(port, '127.0.0.1', () => {})).toThrow('one is enough')
    await new Promise<void>((resolve) =>
      setImmediate(() => (expect(() => net.connect(port, '127.0.0.1', () => {})).toThrow('one is enough'), resolve())),
    )
    expect(() => tls.connect({ socket }, () => {})).toThrow('no TLS here')
  })
  expect(asked).toEqual(['db:1521', `127.0.0.1:${port}`, `127.0.0.1:${port}`])
})

it.each<[string, () => unknown]>([
  ['a path', () => net.connect('/run/oracle.sock')],
  ['options', () => net.connect({ host: 'db', port: 1 })],
  ['no callback', () => net.connect(1521, 'db')],
  ['TLS to a place of its own', () => tls.connect({ host: 'db', port: 1 }, () => {})],
  ['TLS by port', () => tls.connect(1521, 'db', {}, () => {})],
])('opens nothing by a form that is not foreseen: %s', async (_what, open) => {
  const { asked, network } = own()
  await expect(withNetwork(network, async () => open())).rejects.toThrow('not foreseen')
  expect(asked).toEqual([])
})

it('meets nobody else, not even meanwhile', async () => {
  const { network } = own()
  const outside = reached()
  await withNetwork(network, () => outside)
  await expect(reached()).resolves.toBe(true)
})

it('ends a connection that the driver stumbles over', () => {
  const socket = survivable(new Socket(), 'db:1521')
  socket.on('error', () => {})
  socket.on('data', () => {
    throw new RangeError('offset')
  })
  socket.emit('data', Buffer.from('x'))
  expect(socket.destroyed).toBe(true)
  expect(socket.errored?.message).toBe('db:1521: the answer is damaged')
})
