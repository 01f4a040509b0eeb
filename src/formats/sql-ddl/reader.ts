import { FormatError } from '../format-error.ts'
import type { SqlDialect } from '../sql-type.ts'
import { foldedName, type Token } from './tokens.ts'

/** The tokens of one statement, read from left to right. Throws FormatError `unsupported` where something else stands than what is modelled. */
export class DdlReader {
  readonly dialect: SqlDialect
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[], dialect: SqlDialect) {
    this.#tokens = tokens
    this.dialect = dialect
  }

  /** Whether these words (or symbols) stand next; then they are passed. */
  take(...words: readonly string[]): boolean {
    if (!words.every((word, index) => this.#is(this.#tokens[this.#at + index], word))) return false
    this.#at += words.length
    return true
  }

  need(...words: readonly string[]): void {
    if (!this.take(...words)) this.refuse()
  }

  /** One of several phrases; the index of the one that stands next, else -1. */
  takeOne(...phrases: readonly string[]): number {
    return phrases.findIndex((phrase) => this.take(...phrase.split(' ')))
  }

  name(): string {
    const name = this.#folded()
    if (this.#is(this.#tokens[this.#at], '.')) throw new FormatError('unsupported', 'a name with a schema')
    return name
  }

  /** A name before a dot and this word: NAME.nextval. */
  qualified(word: string): string {
    const name = this.#folded()
    this.need('.', word)
    return name
  }

  /** Names in round brackets. */
  names(): readonly string[] {
    return this.list(() => this.name())
  }

  list<T>(item: () => T): readonly T[] {
    this.need('(')
    const items = [item()]
    while (this.take(',')) items.push(item())
    this.need(')')
    return items
  }

  text(): string {
    return this.#next('text')
  }

  number(): string {
    const sign = this.take('-') ? '-' : ''
    return sign + this.#next('number')
  }

  word(): string {
    return this.#next('word')
  }

  isNext(kind: Token['kind']): boolean {
    return this.#tokens[this.#at]?.kind === kind
  }

  end(): void {
    this.take(';')
    if (this.#at < this.#tokens.length) this.refuse()
  }

  refuse(): never {
    const token = this.#tokens[this.#at]
    const what = token === undefined ? 'it ends' : `"${token.text.slice(0, 60)}" stands`
    const before = this.#tokens
      .slice(Math.max(0, this.#at - 3), this.#at)
      .map(({ text }) => text.slice(0, 40))
      .join(' ')
    throw new FormatError('unsupported', `${what} after "${before}"`)
  }

  #folded(): string {
    const token = this.#tokens[this.#at]
    if (token?.kind !== 'name' && token?.kind !== 'word') return this.refuse()
    this.#at += 1
    return token.kind === 'name' ? token.text : foldedName(this.dialect, token.text)
  }

  #next(kind: Token['kind']): string {
    const token = this.#tokens[this.#at]
    if (token?.kind !== kind) return this.refuse()
    this.#at += 1
    return token.text
  }

  #is(token: Token | undefined, word: string): boolean {
    return (
      (token?.kind === 'word' && token.text.toUpperCase() === word.toUpperCase()) ||
      ((token?.kind === 'symbol' || token?.kind === 'number') && token.text === word)
    )
  }
}
