import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeConfigurationTree } from './configuration-tree.ts'
import { machine } from './measure.ts'

/** `npm run bench:configuration`: CPU time of reading 5,000 configuration files, by python3, by Node without more, and into all facts of the model. */
const PYTHON = `
import json, os, sys, time
for directory, _, files in os.walk(sys.argv[1]):
    for name in files:
        with open(os.path.join(directory, name), encoding="utf8") as file: json.load(file)
print(round(time.process_time() * 1000))
`
const READER = join(import.meta.dirname, 'read-configuration.ts')
const ROUNDS = 9

const tree = mkdtempSync(join(tmpdir(), 'iam-preflight-bench-'))
try {
  makeConfigurationTree(tree)
  const contenders = [
    ['python3, json.load of each', 'python3', ['-c', PYTHON, tree]],
    ['Node, JSON.parse of each', process.execPath, [READER, 'bare', tree]],
    ['read and modelled, eight facts', process.execPath, [READER, 'model', tree]],
  ] as const
  const least = new Map<string, number>()
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, command, args] of contenders) {
      const ms = Number(spawnSync(command, args, { encoding: 'utf8' }).stdout || Number.NaN)
      least.set(name, Math.min(ms, least.get(name) ?? Number.POSITIVE_INFINITY))
    }
  const against = least.get(contenders[0][0]) ?? Number.NaN
  process.stdout.write(`machine: ${machine()}\n5,000 configuration files, 20 MB; CPU time, best of ${ROUNDS}\n`)
  for (const [name, ms] of least)
    process.stdout.write(`${name.padEnd(36)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / against).toFixed(2).padStart(6)}x\n`)
} finally {
  rmSync(tree, { recursive: true, force: true })
}
