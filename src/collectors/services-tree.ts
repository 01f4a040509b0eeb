import { defineCollector, partial } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession, WalkEntry } from '../core/session.ts'
import { servicesTree } from '../facts/services-tree.ts'
import { FormatError } from '../formats/format-error.ts'
import { jsonDocumentOf, type JsonData } from '../formats/json-document.ts'
import { textOf } from '../formats/text-decoding.ts'
import { configurationVersionIn, memberOf } from './support/configuration-version.ts'
import { mapped } from './support/mapped.ts'
import { belongsToTree, holdsTree, INSTALL_PROPERTIES, TREE_FIELDS, treePathOf } from './support/services-folders.ts'

type Tree = ValueOf<typeof servicesTree>

const EXAMPLES = 50
const OLDEST = 20

export default defineCollector({
  fact: servicesTree,
  type: 'pingam',
  needs: ({ fields }, { which }) => (fields[TREE_FIELDS[which]] === undefined ? TREE_FIELDS[which] : null),
  touches: ({ fields }, { which }) => {
    const path = fields[TREE_FIELDS[which]]
    return path === undefined ? [] : [{ kind: 'tree', what: which === 'current' ? `${path}/config/services` : path }]
  },
  collect: async ({ target: { fields }, params: { which }, files, signal }) => {
    const path = (await treePathOf(files, fields, which)) ?? ''
    const stat = await files.stat(path)
    if (stat !== null && stat.kind !== 'directory') throw new FactError('unsupported', `${path}: a tree of configuration files is a directory`)
    const walk = stat === null ? null : await files.walk(path, { accept: belongsToTree })
    const found = (walk?.entries ?? []).filter(({ kind }) => kind === 'file')
    const documents = found.filter(({ relative }) => /\.json$/i.test(relative))
    const contents = await mapped(documents, async (document) => {
      signal.throwIfAborted()
      return summaryOf(document, await documentAt(files, document.path))
    })
    const read = new Reading()
    contents.forEach((one) => read.add(one))
    const properties = await files.stat(`${path}/${INSTALL_PROPERTIES}`)
    const value: Tree = {
      path,
      resolved: stat?.resolved ?? path,
      state: stat === null ? 'absent' : found.length === 0 ? 'empty' : 'present',
      documents: documents.length,
      damaged: { count: read.damaged.length, examples: read.damaged.slice(0, EXAMPLES) },
      ...(await foldersIn(files, path, walk === null)),
      amsterVersions: [...read.amsterVersions].sort().map(([version, documents]) => ({ version, documents })),
      configuration: read.configuration,
      oldest: documents
        .map(({ relative, modifiedAt }) => ({ path: relative, modifiedAt: Math.trunc(modifiedAt) }))
        .sort((a, b) => a.modifiedAt - b.modifiedAt || (a.path < b.path ? -1 : 1))
        .slice(0, OLDEST),
      installProperties: properties === null ? null : { path: `${path}/${INSTALL_PROPERTIES}`, modifiedAt: Math.trunc(properties.modifiedAt) },
    }
    return partial(value, walk?.omitted ?? [])
  },
})

/** What one document says about its tree; the rest of it is let go at once. */
interface Summary {
  readonly document: WalkEntry
  readonly damaged: boolean
  readonly amsterVersion: string | null
  readonly record: ReturnType<typeof configurationVersionIn> | null
}

const summaryOf = (document: WalkEntry, content: JsonData): Summary => {
  const metadata = memberOf(content, 'metadata')
  const version = memberOf(metadata, 'amsterVersion')
  return {
    document,
    damaged: content === null,
    amsterVersion: typeof version === 'string' && /^\d[\w.-]{0,63}$/.test(version) ? version : null,
    record: content !== null && isConfigurationVersion(document.relative, metadata) ? configurationVersionIn(memberOf(content, 'data')) : null,
  }
}

/** What the documents of a tree say about it together. */
class Reading {
  readonly damaged: string[] = []
  readonly amsterVersions = new Map<string, number>()
  configuration: Tree['configuration'] = null

  add({ document: { path, relative, modifiedAt }, damaged, amsterVersion, record }: Summary): void {
    if (damaged) this.damaged.push(relative)
    if (amsterVersion !== null) this.amsterVersions.set(amsterVersion, (this.amsterVersions.get(amsterVersion) ?? 0) + 1)
    if (record === null) return
    if (this.configuration !== null)
      throw new FactError('ambiguous', `${path}: ${this.configuration.path} of the same tree is a configuration version service as well`)
    this.configuration = { path: relative, ...record, modifiedAt: Math.trunc(modifiedAt) }
  }
}

/** File names are not to be relied on, entity types are (facts/pingam 2.3); documents without metadata go by their folder. */
const isConfigurationVersion = (relative: string, metadata: JsonData): boolean => {
  const entityType = memberOf(metadata, 'entityType')
  return typeof entityType === 'string'
    ? entityType.toLowerCase() === 'configurationversionservice'
    : /(?:^|\/)configurationversionservice(?:\.json$|\/)/i.test(relative)
}

/** Null for what is no JSON: cut off, say. Throws FactError for what cannot be read. */
const documentAt = async (files: FileSession, path: string): Promise<JsonData> => {
  const bytes = await files.read(path)
  try {
    return jsonDocumentOf(textOf(bytes)).value
  } catch (error) {
    if (error instanceof FormatError && error.kind !== 'limit') return null
    if (error instanceof FormatError) throw new FactError(error.kind, `${path}: ${error.message}`)
    throw error
  }
}

const foldersIn = async (files: FileSession, path: string, absent: boolean): Promise<Pick<Tree, 'realms' | 'nested'>> => {
  const realms: string[] = []
  const nested: string[] = []
  for (const { name, kind } of absent ? [] : await files.list(path)) {
    if (kind !== 'directory') continue
    if (name === 'realm' || name === 'realms')
      realms.push(...(await files.list(`${path}/${name}`)).filter((entry) => entry.kind === 'directory').map((entry) => entry.name))
    else if (name !== 'global' && (await holdsTree(files, `${path}/${name}`))) nested.push(name)
  }
  return { realms, nested }
}
