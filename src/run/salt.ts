import { createHmac, randomBytes, randomUUID } from 'node:crypto'
import { UserError } from '../core/user-error.ts'
import type { Secret } from '../core/secret.ts'

/** What key fingerprints are made with in this run. The key leaves this process only towards collector processes, and is never saved. */
export interface Salt {
  readonly saltId: string
  readonly key: string
}

/**
 * The plan's `fingerprintSalt`, so that fingerprints of hosts collected apart can be compared, else a random one of this run (DESIGN §4, "Secrets").
 * Throws UserError when the plan names a salt that cannot be read: falling back to a random one would silently make them incomparable.
 */
export const saltOf = (given: Secret | null): Salt => {
  if (given === null) return { saltId: `run:${randomUUID()}`, key: randomBytes(32).toString('base64') }
  if (!given.available)
    throw new UserError(
      'the fingerprintSalt of the plan cannot be read',
      'Make its source readable, or leave it out when all hosts are audited in one run.',
    )
  const key = given.reveal()
  return { saltId: `plan:${createHmac('sha256', key).update('iam-preflight salt id').digest('hex').slice(0, 12)}`, key }
}
