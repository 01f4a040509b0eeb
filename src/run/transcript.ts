import { createHash } from 'node:crypto'
import type { Operation } from '../core/session.ts'
import type { TranscriptSummary } from '../core/snapshot.ts'

const COUNTERS = { file: 'files', sql: 'sql', ldap: 'ldap', http: 'http' } as const

/** What has a line and no count: nothing is asked by it. */
const ASKS_NOTHING: readonly string[] = ['connect', 'bind', 'handshake']

/** Everything the sessions did, one NDJSON line each (DESIGN §4.5): the lines for `--transcript`, digest and counts (of files, statements, searches and requests) for the report. */
export class Transcript {
  readonly #lines: string[] = []
  readonly #hash = createHash('sha256')
  readonly #operations = { files: 0, sql: 0, ldap: 0, http: 0 }
  readonly #mask: (text: string) => string

  /** `mask` removes secrets: what a session names is free text. */
  constructor(mask: (text: string) => string) {
    this.#mask = mask
  }

  add(at: string, target: string, operation: Operation): void {
    const { kind, verb, what, amount } = operation
    const line = `${this.#mask(JSON.stringify({ at, target, kind, verb, what, amount }))}\n`
    this.#lines.push(line)
    this.#hash.update(line)
    if (!ASKS_NOTHING.includes(verb)) this.#operations[COUNTERS[kind]] += 1
  }

  get text(): string {
    return this.#lines.join('')
  }

  summary(): TranscriptSummary {
    return { digest: `sha256:${this.#hash.copy().digest('hex')}`, operations: { ...this.#operations } }
  }
}
