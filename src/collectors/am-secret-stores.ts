import { defineCollector, partial, type Collected, type PlanContext } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { FileSession } from '../core/session.ts'
import type { FieldsOf } from '../core/target.ts'
import { amSecretStores, type AmSecretStores } from '../facts/am-secret-stores.ts'
import { secretStoreDocumentOf, type SecretStoreDocument } from '../formats/am-secret-store.ts'
import { expandedOf, isAbsolutePath } from '../formats/config-expression.ts'
import { FormatError } from '../formats/format-error.ts'
import { jsonDocumentOf } from '../formats/json-document.ts'
import { assertDirectory } from './support/named-paths.ts'

type Fields = Pick<FieldsOf<'pingam'>, 'config' | 'amsterExport'>

export default defineCollector({
  fact: amSecretStores,
  type: 'pingam',
  needs: ({ fields }) => (fields.config === undefined && fields.amsterExport === undefined ? 'config or amsterExport' : null),
  touches: ({ fields }) => treesOf(fields).map((what) => ({ kind: 'tree', what })),
  collect: ({ target, plan, files }) => secretStoresOf(files, target.fields, plan),
})

/** Where the file-based tree lies in a configuration directory, or in a directory that is the tree's parent already (facts/pingam 2.3). */
const SERVICES = ['config/services', 'services'] as const

const treesOf = (fields: Fields): readonly string[] => [
  ...(fields.config === undefined ? [] : [...SERVICES.map((folder) => `${fields.config}/${folder}`), `${fields.config}/.version`]),
  ...(fields.amsterExport === undefined ? [] : [fields.amsterExport]),
]

/**
 * The secret-store configuration of an instance: from the file-based tree when it shows a global store, else from the Amster export. Throws FactError when
 * a tree that the plan names cannot be walked.
 */
export const secretStoresOf = async (files: FileSession, fields: Fields, plan: PlanContext): Promise<Collected<AmSecretStores>> => {
  const { config, amsterExport } = fields
  // The Amster route removes the configuration directory; without an export a name that leads nowhere would look like a configuration kept elsewhere.
  if (config !== undefined && amsterExport === undefined) await assertDirectory(files, config, 'config (or give amsterExport)')
  const services = config === undefined ? null : await folderIn(files, config)
  if (config !== undefined && services !== null) {
    const tree = await readTree(files, services, 'file-based', await layerOf(files, config), plan)
    if (tree.value.visible || tree.omitted.length > 0 || amsterExport === undefined) return tree
  }
  if (amsterExport !== undefined) return readTree(files, amsterExport, 'amster', 'whole', plan)
  return partial({ form: 'classic', visible: false, layer: 'unknown', keyStores: [], otherStores: [], mappings: [] }, [])
}

const folderIn = async (files: FileSession, config: string): Promise<string | null> => {
  for (const folder of SERVICES) if ((await files.stat(`${config}/${folder}/realm`))?.kind === 'directory') return `${config}/${folder}`
  return null
}

/** From AM 8 on the tree may be only the upper layer of the configuration; its baseline lies in the web application. */
const layerOf = async (files: FileSession, config: string): Promise<AmSecretStores['layer']> => {
  const path = `${config}/.version`
  if ((await files.stat(path)) === null) return 'unknown'
  const major = /(\d{1,4})\.\d/.exec(await files.readText(path))?.[1]
  if (major === undefined) return 'unknown'
  return Number(major) < 8 ? 'whole' : 'overlay'
}

/** The service's folder is the only name relied on; every file below it is understood by its content. */
const inSecretStoreFolder = (relative: string): boolean =>
  /(?:^|\/)[^/]*secret[^/]*store[^/]*\/.*\.json$|\/[^/]*secret[^/]*store[^/]*\.json$/i.test(relative)

const readTree = async (
  files: FileSession,
  root: string,
  form: 'file-based' | 'amster',
  layer: AmSecretStores['layer'],
  plan: PlanContext,
): Promise<Collected<AmSecretStores>> => {
  const walk = await files.walk(root, { accept: inSecretStoreFolder })
  const omitted = [...walk.omitted]
  const keyStores: AmSecretStores['keyStores'][number][] = []
  const otherStores: AmSecretStores['otherStores'][number][] = []
  const mappings: AmSecretStores['mappings'][number][] = []

  for (const entry of walk.entries.filter(({ kind }) => kind === 'file')) {
    const document = await documentAt(files, entry.path, omitted)
    if (document === null || document.is === 'container') continue
    const scope = scopeOf(document.scope, entry.relative, form)
    const declaredIn = entry.path
    if (scope === null) omitted.push(`${declaredIn}: it and its folder do not say, or not alike, whether it is global or of which realm`)
    else if (document.is === 'mapping') {
      const { kind, store, label, aliases } = document
      mappings.push({ label, aliases, kind, store, scope, declaredIn })
    } else if (document.is === 'other-store') {
      const { kind, name, format, directory } = document
      otherStores.push({ scope, kind, name, format, directory, declaredIn })
    } else {
      const { name, type, file, storePasswordId, entryPasswordId, provider } = document
      const place = file === null ? null : expandedOf(file, plan.variables)
      // An expression that nothing resolves stays as it is written: whoever reads it sees that it is one.
      const storetype = type === null ? null : (expandedOf(type, plan.variables).text ?? type)
      const resolvedFile = place?.text !== null && place?.text !== undefined && isAbsolutePath(place.text) ? place.text : null
      keyStores.push({
        scope,
        name,
        type: storetype,
        file,
        resolvedFile,
        unresolved: place?.unresolved ?? [],
        storePasswordId,
        entryPasswordId,
        provider,
        declaredIn,
      })
    }
  }
  const visible = [...keyStores, ...otherStores].some(({ scope }) => scope === 'global')
  return partial({ form, visible, layer, keyStores, otherStores, mappings }, omitted)
}

/** Null when the file could not be understood; then `omitted` says so. */
const documentAt = async (files: FileSession, path: string, omitted: string[]): Promise<SecretStoreDocument | null> => {
  try {
    const document = secretStoreDocumentOf(jsonDocumentOf(await files.readText(path)).value)
    if (document === null) omitted.push(`${path}: it is in a secret store's folder, but is no secret store or mapping that is understood`)
    return document
  } catch (error) {
    if (error instanceof FactError && error.code !== 'deadline' && error.code !== 'internal') omitted.push(error.message)
    else if (error instanceof FormatError) omitted.push(`${path}: ${error.message}`)
    else throw error
    return null
  }
}

/**
 * What the document says, else its folder. Old Amster exports write the root realm into global entities too: there the folder `global` decides. In the
 * file-based tree a realm's document in `globalconfig` is a contradiction, for which the answer is null.
 */
const scopeOf = (stated: string | null, relative: string, form: 'file-based' | 'amster'): string | null => {
  const segments = relative.toLowerCase().split('/')
  const global = form === 'amster' ? segments[0] === 'global' : segments.includes('globalconfig')
  if (!global) return stated === 'global' ? null : stated
  return stated === null || stated === 'global' || form === 'amster' ? 'global' : null
}
