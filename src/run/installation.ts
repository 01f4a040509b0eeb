import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Engine } from '../core/sql.ts'

/** Where this installation lies and what its child processes must be able to read: the application and its dependencies, nothing else. */

/** True when running from TypeScript sources (development and tests), false from the compiled package. */
const fromSources = import.meta.url.endsWith('.ts')
const here = dirname(fileURLToPath(import.meta.url))
/** The folder that holds src/ and checks/: the package root in development, dist/ in the package. */
const codeRoot = dirname(dirname(here))
export const packageRoot = realpathSync(fromSources ? codeRoot : dirname(codeRoot))

interface PackageJson {
  readonly name: string
  readonly version: string
  readonly dependencies?: { readonly [name: string]: string }
}

const packageJson = (directory: string): PackageJson => {
  const parsed: PackageJson = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
  return parsed
}

export const TOOL = { name: 'iam-preflight', version: packageJson(packageRoot).version } as const

/** The entry file of a child process, by its name below src/run. */
export const entryFile = (name: 'collector-process' | 'evaluator-process'): string =>
  join(realpathSync(here), `${name}${fromSources ? '.ts' : '.js'}`)

/** Packages that code of the child processes imports, directly. Their own dependencies are found from them. */
const CHILD_PACKAGES = ['saxes', 'jsonc-parser', 'node-forge', 'ajv', 'ldapts', 'undici'] as const

/** The package that speaks to each engine, brings others along, and native code where it is ibm_db: only the process that needs one may read it. */
const DRIVERS = { postgres: 'pg', mysql: 'mysql2', mssql: 'tedious', oracle: 'oracledb', db2: 'ibm_db' } as const satisfies Record<Engine, string>
export type TargetDriver = (typeof DRIVERS)[Engine]

export const driverFor = (engine: Engine): TargetDriver => DRIVERS[engine]

/** The directory a package resolves to from another, by Node's own rule: node_modules upwards, links not followed. Null when it is not installed. */
const packageDirectory = (name: string, from: string): string | null => {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, 'node_modules', name)
    if (existsSync(join(candidate, 'package.json'))) return candidate
    if (directory === dirname(directory)) return null
  }
}

/** The links on the way to a path: where packages, or node_modules itself, are linked into place, Node reads each before what it leads to. */
const linksOn = (path: string): readonly string[] => {
  const above = dirname(path)
  return [...(lstatSync(path).isSymbolicLink() ? [path] : []), ...(above === path ? [] : linksOn(above))]
}

const withDependencies = (name: string, from: string, found: Set<string>): void => {
  const named = packageDirectory(name, from)
  if (named === null || found.has(named)) return
  const directory = realpathSync(named)
  for (const path of [named, ...linksOn(named), directory]) found.add(path)
  for (const dependency of Object.keys(packageJson(directory).dependencies ?? {})) withDependencies(dependency, directory, found)
}

/** What a child process may read of the application: code and resolved dependency directories, which may be hoisted beside the package. */
export const applicationPaths = (driver: TargetDriver | null = null): readonly string[] => {
  const dependencies = new Set<string>()
  for (const name of [...CHILD_PACKAGES, ...(driver === null ? [] : [driver])]) withDependencies(name, packageRoot, dependencies)
  const code = fromSources ? [join(packageRoot, 'src'), join(packageRoot, 'checks')] : [join(packageRoot, 'dist')]
  return [...code, join(packageRoot, 'package.json'), ...[...dependencies].sort()]
}
