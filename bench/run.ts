import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEMO_DEFECTS, makeEstate } from '../fixtures/estate/estate.ts'
import { putKeystore } from '../fixtures/estate/configuration.ts'
import { instancePaths } from '../fixtures/estate/paths.ts'
import { machine, mediansOf, row } from './measure.ts'

/** `npm run bench`: start-up against an empty oclif command on the same Node, the modules it loads, and the demo's audit. Prints figures, judges nothing. */
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const say = (text: string): void => void process.stdout.write(`${text}\n`)

execFileSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' })
execFileSync(process.execPath, [join(root, 'scripts/manifest.ts')], { cwd: root, stdio: 'inherit' })

const command = join(root, 'bin/run.js')
const empty = join(root, 'bench/empty/run.js')
say(`machine: ${machine()}\n`)

say('start-up, median of 15, against the empty oclif command doing the same')
const startup = mediansOf(
  [
    { name: 'node -e 0', args: ['-e', '0'] },
    { name: 'empty nothing', args: [empty, 'nothing'] },
    { name: 'empty --help', args: [empty, '--help'] },
    { name: 'iam-preflight --help', args: [command, '--help'] },
    { name: 'iam-preflight list checks', args: [command, 'list', 'checks'] },
  ],
  15,
)
const of = (name: string): number => startup.get(name) ?? Number.NaN
say(row('node -e 0', of('node -e 0'), of('empty nothing')))
say(row('empty oclif command', of('empty nothing'), of('empty nothing')))
say(row('empty --help', of('empty --help'), of('empty --help')))
say(row('iam-preflight --help', of('iam-preflight --help'), of('empty --help')))
say(row('iam-preflight list checks', of('iam-preflight list checks'), of('empty nothing')))

say('\nmodules of ajv, yaml, saxes, jsonc-parser or node-forge loaded')
for (const args of [['--help'], ['list', 'checks']]) {
  const probe = join(root, 'bench/loaded-packages.js')
  const { stderr } = spawnSync(process.execPath, ['--import', probe, command, ...args], { encoding: 'utf8' })
  say(`${args.join(' ').padEnd(36)} ${stderr.trim() === '' ? 'none' : stderr.trim()}`)
}

const estate = mkdtempSync(join(tmpdir(), 'iam-preflight-bench-'))
try {
  makeEstate(estate, { defects: DEMO_DEFECTS })
  const audit =
    mediansOf([{ name: 'audit', args: [command, 'audit', '--plan', join(estate, 'preflight.yaml'), '--reporter', 'json'] }], 7).get('audit') ??
    Number.NaN
  say(`\nthe demo's audit: ${audit.toFixed(0)} ms in all, ${(audit - of('empty nothing')).toFixed(0)} ms after start-up`)

  putKeystore(instancePaths(estate, 'am-1'), { iterations: 200_000 })
  say('\nwhen each target was done, the sealed key of am-1 under 200,000 rounds: only its own is later')
  const { stderr } = spawnSync(process.execPath, [command, 'audit', '--plan', join(estate, 'preflight.yaml'), '--debug', '--reporter', 'json'], {
    encoding: 'utf8',
  })
  say(stderr.trim())
} finally {
  rmSync(estate, { recursive: true, force: true })
}
