#!/usr/bin/env node
// Runs the TypeScript sources; the package ships bin/run.js.
import { expectClosedOutput, startable } from './startable.js'

if (startable()) {
  const { readFile } = await import('node:fs/promises')
  const { fileURLToPath } = await import('node:url')
  const { execute, settings } = await import('@oclif/core')
  const root = fileURLToPath(new URL('..', import.meta.url))
  const pjson = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  pjson.oclif.commands = { strategy: 'pattern', target: './src/commands', globPatterns: ['*.ts'] }
  // Node strips the types itself; oclif's own transpiling would silently run a stale dist instead.
  settings.enableAutoTranspile = false
  expectClosedOutput()
  // Not awaited: it never ends when the reader of the output has gone away.
  void execute({ loadOptions: { root, pjson, ignoreManifest: true } })
}
