import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'

/** A command with its name in the table. */
export interface Contender {
  readonly name: string
  readonly args: readonly string[]
  readonly cwd?: string
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

/** Wall time of Node running each contender, in turn so that a drift of the machine hits all alike; one warm-up, then the median in ms. */
export const mediansOf = (contenders: readonly Contender[], rounds: number): ReadonlyMap<string, number> => {
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round += 1)
    for (const { name, args, cwd } of contenders) {
      const started = performance.now()
      spawnSync(process.execPath, [...args], { stdio: 'ignore', ...(cwd === undefined ? {} : { cwd }) })
      if (round > 0) times.get(name)?.push(performance.now() - started)
    }
  return new Map([...times].map(([name, values]) => [name, median(values)]))
}

export const machine = (): string => `${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.versions.node}`

/** A row of the results table. */
export const row = (name: string, ms: number, against: number): string =>
  `${name.padEnd(36)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / against).toFixed(2).padStart(6)}x`
