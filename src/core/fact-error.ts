import type { ReasonCode } from './vocabulary.ts'

/**
 * Why a fact could not be read. Sessions and parsers throw it, collectors let it pass, and the collector process turns it into evidence without a
 * value. The text says what was attempted and what would help; it never holds file contents or a secret.
 */
export class FactError extends Error {
  readonly code: ReasonCode

  constructor(code: ReasonCode, text: string, options?: ErrorOptions) {
    super(text, options)
    this.name = 'FactError'
    this.code = code
  }
}

/** Nothing listens at the address: every address of the host refuses the connection. To some checks that is an answer. */
export class ConnectionRefused extends FactError {
  constructor(text: string) {
    super('unreachable', text)
  }
}
