import { createServer, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/** Ports of the loopback interface that were free a moment ago, all different. */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
      return server
    }),
  )
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return ports
}

/** Resolves once something accepts connections; throws with what the server printed when nothing does in time. */
export const listening = async (port: number, printed: () => string, seconds = 20): Promise<void> => {
  for (let left = seconds * 20; left > 0; left--) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' }, () => (socket.destroy(), resolve(true)))
      socket.once('error', () => resolve(false))
    })
    if (open) return
    await sleep(50)
  }
  throw new Error(`nothing listens on port ${port}: ${printed()}`)
}
