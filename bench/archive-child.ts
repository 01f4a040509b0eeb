import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire, syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import type { ArchiveScanResult } from '../src/core/archive-scan.ts'
import type { ScanHelp } from '../src/sessions/archive-scan-session.ts'

/**
 * One contender of bench/archives.ts in a process of its own: `scan PATH`, `again PATH DIRECTORY` (what is known is kept there) or `ratio PATH ROUNDS`, the
 * CPU of scans over that of gunzipSync alone on the same batches. Prints its figures as JSON: ms, MB.
 */
const PREFIXES = ['javax.servlet', 'javax.websocket']
/** Batches are inflated by themselves once so many bytes of them were seen: by then they lie in no cache. */
const REPLAY_FROM = 32 * 1024 * 1024
const MB = 1024 * 1024

type Gunzip = (input: Uint8Array, options: object) => Uint8Array
// The one place where what a scan does can be watched without touching it: the module as CommonJS sees it.
const zlib: { gunzipSync: Gunzip } = createRequire(import.meta.url)('node:zlib')
const gunzip = zlib.gunzipSync
let seen: { readonly input: Uint8Array; readonly options: object }[] | null = null
let waiting = 0
let bareMs = 0

const cpuSince = (from?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1000
}

const replay = (): void => {
  const batches = seen ?? []
  const from = process.cpuUsage()
  for (const { input, options } of batches) gunzip(input, options)
  bareMs += cpuSince(from)
  seen = []
  waiting = 0
}

zlib.gunzipSync = (input, options) => {
  if (seen !== null) {
    seen.push({ input: Uint8Array.prototype.slice.call(input), options })
    waiting += input.length
    if (waiting > REPLAY_FROM) replay()
  }
  return gunzip(input, options)
}
syncBuiltinESMExports()

const { archiveScanOf } = await import('../src/sessions/archive-scan-session.ts')
const { placeOf } = await import('../src/sessions/roots.ts')

const scan = async (path: string, help: Partial<ScanHelp> = {}): Promise<ArchiveScanResult> => {
  const roots = [{ given: path, real: path }]
  const place = await placeOf(path, roots)
  if (place === null) throw new Error(`${path} is not there`)
  const signal = new AbortController().signal
  return archiveScanOf(place, { roots, signal, prefixes: PREFIXES, help: { processes: 1, done: [], memory: null, keep: () => {}, ...help } })
}

const [mode = '', path = '', more = ''] = process.argv.slice(2)
const began = performance.now()
const before = process.cpuUsage()
if (mode === 'ratio') {
  const [scans, bare]: [number[], number[]] = [[], []]
  for (let round = 0; round < Number(more); round++) {
    const from = process.cpuUsage()
    await scan(path)
    scans.push(cpuSince(from))
    bareMs = 0
    seen = []
    await scan(path)
    replay()
    seen = null
    bare.push(bareMs)
  }
  console.log(JSON.stringify({ scanMs: Math.min(...scans), bareMs: Math.min(...bare) }))
} else {
  const directory = join(more, 'kept')
  const keep = (name: string, text: string): void => {
    mkdirSync(directory, { recursive: true })
    writeFileSync(join(directory, `${name}.json`), text, { mode: 0o600 })
  }
  const { counters, archives } = await scan(path, mode === 'again' ? { memory: { directory, version: 'bench' }, keep } : {})
  const figures = { wallMs: performance.now() - began, cpuMs: cpuSince(before), rssMb: (process.resourceUsage().maxRSS * 1024) / MB }
  console.log(JSON.stringify({ ...figures, counters, archives: archives.length }))
}
