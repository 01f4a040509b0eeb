import type { Operation } from '../core/session.ts'
import type { SqlWitness } from '../core/sql.ts'
import type { ChildEnd } from './supervised-child.ts'

/** What a target said of what was done to it, by the processes that read it one after another. A process that logged in and was told nothing is a gap that shows. */
export class Witnesses {
  readonly said: SqlWitness[] = []
  #last: SqlWitness | null = null
  #loggedIn = false

  /** Whether it says that something was written. */
  hear(witness: SqlWitness): boolean {
    this.#last = witness
    return witness.verdict === 'written'
  }

  see({ kind, verb }: Operation): void {
    if (kind === 'sql' && verb === 'bind') this.#loggedIn = true
  }

  end({ failure }: Pick<ChildEnd, 'failure'>): void {
    if (this.#last !== null)
      this.said.push(failure === null ? this.#last : { ...this.#last, text: `${this.#last.text}; then the process that read it was stopped` })
    else if (this.#loggedIn) this.said.push({ verdict: 'not-witnessed', text: 'the login did not succeed, or the process that read it was stopped' })
    this.#last = null
    this.#loggedIn = false
  }
}
