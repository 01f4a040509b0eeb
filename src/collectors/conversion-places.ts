import { defineCollector, partial } from '../core/collector.ts'
import type { FileSession } from '../core/session.ts'
import { conversionPlaces, type ConversionPlaces } from '../facts/conversion-places.ts'
import { belongsToTree, treePathOf } from './support/services-folders.ts'

type Tree = NonNullable<ConversionPlaces['services']>

export default defineCollector({
  fact: conversionPlaces,
  type: 'pingam',
  needs: ({ fields }) => (fields.upgradedConfig === undefined ? 'upgradedConfig' : null),
  touches: ({ fields: { config, amsterExport, upgradedConfig } }) => [
    ...[config === undefined ? undefined : `${config}/config/services`, amsterExport].flatMap((what) =>
      what === undefined ? [] : [{ kind: 'tree' as const, what }],
    ),
    ...(upgradedConfig === undefined ? [] : [{ kind: 'file' as const, what: upgradedConfig }]),
  ],
  collect: async ({ target: { fields }, files }) => {
    const omitted: string[] = []
    const services = await treeAt(files, await treePathOf(files, fields, 'current'), omitted)
    const exported = await treeAt(files, fields.amsterExport ?? null, omitted)
    const { upgradedConfig: path = '' } = fields
    const output = { path, resolved: (await files.stat(path))?.resolved ?? path }
    return partial({ services, exported, output }, omitted)
  },
})

const treeAt = async (files: FileSession, path: string | null, omitted: string[]): Promise<Tree | null> => {
  if (path === null) return null
  const stat = await files.stat(path)
  if (stat === null) return { path, resolved: path, state: 'absent', files: 0, newest: null }
  const walk = await files.walk(path, { accept: belongsToTree })
  omitted.push(...walk.omitted)
  const found = walk.entries.filter(({ kind }) => kind !== 'directory')
  const [first, ...rest] = found
  if (first === undefined) return { path, resolved: stat.resolved, state: 'empty', files: 0, newest: null }
  const newest = rest.reduce((latest, entry) => (entry.modifiedAt > latest.modifiedAt ? entry : latest), first)
  return {
    path,
    resolved: stat.resolved,
    state: 'present',
    files: found.length,
    newest: { path: newest.relative, modifiedAt: Math.trunc(newest.modifiedAt) },
  }
}
