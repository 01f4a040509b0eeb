/** Ctrl-C and SIGTERM end the collection and leave the partial report to be written; a second one ends the program at once. */
export const cancellation = (say: (text: string) => void): { readonly signal: AbortSignal; readonly release: () => void } => {
  const controller = new AbortController()
  const stop = (name: 'SIGINT' | 'SIGTERM') => (): void => {
    say(`${name === 'SIGINT' ? 'Interrupted' : 'Terminated'}: writing what is known so far. Once more to stop at once.`)
    controller.abort(name)
    release()
  }
  const handlers = { SIGINT: stop('SIGINT'), SIGTERM: stop('SIGTERM'), SIGHUP: stop('SIGTERM') }
  // Without its handlers the next signal has its usual effect: the process dies.
  const release = (): void => {
    process.off('SIGINT', handlers.SIGINT)
    process.off('SIGTERM', handlers.SIGTERM)
    process.off('SIGHUP', handlers.SIGHUP)
  }
  process.on('SIGINT', handlers.SIGINT)
  process.on('SIGTERM', handlers.SIGTERM)
  process.on('SIGHUP', handlers.SIGHUP)
  return { signal: controller.signal, release }
}
