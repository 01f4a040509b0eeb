import { execFileSync } from 'node:child_process'
import { dirname } from 'node:path'

/** Builds the package: what is measured is what is installed, since from sources every process would begin by taking the types off them. */
export const buildPackage = (): void =>
  void execFileSync('npm', ['run', '--silent', 'build'], { cwd: dirname(import.meta.dirname), stdio: ['ignore', 'ignore', 'inherit'] })

/** A module of the package as `built`, or of its `sources`; `path` is below src, without its ending. */
export const moduleOf = async <M>(code: string, path: string): Promise<M> => {
  const module: M = await import(new URL(code === 'built' ? `../dist/src/${path}.js` : `../src/${path}.ts`, import.meta.url).href)
  return module
}
