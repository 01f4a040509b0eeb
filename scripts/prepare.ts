import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Run by npm at the end of `npm ci` in a clone (not where the package is a dependency). An npm that runs on an older Node leaves out optional dependencies
 * that ask for a newer one: the project brings its own Node, which installs what is left, by the same lock file.
 */
const resolves = (name: string): boolean => {
  try {
    createRequire(import.meta.url).resolve(name)
    return true
  } catch {
    return false
  }
}

const npm = process.env['npm_execpath']
if (!resolves('tedious') && npm !== undefined) {
  const root = fileURLToPath(new URL('..', import.meta.url))
  const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-save', '--loglevel=error']
  const { status } = spawnSync(process.execPath, [npm, 'install', ...options], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] })
  process.exitCode = status ?? 1
}
