/**
 * Why bytes or text could not be understood; the one error every parser of this folder throws for what it was given (anything else is our bug).
 * The message says what was looked at and what was found instead, and never holds content that could be a secret.
 *
 * - `parse-failed`: not well formed
 * - `limit`: a bound of limits.ts was hit before the work was done
 * - `unsupported`: well formed as far as seen, but of a kind this tool does not read
 * - `ambiguous`: two readings are possible (a name that is there twice)
 */
export class FormatError extends Error {
  readonly kind: FormatErrorKind

  constructor(kind: FormatErrorKind, text: string, options?: ErrorOptions) {
    super(text, options)
    this.name = 'FormatError'
    this.kind = kind
  }
}

export type FormatErrorKind = 'parse-failed' | 'limit' | 'unsupported' | 'ambiguous'
