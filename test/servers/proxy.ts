import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

/** A TCP proxy in front of a server on the loopback interface; what it does to the server's bytes is the test's. */
export interface Proxy {
  readonly port: number
  /** Everything that clients sent, as it crossed the wire. */
  readonly fromClients: () => Buffer
  readonly stop: () => Promise<void>
}

/** `change`: what becomes of the bytes the server sends; null hangs up. */
export const proxyTo = async (port: number, change: (chunk: Buffer) => Buffer | null): Promise<Proxy> => {
  const sent: Buffer[] = []
  const sockets = new Set<Socket>()
  const server = createServer((client) => {
    const upstream = connect({ port, host: '127.0.0.1' })
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => {})
    }
    client.on('data', (chunk: Buffer) => {
      sent.push(chunk)
      upstream.write(chunk)
    })
    upstream.on('data', (chunk: Buffer) => {
      const changed = change(chunk)
      if (changed === null) client.destroy()
      else client.write(changed)
    })
    client.on('close', () => upstream.destroy())
    upstream.on('close', () => client.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    fromClients: () => Buffer.concat(sent),
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Numbers from 0 up to, and without, a bound: the same ones for the same seed (mulberry32). */
export const seeded = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below
  }
}

/** Up to three bytes of one of the `first` answers changed, put in, left out or doubled; which, the seed says. */
export const mutating = (seed: number, first = 4): ((chunk: Buffer) => Buffer) => {
  const random = seeded(seed)
  let until = random(first)
  return (chunk) => {
    if (until-- !== 0 || chunk.length === 0) return chunk
    let bytes = [...chunk]
    for (let times = 1 + random(3); times > 0; times--) {
      const at = random(bytes.length || 1)
      const kind = random(4)
      if (kind === 0) bytes[at] = random(256)
      else if (kind === 1) bytes.splice(at, 0, random(256))
      else if (kind === 2) bytes.splice(at, 1)
      else bytes = [...bytes.slice(0, at), ...bytes.slice(at, at + 8), ...bytes.slice(at)]
    }
    return Buffer.from(bytes)
  }
}
