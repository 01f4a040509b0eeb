import type { FileSession, Operation } from '../core/session.ts'

/** What a session of one fact has of its own. */
export interface Occasion {
  /** Reads what the plan names under `tls`. */
  readonly files: FileSession
  readonly record: (operation: Operation) => void
  readonly signal: AbortSignal
}
