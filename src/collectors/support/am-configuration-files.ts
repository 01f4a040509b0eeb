import type { Touch } from '../../core/collector.ts'
import { FactError } from '../../core/fact-error.ts'
import type { FileSession, WalkEntry } from '../../core/session.ts'
import type { FieldsOf } from '../../core/target.ts'
import type { ConfigurationLayer, WhichConfiguration } from '../../facts/am-configuration-tree.ts'
import { entityOf, type AmConfigurationForm, type AmEntity } from '../../formats/am-configuration/entity.ts'
import { isAbout, isAboutAny, type Subject } from '../../formats/am-configuration/mentions.ts'
import { FormatError } from '../../formats/format-error.ts'
import { jsonDocumentOf, type JsonDocument } from '../../formats/json-document.ts'
import { LIMITS } from '../../limits.ts'
import { assertDirectory } from './named-paths.ts'

type Fields = Pick<FieldsOf<'pingam'>, 'config' | 'amsterExport' | 'upgradedConfig'>

/** A tree of configuration files. */
export interface AmTree {
  readonly form: AmConfigurationForm
  readonly root: string
  readonly layer: ConfigurationLayer
}

/** Of a configuration that is kept in a directory server and not exported, or that is not there. */
interface NoTree {
  readonly form: 'classic' | 'absent'
  readonly root: null
  readonly layer: 'unknown'
}

/** What the plan would have to name; null when it does. */
export const configurationNeeds = (fields: Fields, which: WhichConfiguration): string | null => {
  if (which === 'upgraded') return fields.upgradedConfig === undefined ? 'upgradedConfig' : null
  return fields.config === undefined && fields.amsterExport === undefined ? 'config or amsterExport' : null
}

export const configurationTouches = (fields: Fields, which: WhichConfiguration): readonly Touch[] =>
  (which === 'upgraded' ? [fields.upgradedConfig, versionFileOf(fields)] : [fields.config, fields.amsterExport]).flatMap((what) =>
    what === undefined ? [] : [{ kind: 'tree', what }],
  )

/** Where the file-based tree lies in a configuration directory, or in a directory that is the tree's parent or the tree already (facts/pingam 2.3). */
const SERVICES = ['/config/services', '/services', ''] as const

/**
 * The tree of files that holds the configuration: the file-based one, or the Amster export where there is none or where the first is only the upper layer
 * of an AM 8. Throws FactError when a path of the plan cannot be looked at.
 */
export const amTreeOf = async (files: FileSession, fields: Fields, which: WhichConfiguration): Promise<AmTree | NoTree> => {
  const { config, amsterExport, upgradedConfig } = fields
  if (which === 'upgraded') return upgradedConfig === undefined ? ABSENT : upgradedTree(files, fields, upgradedConfig)
  // The Amster route removes the configuration directory; without an export a name that leads nowhere would look like a configuration kept elsewhere.
  if (config !== undefined && amsterExport === undefined) await assertDirectory(files, config, 'config (or give amsterExport)')
  const fileBased = config === undefined ? null : await fileBasedTree(files, config)
  if (fileBased !== null && (fileBased.layer === 'whole' || amsterExport === undefined)) return fileBased
  return amsterExport === undefined ? { form: 'classic', root: null, layer: 'unknown' } : { form: 'amster', root: amsterExport, layer: 'whole' }
}

const ABSENT: NoTree = { form: 'absent', root: null, layer: 'unknown' }

/** Whether there are files to read. */
export const isTree = (tree: AmTree | NoTree): tree is AmTree => tree.root !== null

/** The file-based tree of a configuration directory, or null. */
export const fileBasedTree = async (files: FileSession, config: string): Promise<AmTree | null> => {
  const root = await servicesIn(files, config)
  return root === null ? null : { form: 'file-based', root, layer: await layerOf(files, `${config}/.version`) }
}

/** What amupgrade wrote is as complete as what it was given: the layer is that of the plan's own configuration. */
const upgradedTree = async (files: FileSession, fields: Fields, path: string): Promise<AmTree | NoTree> => {
  // The plan may name the output of amupgrade before there is any.
  if ((await files.stat(path)) === null || (await files.list(path)).length === 0) return ABSENT
  const root = await servicesIn(files, path)
  if (root === null) {
    for (const folder of ['global', 'realms'])
      if ((await files.stat(`${path}/${folder}`))?.kind === 'directory') return { form: 'amster', root: path, layer: 'whole' }
    throw new FactError('unsupported', `${path} holds neither a file-based configuration (realm/) nor an Amster export (global/, realms/)`)
  }
  const version = versionFileOf(fields)
  return { form: 'file-based', root, layer: version === undefined ? 'unknown' : await layerOf(files, version) }
}

const versionFileOf = ({ config }: Fields): string | undefined => (config === undefined ? undefined : `${config}/.version`)

const servicesIn = async (files: FileSession, directory: string): Promise<string | null> => {
  for (const folder of SERVICES) if ((await files.stat(`${directory}${folder}/realm`))?.kind === 'directory') return `${directory}${folder}`
  return null
}

/** From AM 8 on the tree may be only the upper layer of the configuration; its baseline lies in the web application. */
const layerOf = async (files: FileSession, versionFile: string): Promise<ConfigurationLayer> => {
  if ((await files.stat(versionFile)) === null) return 'unknown'
  const major = /(\d{1,4})\.\d/.exec(await files.readText(versionFile))?.[1]
  if (major === undefined) return 'unknown'
  return Number(major) < 8 ? 'whole' : 'overlay'
}

export interface ReadOptions {
  /** Which of the .json files are looked at; default: all. */
  readonly accept?: (relative: string) => boolean
  /** What a file must mention to be understood further; thousands that do not cost a read each, and no more. */
  readonly about?: Subject
}

/** Files read at once before any of them is understood: few enough that their texts are nothing to speak of. */
const AT_ONCE = 64

/** Reads every JSON file of a tree once, in order of their paths. What could not be read or understood comes back as `omitted`, a line each. */
export const readDocuments = async (
  files: FileSession,
  { root }: AmTree,
  { accept = () => true, about }: ReadOptions,
  visit: (document: JsonDocument, entry: WalkEntry) => Promise<void> | void,
): Promise<readonly string[]> => {
  const concerns = about === undefined ? () => true : isAbout(about)
  // One walk for every fact, whichever files it looks at.
  const walk = await files.walk(root, { accept: isJson })
  const omitted = [...walk.omitted]
  const all = walk.entries.filter(({ kind, relative }) => kind === 'file' && accept(relative))
  const entries = all.slice(0, countWithin(all, LIMITS.configurationTree.value))
  if (entries.length < all.length)
    omitted.push(`limit: the configuration files below ${root} are larger than ${LIMITS.configurationTree.value} bytes together; see explain limits`)
  const wanted = about === undefined ? {} : { wanted: isAboutAny }
  for (let from = 0; from < entries.length; from += AT_ONCE) {
    for (const { entry, text } of await files.readTexts(entries.slice(from, from + AT_ONCE), wanted)) {
      try {
        if (typeof text !== 'string') throw text
        const visited = concerns(text) ? visit(jsonDocumentOf(text), entry) : undefined
        if (visited !== undefined) await visited
      } catch (error) {
        omitted.push(leftOut(entry.path, error))
      }
    }
  }
  return omitted
}

/** How many files, from the first on, are together no larger than a limit. */
const countWithin = (entries: readonly { readonly size: number }[], limit: number): number => {
  let left = limit
  const beyond = entries.findIndex(({ size }) => (left -= size) < 0)
  return beyond === -1 ? entries.length : beyond
}

/** As readDocuments, for those that are entities of AM; one that is none, or does not say what it belongs to, is among the omitted. */
export const readEntities = (
  files: FileSession,
  tree: AmTree,
  options: ReadOptions,
  visit: (entity: AmEntity, path: string) => Promise<void> | void,
): Promise<readonly string[]> =>
  readDocuments(files, tree, options, (document, { path, relative }) => {
    const entity = entityOf(document, relative, tree.form)
    if (entity === 'not-understood') throw new FormatError('parse-failed', 'it is no configuration of AM that is understood')
    if (entity === 'no-scope')
      throw new FormatError('ambiguous', 'it and its folder do not say, or not alike, whether it is global or of which realm')
    return visit(entity, path)
  })

const isJson = (relative: string): boolean => /\.json$/i.test(relative)

/** The line for a file that could not be read or understood; being told to stop, or a defect, ends the collection. */
export const leftOut = (path: string, error: unknown): string => {
  if (error instanceof FactError && error.code !== 'deadline' && error.code !== 'internal') return error.message
  if (error instanceof FormatError) return `${path}: ${error.message}`
  throw error
}
