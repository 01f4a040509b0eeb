import { expect } from 'vitest'
import { CANARY, endsOf, type NetworkCollection } from './network-collection.ts'

const line = (name: string, ends: string, seconds: string, megabytes: string): string =>
  `${name.padEnd(58)} ${ends.padEnd(30)} ${seconds.padStart(6)} ${megabytes.padStart(6)}\n`

/** What came of the hostile servers of one suite: each must leave the token or password in nothing that comes out, and memory within bounds. */
export class FaultTable {
  #rows = ''

  /** Adds a case, which is shown even when it fails. */
  add(name: string, result: NetworkCollection): void {
    this.#rows += line(name, endsOf(result).join(' '), result.seconds.toFixed(1), result.peakMegabytes.toFixed(0))
    expect(result.output).not.toContain(CANARY)
    expect(result.peakMegabytes).toBeLessThan(320)
  }

  print(): void {
    process.stdout.write(line('case', 'outcome', 's', 'MB') + this.#rows)
  }
}
