import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DEMO_DEFECTS, makeEstate } from '../fixtures/estate/estate.ts'

/**
 * The demo: builds the sample estate (two AM instances, the second with defects) in a private temporary directory, audits it as a user would, prints the
 * report and the audit's own exit code, and ends with 0 itself.
 */
const directory = mkdtempSync(join(tmpdir(), 'iam-preflight-demo-'))
try {
  makeEstate(directory, { defects: DEMO_DEFECTS })
  const command = fileURLToPath(new URL('../bin/dev.js', import.meta.url))
  process.stdout.write(`$ iam-preflight audit --plan preflight.yaml      (the sample estate, in ${directory})\n\n`)
  const { status } = spawnSync(process.execPath, [command, 'audit', '--plan', join(directory, 'preflight.yaml')], { stdio: 'inherit' })
  process.stdout.write(`\nThe audit itself exits with ${status}; this demo ends with 0.\n`)
} finally {
  rmSync(directory, { recursive: true, force: true })
}
