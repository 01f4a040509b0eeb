import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEMO_DEFECTS, makeEstate } from '../fixtures/estate/estate.ts'
import { estateBefore, PLANTED, upgraded } from '../fixtures/estate/pair.ts'

/**
 * The demo: builds the sample estate (two AM instances, the second with defects) in a private temporary directory and audits it as a user would; then
 * collects a healthy one, upgrades it with a few things gone wrong, collects it again and shows what has drifted. Prints the reports and the tool's own exit
 * codes, and ends with 0 itself.
 */
const directory = mkdtempSync(join(tmpdir(), 'iam-preflight-demo-'))
const COMMAND = fileURLToPath(new URL('../bin/dev.js', import.meta.url))

const shown = (args: readonly string[]): number | null => {
  process.stdout.write(`$ iam-preflight ${args.join(' ')}      (in ${directory})\n\n`)
  const { status } = spawnSync(process.execPath, [COMMAND, ...args], { stdio: 'inherit', cwd: directory })
  process.stdout.write('\n')
  return status
}

try {
  for (const name of ['today', 'pair']) mkdirSync(join(directory, name))
  makeEstate(join(directory, 'today'), { defects: DEMO_DEFECTS })
  const audited = shown(['audit', '--plan', 'today/preflight.yaml'])

  const estate = estateBefore(join(directory, 'pair'))
  shown(['collect', '--plan', 'pair/preflight.yaml', '--output', 'before.json'])
  upgraded(estate, Object.keys(PLANTED))
  process.stdout.write('(The instances are upgraded to AM 8.1; on am-2 some things go wrong.)\n\n')
  shown(['collect', '--plan', 'pair/preflight.yaml', '--output', 'after.json'])
  const drifted = shown(['drift', 'before.json', 'after.json'])
  process.stdout.write(`The audit itself exits with ${audited}, the comparison with ${drifted}; this demo ends with 0.\n`)
} finally {
  rmSync(directory, { recursive: true, force: true })
}
