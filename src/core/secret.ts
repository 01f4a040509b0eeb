import { inspect } from 'node:util'
import { FactError } from './fact-error.ts'

const MASK = '[secret]'

/**
 * A password, token or salt in memory. It prints as `[secret]` whatever asks it (JSON, template string, inspect), and only `sessions/` may reveal it.
 * A secret whose source could not be read is a Secret too: it fails with `secret-unavailable` when it is revealed, so only what needs it is affected.
 */
export class Secret {
  readonly #value: string | null
  readonly #whyNot: string

  private constructor(value: string | null, whyNot: string) {
    this.#value = value
    this.#whyNot = whyNot
  }

  static of(value: string): Secret {
    return new Secret(value, '')
  }

  /** A secret that could not be resolved; `whyNot` names the source and the remedy, and never holds a value. */
  static unavailable(whyNot: string): Secret {
    return new Secret(null, whyNot)
  }

  get available(): boolean {
    return this.#value !== null
  }

  /** The value. Throws FactError `secret-unavailable` when there is none. */
  reveal(): string {
    if (this.#value === null) throw new FactError('secret-unavailable', this.#whyNot)
    return this.#value
  }

  toString(): string {
    return MASK
  }

  toJSON(): string {
    return MASK
  }

  [inspect.custom](): string {
    return MASK
  }
}
