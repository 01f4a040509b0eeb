import { printable } from '../../reporters/printable.ts'
import type { TargetEvent } from '../../run/collect.ts'

/** One status line on standard error while targets are read, on a terminal only; with --debug a line for every child process that ended. */
export class Progress {
  readonly #busy = new Map<string, number>()
  readonly #show: boolean
  readonly #debug: boolean
  #done = 0

  constructor(options: { readonly quiet: boolean; readonly debug: boolean }) {
    this.#show = !options.quiet && process.stderr.isTTY && process.env['CI'] === undefined
    this.#debug = options.debug
  }

  readonly on = (event: TargetEvent): void => {
    if (event.event === 'begin') this.#busy.set(event.target, event.facts)
    if (event.event === 'end') {
      this.#busy.delete(event.target)
      this.#done += 1
      if (this.#debug) this.#line(`${event.target}: read in ${Math.round(event.wallMs)} ms, ${event.errors} facts in error`)
    }
    if (event.event === 'child' && this.#debug) {
      const { failure, peakMemory, printed } = event.end
      this.#line(`${event.target}: collector process ended (${failure?.text ?? 'done'}), peak memory ${Math.round(peakMemory / 1024 / 1024)} MB`)
      for (const line of printed.trimEnd().split('\n')) if (line !== '') this.#line(`${event.target}: it printed: ${printable(line)}`)
    }
    if (this.#show) this.#status([...this.#busy].map(([target, facts]) => `${target} (${facts} facts)`).join(', '))
  }

  /** Removes the status line. */
  end(): void {
    if (this.#show) process.stderr.write('\r\u001B[2K')
  }

  #status(text: string): void {
    const line = text === '' ? '' : `reading ${text}; ${this.#done} targets done`
    process.stderr.write(`\r\u001B[2K${line.slice(0, (process.stderr.columns ?? 100) - 1)}`)
  }

  #line(text: string): void {
    process.stderr.write(`${this.#show ? '\r\u001B[2K' : ''}${text}\n`)
  }
}
