import { defineCollector, partial } from '../core/collector.ts'
import type { FileSession, Walk, WalkEntry } from '../core/session.ts'
import { servicesComparison } from '../facts/services-tree.ts'
import { mapped } from './support/mapped.ts'
import { belongsToTree, treePathOf } from './support/services-folders.ts'

const EXAMPLES = 50

export default defineCollector({
  fact: servicesComparison,
  type: 'pingam',
  needs: ({ fields }) => (fields.config === undefined ? 'config' : fields.upgradedConfig === undefined ? 'upgradedConfig' : null),
  touches: ({ fields: { config, upgradedConfig, oldConfig } }) =>
    [config === undefined ? undefined : `${config}/config/services`, upgradedConfig, oldConfig].flatMap((what) =>
      what === undefined ? [] : [{ kind: 'tree', what }],
    ),
  collect: async ({ target: { fields }, files, signal }) => {
    const live = await filesOf(files, await treePathOf(files, fields, 'current'))
    const upgraded = await filesOf(files, await treePathOf(files, fields, 'upgraded'))
    const old = await filesOf(files, await treePathOf(files, fields, 'old'))
    const is = async (one: WalkEntry, other: WalkEntry | undefined): Promise<boolean> =>
      other !== undefined && one.size === other.size && (await files.digest(one.path)).sha256 === (await files.digest(other.path)).sha256

    const relations = await mapped([...upgraded.byName], async ([name, entry]) => {
      signal.throwIfAborted()
      const mine = live.byName.get(name)
      if (mine === undefined) return { name, list: 'missing' as const }
      if (await is(mine, entry)) return { name, list: null }
      return { name, list: (await is(mine, old.byName.get(name))) ? ('stillOld' as const) : ('different' as const) }
    })
    const lists: { readonly [list in List]: string[] } = { missing: [], different: [], stillOld: [], leftOver: [], further: [] }
    for (const { name, list } of relations) if (list !== null) lists[list].push(name)
    const same = relations.filter(({ list }) => list === null).length
    for (const name of live.byName.keys()) if (!upgraded.byName.has(name)) lists[old.byName.has(name) ? 'leftOver' : 'further'].push(name)
    const examples = (list: List) => ({ count: lists[list].length, examples: lists[list].slice(0, EXAMPLES) })
    return partial(
      {
        live: live.path,
        upgraded: upgraded.path,
        same,
        missing: examples('missing'),
        different: examples('different'),
        stillOld: examples('stillOld'),
        leftOver: examples('leftOver'),
        further: examples('further'),
      },
      [live, upgraded, old].flatMap(({ omitted }) => omitted),
    )
  },
})

type List = 'missing' | 'different' | 'stillOld' | 'leftOver' | 'further'

interface TreeFiles {
  readonly path: string
  readonly byName: ReadonlyMap<string, WalkEntry>
  readonly omitted: Walk['omitted']
}

/** The files of a tree by their path below it; none where the plan does not name the tree, or nothing is there. */
const filesOf = async (files: FileSession, path: string | null): Promise<TreeFiles> => {
  const walk = path === null || (await files.stat(path)) === null ? null : await files.walk(path, { accept: belongsToTree })
  const entries = (walk?.entries ?? []).filter(({ kind }) => kind === 'file')
  return { path: path ?? '', byName: new Map(entries.map((entry) => [entry.relative, entry])), omitted: walk?.omitted ?? [] }
}
