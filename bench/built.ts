import { execFileSync } from 'node:child_process'
import { dirname } from 'node:path'

/** Builds the package: what is measured is what is installed, since from sources every process would begin by taking the types off them. */
export const buildPackage = (): void =>
  void execFileSync('npm', ['run', '--silent', 'build'], { cwd: dirname(import.meta.dirname), stdio: ['ignore', 'ignore', 'inherit'] })

/** A module of the built package; `path` is below src, without its ending. */
export const built = async <M>(path: string): Promise<M> => {
  const module: M = await import(new URL(`../dist/src/${path}.js`, import.meta.url).href)
  return module
}
