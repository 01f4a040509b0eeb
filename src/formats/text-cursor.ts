import { FormatError, type FormatErrorKind } from './format-error.ts'

/** A place in a text that is read from left to right with sticky patterns; every refusal names its offset. */
export class TextCursor {
  readonly text: string
  readonly #what: string
  at = 0

  /** `what` is the noun for messages ("an ACI"); a text longer than `longest` is refused with FormatError `limit`. */
  constructor(text: string, what: string, longest: number) {
    if (text.length > longest) throw new FormatError('limit', `${what} of ${text.length} characters is longer than ${longest}`)
    this.text = text
    this.#what = what
  }

  /** What a sticky pattern matches here, and the place moves behind it; null, and stays, when it does not. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.text)
    if (match !== null) this.at = pattern.lastIndex
    return match
  }

  need(pattern: RegExp, expected: string): RegExpExecArray {
    return this.take(pattern) ?? this.refuse('parse-failed', `${expected} is missing`)
  }

  /** `at` is where the fault begins, blanks before it not counted. */
  refuse(kind: FormatErrorKind, why: string, at: number = this.at): never {
    const blanks = this.text.slice(at).search(/\S/)
    throw new FormatError(kind, `${this.#what}: offset ${blanks === -1 ? this.text.length : at + blanks}: ${why}`)
  }
}
