import { readdirSync, realpathSync, statSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { AnyCheck } from '../core/check.ts'
import type { AnyCollector } from '../core/collector.ts'

/**
 * Checks and collectors of the user's own: a module's default export, in a .ts, .js or .mjs file the plan names. They run in child processes only; the
 * supervisor never imports one.
 */

const MODULE_FILE = /\.(ts|mts|js|mjs)$/
const OTHER_FILE = /\.(d\.ts|test\.(ts|js))$/

/** The module files at the plan's paths: a file is itself, a directory its module files (not below), sorted. Throws when a path is not there. */
export const moduleFiles = (paths: readonly string[]): readonly string[] =>
  paths.flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => MODULE_FILE.test(name) && !OTHER_FILE.test(name))
          .sort()
          .map((name) => join(path, name))
      : [path],
  )

/** What the processes that load those modules may read: the paths as written, and where links lead, since modules are loaded from there. */
export const readablePaths = (paths: readonly string[]): readonly string[] => [...new Set(paths.flatMap((path) => [path, realpathSync(path)]))]

/** Makes `import … from 'iam-preflight'` in a user's module mean this installation, wherever the module lies. */
const resolveToThisInstallation = (): void => {
  const api = new URL(`../api${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url).href
  registerHooks({
    resolve: (specifier, context, next) => (specifier === 'iam-preflight' ? { url: api, shortCircuit: true } : next(specifier, context)),
  })
}

const exportsOf = async (files: readonly string[]): Promise<readonly { readonly file: string; readonly value: unknown }[]> => {
  if (files.length === 0) return []
  resolveToThisInstallation()
  const loaded: { file: string; value: unknown }[] = []
  for (const file of files) {
    const module: { readonly default?: unknown } = await import(pathToFileURL(file).href)
    loaded.push({ file, value: module.default })
  }
  return loaded
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null
const isCheck = (value: unknown): value is AnyCheck => isObject(value) && 'evaluate' in value && typeof value.evaluate === 'function' && 'id' in value
const isCollector = (value: unknown): value is AnyCollector =>
  isObject(value) && 'collect' in value && typeof value.collect === 'function' && 'fact' in value

/** The checks among the user's modules. Throws when a module exports neither a check nor a collector. */
export const userChecks = async (files: readonly string[]): Promise<readonly AnyCheck[]> => {
  const all = await exportsOf(files)
  const odd = all.find(({ value }) => !isCheck(value) && !isCollector(value))
  if (odd !== undefined) throw new Error(`${odd.file} has no default export made by defineCheck or defineCollector`)
  return all.map(({ value }) => value).filter(isCheck)
}

/** The collectors among the user's modules. */
export const userCollectors = async (files: readonly string[]): Promise<readonly AnyCollector[]> =>
  (await exportsOf(files)).map(({ value }) => value).filter(isCollector)
