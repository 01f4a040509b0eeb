import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { makeConfigurationTree } from './configuration-tree.ts'
import { machine } from './measure.ts'

/**
 * `npm run bench:configuration:shares`: where the CPU time of reading 5,000 configuration files goes, sampled by Linux perf on all threads, from the first
 * directory that is walked to the last document that is read.
 */
interface Sample {
  readonly thread: string
  readonly time: number
  /** Symbol and file of each frame, from the innermost out. */
  readonly frames: readonly { readonly symbol: string; readonly object: string }[]
}

const PER_SECOND = 5_000
const ROUNDS = 5

const sampleOf = (block: string): readonly Sample[] => {
  const [head = '', ...lines] = block.split('\n').filter((line) => line.trim() !== '')
  const [, thread, time] = /\s(\d+)\s+([\d.]+):/.exec(head) ?? []
  if (thread === undefined || time === undefined) return []
  const frames = lines.flatMap((line) => {
    const [, symbol, object] = /^\s*[0-9a-f]+ (.*) \(([^()]*)\)$/.exec(line) ?? []
    return symbol === undefined || object === undefined ? [] : [{ symbol, object }]
  })
  return [{ thread, time: Number(time), frames }]
}

/** The first that fits. `native` is all above the innermost function in JavaScript, one symbol a line. */
const NATIVE = [
  ['V8: JSON.parse', /JsonParse/],
  ['V8: collecting garbage', /Scaveng|MarkCompact|Marking|Sweep|Heap::|Evacuat|GCTracer|MinorGC|Pretenuring/],
  ['V8: compiling', /compiler::|maglev|urboshaft|Compiler::|Parser<|PreParser|interpreter::|baseline::|OptimizedCompilationJob|OptimizingCompile/],
] as const
const ON_MAIN = [
  ['V8: searching texts (RegExp)', /RegExp/],
  ['V8: counting colons (indexOf)', /IndexOf|SearchString|memchr/],
  ['Node: decoding UTF-8', /node::encoding|simdutf|BindingData::Decode|StringBytes/],
  ['Node: C++ of node:fs', /node::|uv_|scandir/],
] as const

const shareOf = ({ thread, frames }: Sample, main: string): string => {
  const inner = frames.findIndex(({ symbol }) => symbol.startsWith('JS:'))
  const native = frames
    .slice(0, inner === -1 ? frames.length : inner)
    .map(({ symbol }) => symbol)
    .join('\n')
  const early = NATIVE.find(([, pattern]) => pattern.test(native))?.[0]
  if (early !== undefined) return early
  if (thread !== main) return 'other threads'
  if (/kernel/.test(frames[0]?.object ?? '')) return 'Linux: system calls'
  const found = ON_MAIN.find(([, pattern]) => pattern.test(native))?.[0]
  if (found !== undefined) return found
  const place = frames[inner]?.symbol ?? ''
  const ours = /\/src\/(\S+?):/.exec(place)?.[1]
  return ours !== undefined ? `ours: ${ours}` : inner === -1 ? 'rest' : 'Node: JavaScript of node:fs'
}

/** Milliseconds by share of one run. */
const sharesOf = (tree: string, file: string): ReadonlyMap<string, number> => {
  const reader = join(import.meta.dirname, 'read-configuration.ts')
  const program = [process.execPath, '--perf-basic-prof', reader, 'model', tree]
  // V8 leaves a log in the working directory.
  const recorded = spawnSync('perf', ['record', '-e', 'cpu-clock', '-F', String(PER_SECOND), '-g', '-o', file, ...program], { cwd: dirname(file) })
  if (recorded.status !== 0) throw new Error('perf record failed: this bench needs Linux perf (apt-get install linux-perf)')
  const script = spawnSync('perf', ['script', '-i', file, '-F', 'comm,tid,time,event,ip,sym,dso'], { encoding: 'utf8', maxBuffer: 1024 ** 3 })
  const samples = script.stdout.split('\n\n').flatMap(sampleOf)
  const holds = (pattern: RegExp) => (sample: Sample) => sample.frames.some(({ symbol }) => pattern.test(symbol))
  const first = samples.find(holds(/#directory .*walker\.ts/))
  const last = samples.findLast(holds(/readDocuments|readTexts/))
  if (first === undefined || last === undefined) throw new Error('no sample of the reading')
  // Written by V8 where perf looks for it; the first thread of a process has its number.
  rmSync(`/tmp/perf-${first.thread}.map`, { force: true })
  const shares = new Map<string, number>()
  for (const sample of samples) {
    if (sample.time < first.time || sample.time > last.time) continue
    const share = shareOf(sample, first.thread)
    shares.set(share, (shares.get(share) ?? 0) + 1000 / PER_SECOND)
  }
  return shares
}

const total = (shares: ReadonlyMap<string, number>): number => [...shares.values()].reduce((sum, ms) => sum + ms, 0)

const directory = mkdtempSync(join(tmpdir(), 'iam-preflight-bench-'))
try {
  const tree = join(directory, 'tree')
  makeConfigurationTree(tree)
  const runs = Array.from({ length: ROUNDS }, () => sharesOf(tree, join(directory, 'perf.data')))
  const best = runs.toSorted((a, b) => total(a) - total(b))[0] ?? new Map<string, number>()
  process.stdout.write(`machine: ${machine()}\n5,000 configuration files, 20 MB; samples of all threads, the best of ${ROUNDS} runs\n`)
  for (const [share, ms] of [...best].toSorted(([, a], [, b]) => b - a))
    process.stdout.write(`${share.padEnd(52)} ${ms.toFixed(0).padStart(5)} ms  ${((100 * ms) / total(best)).toFixed(1).padStart(5)} %\n`)
  process.stdout.write(`${'all'.padEnd(52)} ${total(best).toFixed(0).padStart(5)} ms\n`)
} finally {
  rmSync(directory, { recursive: true, force: true })
}
