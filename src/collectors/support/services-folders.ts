import type { FileSession } from '../../core/session.ts'
import type { FieldsOf } from '../../core/target.ts'

/** Trees of configuration files that a plan may name. */
export type Tree = 'current' | 'upgraded' | 'old' | 'export'

export const TREE_FIELDS = { current: 'config', upgraded: 'upgradedConfig', old: 'oldConfig', export: 'amsterExport' } as const

/** Name of the file with the start-up values; it holds clear-text passwords. */
export const INSTALL_PROPERTIES = 'noninteractive-install.properties'

/** Folders at the top of a tree, file-based and of Amster. */
const TOPS = ['realm', 'realms', 'global'] as const

/**
 * Where a tree lies, or null when the plan does not name it. What is kept of an old configuration may be the services directory alone or the whole
 * configuration directory; the first of the two that is there counts.
 */
export const treePathOf = async (files: FileSession, fields: FieldsOf<'pingam'>, tree: Tree): Promise<string | null> => {
  const path = fields[TREE_FIELDS[tree]]
  if (path === undefined || tree === 'upgraded' || tree === 'export') return path ?? null
  if (tree === 'current') return `${path}/config/services`
  for (const below of ['', '/services', '/config/services']) if (await holdsTree(files, `${path}${below}`)) return `${path}${below}`
  return path
}

/** Whether a directory holds a folder that only such a tree has. */
export const holdsTree = async (files: FileSession, path: string): Promise<boolean> => {
  for (const top of TOPS) if ((await files.stat(`${path}/${top}`))?.kind === 'directory') return true
  return false
}

/** Files that belong to a tree: not the start-up values, and not what version control keeps beside it. */
export const belongsToTree = (relative: string): boolean =>
  !relative.endsWith(INSTALL_PROPERTIES) && !/(?:^|\/)\.(?:git|svn|hg)(?:\/|$)/.test(relative)
