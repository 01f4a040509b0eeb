import type { ValueOf, amConfiguration, bootstrapPointers } from '../../../src/api.ts'

export type Pointers = ValueOf<typeof bootstrapPointers>

const bare = (text: string): string => text.replace(/[/\\_]+$/, '')

/** Whether two directories are the same, a trailing slash or none. */
const samePath = (a: string, b: string): boolean => bare(a) === bare(b)

/** Whether a pointer leads to a configuration directory, by its name or by where that leads. */
export const leadsTo = (target: string, { path, resolved }: ValueOf<typeof amConfiguration>): boolean =>
  samePath(target, path) || samePath(target, resolved)

/**
 * The pointers of the instance judged: those named after its web application, and those that lead to one of its directories (a web application behind a
 * symbolic link is named otherwise). Others belong to other instances of the same user. All of them when the plan names no web application.
 */
export const ownPointers = ({ pointers, webapps }: Pointers, directories: readonly ValueOf<typeof amConfiguration>[]): Pointers['pointers'] =>
  pointers.filter(
    ({ name, target }) =>
      webapps.length === 0 ||
      webapps.some((webapp) => bare(name) === bare(webapp)) ||
      (target !== null && directories.some((directory) => leadsTo(target, directory))),
  )
