import { access, constants, stat } from 'node:fs/promises'
import type { Plan } from '../config/plan-model.ts'
import { didYouMean } from '../core/nearest.ts'
import type { Selection } from '../core/selection.ts'
import { UserError } from '../core/user-error.ts'
import { rootsOf, type Root } from '../sessions/roots.ts'
import { lookedAt } from './selection-of-flags.ts'

/** Files that a client of a database has written, by the target whose answers they hold. */
export type Imports = ReadonlyMap<string, Root>

/**
 * What `--import FILE` and `--import TARGET=FILE` name. Throws UserError for a target that is none, a file that cannot be read, and where it is not clear which
 * database a file is of.
 */
export const importsOf = async (values: readonly string[], plan: Plan, selection: Selection): Promise<Imports> => {
  const databases = lookedAt(plan, selection)
    .targets.filter(({ type }) => type === 'database')
    .map(({ name }) => name)
  const imports = new Map<string, Root>()
  for (const value of values) {
    const { target, file } = named(value, databases)
    if (imports.has(target)) throw new UserError(`two files are given for ${target}`)
    const [root] = await rootsOf([file])
    if (root === undefined || !(await isReadable(root.real))) throw new UserError(...unreadable(file, value, databases))
    // A directory would be opened to whoever reads the file.
    if (!(await stat(root.real)).isFile()) throw new UserError(`${file} is not a file`, 'Give the file that the client has written.')
    imports.set(target, root)
  }
  return imports
}

const named = (value: string, databases: readonly string[]): { readonly target: string; readonly file: string } => {
  const at = value.indexOf('=')
  const before = value.slice(0, Math.max(at, 0))
  if (databases.includes(before)) return { target: before, file: value.slice(at + 1) }
  const [only, ...others] = databases
  if (only === undefined) throw new UserError('no target of type database is looked at', 'What is imported takes the place of one: see --target.')
  if (others.length > 0)
    throw new UserError(
      `it is not clear which database ${value} is of${didYouMean(before, databases)}`,
      `Say --import NAME=FILE, or --target NAME: ${databases.join(', ')}.`,
    )
  return { target: only, file: value }
}

/** A word before `=` that names no target may be meant for one, or be part of a file's name. */
const unreadable = (file: string, value: string, databases: readonly string[]): readonly [string, string] => {
  const before = /^(?<name>[\w.-]+)=/.exec(value)?.groups?.['name']
  return before === undefined || file !== value
    ? [`${file} cannot be read`, 'Give the file that the client has written.']
    : [`no database that is looked at is called ${before}${didYouMean(before, databases)}`, `Say --import NAME=FILE: ${databases.join(', ')}.`]
}

const isReadable = (file: string): Promise<boolean> =>
  access(file, constants.R_OK).then(
    () => true,
    () => false,
  )
