import { defineCollector, partial, type Collected, type PlanContext } from '../core/collector.ts'
import type { FileSession } from '../core/session.ts'
import type { FieldsOf } from '../core/target.ts'
import { amSecretStores, type AmSecretStores } from '../facts/am-secret-stores.ts'
import { scopeWithin } from '../formats/am-configuration/entity.ts'
import { secretStoreDocumentOf } from '../formats/am-configuration/secret-store.ts'
import { expandedOf, isAbsolutePath } from '../formats/config-expression.ts'
import { FormatError } from '../formats/format-error.ts'
import { configurationNeeds, configurationTouches, fileBasedTree, readDocuments, type AmTree } from './support/am-configuration-files.ts'
import { assertDirectory } from './support/named-paths.ts'

type Fields = Pick<FieldsOf<'pingam'>, 'config' | 'amsterExport'>

export default defineCollector({
  fact: amSecretStores,
  type: 'pingam',
  needs: ({ fields }) => configurationNeeds(fields, 'current'),
  touches: ({ fields }) => configurationTouches(fields, 'current'),
  collect: ({ target, plan, files }) => secretStoresOf(files, target.fields, plan),
})

/**
 * The secret-store configuration of an instance: from the file-based tree when it shows a global store, else from the Amster export. Throws FactError when
 * a tree that the plan names cannot be walked.
 */
export const secretStoresOf = async (files: FileSession, fields: Fields, plan: PlanContext): Promise<Collected<AmSecretStores>> => {
  const { config, amsterExport } = fields
  // The Amster route removes the configuration directory; without an export a name that leads nowhere would look like a configuration kept elsewhere.
  if (config !== undefined && amsterExport === undefined) await assertDirectory(files, config, 'config (or give amsterExport)')
  const fileBased = config === undefined ? null : await fileBasedTree(files, config)
  if (fileBased !== null) {
    const found = await readTree(files, fileBased, plan)
    if (found.value.visible || found.omitted.length > 0 || amsterExport === undefined) return found
  }
  if (amsterExport !== undefined) return readTree(files, { form: 'amster', root: amsterExport, layer: 'whole' }, plan)
  return partial({ form: 'classic', visible: false, layer: 'unknown', keyStores: [], otherStores: [], mappings: [] }, [])
}

/** The service's folder is the only name relied on; every file below it is understood by its content. */
const inSecretStoreFolder = (relative: string): boolean =>
  /(?:^|\/)[^/]*secret[^/]*store[^/]*\/.*\.json$|\/[^/]*secret[^/]*store[^/]*\.json$/i.test(relative)

const readTree = async (files: FileSession, tree: AmTree, plan: PlanContext): Promise<Collected<AmSecretStores>> => {
  const { form, layer } = tree
  const keyStores: AmSecretStores['keyStores'][number][] = []
  const otherStores: AmSecretStores['otherStores'][number][] = []
  const mappings: AmSecretStores['mappings'][number][] = []

  const omitted = await readDocuments(files, tree, { accept: inSecretStoreFolder }, ({ value }, { path: declaredIn, relative }) => {
    const document = secretStoreDocumentOf(value)
    if (document === null)
      throw new FormatError('parse-failed', "it is in a secret store's folder, but is no secret store or mapping that is understood")
    if (document.is === 'container') return
    const scope = scopeWithin(document.scope, relative, form)
    if (scope === null) throw new FormatError('ambiguous', 'it and its folder do not say, or not alike, whether it is global or of which realm')
    if (document.is === 'mapping') {
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
  })
  const visible = [...keyStores, ...otherStores].some(({ scope }) => scope === 'global')
  return partial({ form, visible, layer, keyStores, otherStores, mappings }, omitted)
}
