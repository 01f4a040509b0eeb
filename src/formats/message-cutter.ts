export interface MessageForm {
  /** Most bytes that the length of a message is known by. */
  readonly head: number
  /** Length of the message that begins here, head and all; null while its head is not whole. Throws FormatError for what is no message, or too long a one. */
  readonly lengthOf: (bytes: Buffer) => number | null
}

/** Cuts what comes over a connection, in pieces of any size, into the whole messages that a protocol writes one behind the other. */
export class MessageCutter {
  readonly #form: MessageForm
  #waiting: Buffer[] = []
  #length = 0

  constructor(form: MessageForm) {
    this.#form = form
  }

  /** Bytes of a message that is not whole yet. */
  get waiting(): number {
    return this.#length
  }

  /** The messages that are whole by now, one at a time. Once something was thrown, here or at one of them, nothing more is to be believed. */
  *take(chunk: Buffer): Generator<Buffer> {
    this.#waiting.push(chunk)
    this.#length += chunk.length
    for (let wanted = this.#wanted(); wanted !== null && this.#length >= wanted; wanted = this.#wanted()) {
      const all = this.#joined()
      this.#waiting = [all.subarray(wanted)]
      this.#length -= wanted
      yield all.subarray(0, wanted)
    }
  }

  #wanted(): number | null {
    const [first = Buffer.alloc(0)] = this.#waiting
    return this.#form.lengthOf(first.length < this.#form.head ? this.#joined() : first)
  }

  /** What waits, as one; pieces are laid together only where a message needs them, so that a long one in many of them is copied once. */
  #joined(): Buffer {
    const [first = Buffer.alloc(0)] = this.#waiting
    if (this.#waiting.length <= 1) return first
    const all = Buffer.concat(this.#waiting, this.#length)
    this.#waiting = [all]
    return all
  }
}
