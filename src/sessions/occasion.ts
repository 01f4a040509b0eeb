import type { FileSession, Operation } from '../core/session.ts'

/** What a session of one fact has of its own. */
export interface Occasion {
  /** Reads what the plan names under `tls`. */
  readonly files: FileSession
  readonly record: (operation: Operation) => void
  /** Told of what an operation brought that was recorded for another fact. */
  readonly reused?: (what: string) => void
  readonly signal: AbortSignal
}
