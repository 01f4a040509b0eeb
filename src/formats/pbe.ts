import { createDecipheriv, hash, pbkdf2 } from 'node:crypto'
import { promisify } from 'node:util'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { LIMITS } from '../limits.ts'
import { FormatError } from './format-error.ts'

const ROUNDS_PER_TURN = 20_000
const pbkdf2Bytes = promisify(pbkdf2)

/**
 * Counts the rounds of password-based derivation spent on one keystore and refuses, before any is run, a count above LIMITS.pbeIterations or a total
 * above LIMITS.pbeIterationsTotal: both numbers come from the file, so a few bytes could otherwise ask for hours.
 */
export class RoundBudget {
  #spent = 0

  /** Rounds granted so far. */
  get spent(): number {
    return this.#spent
  }

  /** Throws FormatError `limit` when the rounds are too many; `parse-failed` when there are none. `times`: how often they are run. */
  spend(rounds: number, times: number, what: string): void {
    if (rounds < 1) throw new FormatError('parse-failed', `${what} asks for no derivation rounds`)
    const { pbeIterations, pbeIterationsTotal } = LIMITS
    if (rounds > pbeIterations.value)
      throw new FormatError('limit', `iterations: ${what} asks for ${rounds} derivation rounds, at most ${pbeIterations.value} are run`)
    if (this.#spent + rounds * times > pbeIterationsTotal.value) {
      throw new FormatError('limit', `iterations: ${what} would bring the derivation rounds of this keystore above ${pbeIterationsTotal.value}`)
    }
    this.#spent += rounds * times
  }
}

/**
 * `rounds` times d = H(d, suffix), beginning with `first`. Synchronous hashing, but the event loop gets a turn every 20,000 rounds so that deadlines
 * hold. The caller has had the rounds granted by a RoundBudget, and wipes the answer.
 */
export async function iteratedHash(algorithm: string, first: Uint8Array, suffix: Uint8Array, rounds: number): Promise<Buffer> {
  let digest = hash(algorithm, Buffer.concat([first, suffix]), 'buffer')
  const block = Buffer.concat([digest, suffix])
  for (let round = 1; round < rounds; round++) {
    if (round % ROUNDS_PER_TURN === 0) await nextTurn()
    digest.copy(block)
    digest = hash(algorithm, block, 'buffer')
  }
  block.fill(0)
  return digest
}

/** PBKDF2 (RFC 8018) in a thread of the pool. The caller has had the rounds granted. */
export const pbkdf2Key = (password: Uint8Array, salt: Uint8Array, rounds: number, length: number, digest: string): Promise<Buffer> =>
  pbkdf2Bytes(password, salt, rounds, length, digest)

/**
 * Plain bytes of a block cipher in CBC mode with PKCS#5/7 padding; null when the padding or the length is wrong, which is how a wrong password shows.
 * The caller wipes the answer.
 */
export function decrypted(cipher: string, key: Uint8Array, iv: Uint8Array, encrypted: Uint8Array): Buffer | null {
  const decipher = createDecipheriv(cipher, key, iv)
  const start = decipher.update(encrypted)
  try {
    return joined(start, decipher.final())
  } catch {
    return null
  } finally {
    start.fill(0)
  }
}

/** Both pieces in one buffer; the pieces are wiped. */
export function joined(first: Buffer, second: Buffer): Buffer {
  const whole = Buffer.concat([first, second])
  first.fill(0)
  second.fill(0)
  return whole
}
