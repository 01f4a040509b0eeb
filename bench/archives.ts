import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { childFlags } from '../src/run/child-flags.ts'
import { sharedSeconds } from './archive-shares.ts'
import { corpusOf } from './corpus.ts'
import { buildPackage, builtProgram } from './built.ts'
import { machine } from './measure.ts'

/**
 * `npm run bench:archives [-- --full] [--rounds N]`: the search of archives against the bare inflation of the same bytes, against itself with two processes
 * and a second time, and against the programs one would use instead, all in one run and in turn. Programs that are not installed are left out. Prints
 * figures, judges nothing. The corpus is made as bench/corpus.ts says.
 */
const here = dirname(fileURLToPath(import.meta.url))
const full = process.argv.includes('--full')
const rounds = Number(process.argv[process.argv.indexOf('--rounds') + 1] ?? 3) || 3
const say = (text: string): void => void process.stdout.write(`${text}\n`)

interface Figures {
  readonly wall: number
  /** User and system, s; null when /usr/bin/time is not installed. */
  readonly cpu: number | null
  readonly rss: number | null
}

/** What bench/archive-child.ts prints; of `ratio` the first two. */
interface ChildFigures {
  readonly scanMs: number
  readonly bareMs: number
  readonly cpuMs: number
  readonly rssMb: number
  readonly counters: object
}

interface Contender {
  readonly name: string
  readonly command: readonly string[]
  readonly rounds: number
}

const timed = ([program = '', ...args]: readonly string[]): Figures => {
  const began = performance.now()
  const time = existsSync('/usr/bin/time') ? ['/usr/bin/time', '-f', '\n%U %S %M', program, ...args] : [program, ...args]
  const { stderr } = spawnSync(time[0] ?? '', time.slice(1), { encoding: 'utf8', maxBuffer: 1024 * 1024 * 1024, stdio: ['ignore', 'ignore', 'pipe'] })
  const wall = (performance.now() - began) / 1000
  const [user, system, kilobytes] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number)
  if (time[0] === program || user === undefined || system === undefined || kilobytes === undefined) return { wall, cpu: null, rss: null }
  return { wall, cpu: user + system, rss: kilobytes / 1024 }
}

const isInstalled = (program: string): boolean => spawnSync('which', [program], { stdio: 'ignore' }).status === 0

buildPackage()

const scratch = mkdtempSync(join(tmpdir(), 'iam-preflight-archives-'))
try {
  const { war, home, digest } = corpusOf(full ? 'full' : 'small')
  const child = (path: string, ...args: readonly string[]): readonly string[] => [
    process.execPath,
    ...childFlags([join(dirname(here), 'dist'), path], false),
    builtProgram('archive-child'),
    ...args,
  ]
  const asked = (command: readonly string[]): ChildFigures => {
    const figures: ChildFigures = JSON.parse(execFileSync(command[0] ?? '', command.slice(1), { encoding: 'utf8' }))
    return figures
  }
  say(`machine: ${machine()}; corpus ${full ? 'full' : 'small'} ${digest}, ${rounds} rounds, the least of each\n`)

  say('CPU over that of gunzipSync alone on the same batches, in one process')
  for (const path of [war, home]) {
    const { scanMs, bareMs } = asked(child(path, 'ratio', path, String(rounds)))
    say(`${path.padEnd(44)} ${scanMs.toFixed(0)} ms / ${bareMs.toFixed(0)} ms = ${(scanMs / bareMs).toFixed(2)}`)
  }

  say('\na process of its own, as a collector runs; and once more with what was kept of the first scan')
  for (const path of [war, home]) {
    const kept = join(scratch, path === war ? 'war' : 'home')
    mkdirSync(kept)
    const again = (): ChildFigures => asked([process.execPath, builtProgram('archive-child'), 'again', path, kept])
    const alone = asked(child(path, 'scan', path))
    const first = again()
    const second = Array.from({ length: rounds }, again)
    const cpu = Math.min(...second.map(({ cpuMs }) => cpuMs))
    const share = ((100 * cpu) / first.cpuMs).toFixed(1)
    say(`${path.padEnd(44)} peak ${alone.rssMb.toFixed(0)} MB, ${JSON.stringify(alone.counters)}`)
    say(`${''.padEnd(44)} first ${first.cpuMs.toFixed(0)} ms of CPU, again ${cpu.toFixed(0)} ms: ${share} %`)
  }

  say('\none collector process against two, whole fact, wall')
  let shared = Number.NaN
  for (const path of [home, war]) {
    const [one, two] = await sharedSeconds(path, rounds)
    shared = two
    say(`${path.padEnd(44)} ${one.toFixed(2)} s / ${two.toFixed(2)} s = ${(one / two).toFixed(2)}`)
  }

  const npm = join(dirname(war), 'npm')
  if (!existsSync(join(npm, 'node_modules/yauzl'))) {
    mkdirSync(npm, { recursive: true })
    spawnSync('npm', ['install', '--silent', '--prefix', npm, 'yauzl@3'], { stdio: 'ignore' })
  }
  const shell = (text: string): readonly string[] => ['sh', '-c', text]
  const jdeps = "jdeps --multi-release base -v -include '.*' -e 'javax\\.(servlet|websocket)\\..*' -cp"
  const contenders: readonly Contender[] = [
    { name: 'iam-preflight, one process', command: child(war, 'scan', war), rounds },
    ...(isInstalled('ugrep')
      ? [{ name: 'ugrep -z --zmax=2', command: ['ugrep', '-z', '--zmax=2', '-l', '-a', 'javax[./](servlet|websocket)', war], rounds }]
      : []),
    ...(isInstalled('jdeps') && isInstalled('unzip')
      ? [
          {
            name: 'unzip + jdeps',
            command: shell(`rm -rf '${scratch}/x'; unzip -q '${war}' -d '${scratch}/x'; ${jdeps} '${scratch}/x/WEB-INF/lib/*'`),
            rounds,
          },
        ]
      : []),
    ...(existsSync(join(npm, 'node_modules/yauzl'))
      ? [{ name: 'yauzl loop', command: [process.execPath, join(here, 'yauzl-loop.js'), npm, war], rounds: 1 }]
      : []),
    ...(isInstalled('javax2jakarta')
      ? [{ name: 'javax2jakarta', command: ['javax2jakarta', '-logLevel=FINE', war, join(scratch, 'out.war')], rounds: 1 }]
      : []),
  ]
  const results = new Map<string, Figures[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < rounds; round++)
    for (const contender of contenders) if (round < contender.rounds) results.get(contender.name)?.push(timed(contender.command))
  say(`\n| ${war} | wall s | CPU s | MB | wall | CPU | wall, two processes of ours |\n|---|---|---|---|---|---|---|`)
  const least = (figures: readonly Figures[], of: (one: Figures) => number | null): number => Math.min(...figures.map((one) => of(one) ?? Number.NaN))
  const ours = results.get(contenders[0]?.name ?? '') ?? []
  for (const [name, figures] of results) {
    const [wall, cpu] = [least(figures, (one) => one.wall), least(figures, (one) => one.cpu)]
    const ratios = [wall / least(ours, (one) => one.wall), cpu / least(ours, (one) => one.cpu), wall / shared].map((ratio) => `${ratio.toFixed(1)}x`)
    say(`| ${name} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${least(figures, (one) => one.rss).toFixed(0)} | ${ratios.join(' | ')} |`)
  }
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
