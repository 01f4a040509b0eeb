import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'

const root = dirname(import.meta.dirname)

/**
 * Builds the package, and with it the programs here that stand for it: what is measured is what is installed, since from sources every process would begin
 * by taking the types off them.
 */
export const buildPackage = (): void => {
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  execFileSync('npx', ['tsc', '-p', 'tsconfig.bench.json'], { cwd: root, stdio: 'inherit' })
}

/** Where buildPackage leaves one of those programs. */
export const builtProgram = (name: string): string => join(root, 'dist/bench', `${name}.js`)
