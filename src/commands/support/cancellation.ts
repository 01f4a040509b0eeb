import { EXIT } from '../../core/exit-codes.ts'
import { UserError } from '../../core/user-error.ts'

/** How the user stops a run. */
export interface Cancellation {
  /** Aborted with the name of the first signal: collecting ends, and what is known is reported. */
  readonly signal: AbortSignal
  /** Aborted by the second one, right before it ends this process, so that no child stays behind. */
  readonly abandon: AbortSignal
}

/**
 * Does work that Ctrl-C, SIGTERM and SIGHUP end early, and returns its exit code. The first signal leaves the partial report to be written, and written
 * whole, whenever it comes; the second ends the program at once.
 */
export const stoppable = async (say: (text: string) => void, work: (cancellation: Cancellation) => Promise<number>): Promise<number> => {
  const first = new AbortController()
  const second = new AbortController()
  const stop = (name: 'SIGINT' | 'SIGTERM', signal: NodeJS.Signals) => (): void => {
    if (!first.signal.aborted) {
      say(`${name === 'SIGINT' ? 'Interrupted' : 'Terminated'}: writing what is known so far. Once more to stop at once.`)
      return first.abort(name)
    }
    second.abort(name)
    release()
    process.kill(process.pid, signal)
  }
  const handlers = { SIGINT: stop('SIGINT', 'SIGINT'), SIGTERM: stop('SIGTERM', 'SIGTERM'), SIGHUP: stop('SIGTERM', 'SIGHUP') }
  // Without its handlers a signal has its usual effect: the process dies.
  const release = (): void => {
    process.off('SIGINT', handlers.SIGINT)
    process.off('SIGTERM', handlers.SIGTERM)
    process.off('SIGHUP', handlers.SIGHUP)
  }
  process.on('SIGINT', handlers.SIGINT)
  process.on('SIGTERM', handlers.SIGTERM)
  process.on('SIGHUP', handlers.SIGHUP)
  try {
    return await work({ signal: first.signal, abandon: second.signal })
  } catch (error) {
    // What could not be prepared because of the stop (checks of one's own, the salt) is no mistake in the plan. Nothing was collected by then.
    if (first.signal.aborted && error instanceof UserError) return first.signal.reason === 'SIGTERM' ? EXIT.SIGTERM : EXIT.SIGINT
    throw error
  } finally {
    release()
  }
}
