import type { JsonData } from '../json-document.ts'
import { statedScopeOf } from './entity.ts'
import { membersOf, textOf, type Members } from './json-value.ts'

/**
 * One document of AM's secret-store configuration, file-based or exported by Amster, understood by its content (`metadata`, `data._type`, `secretId`):
 * names of files are lower-cased and may be UUIDs. Shapes: facts/pingam 2.3 and 2.4.
 */
export type SecretStoreDocument =
  | {
      readonly is: 'key-store'
      readonly scope: string | null
      readonly name: string
      readonly type: string | null
      readonly file: string | null
      readonly storePasswordId: string | null
      readonly entryPasswordId: string | null
      readonly provider: string | null
    }
  | {
      readonly is: 'other-store'
      readonly scope: string | null
      readonly kind: string
      readonly name: string
      readonly format: string | null
      readonly directory: string | null
    }
  | {
      readonly is: 'mapping'
      readonly scope: string | null
      readonly kind: string
      readonly store: string
      readonly label: string
      readonly aliases: readonly string[]
    }
  /** The node above the stores: it says nothing. */
  | { readonly is: 'container' }

const KEY_STORE = 'KeyStoreSecretStore'
const STORE_KIND = /secret.*store/i

/** Null when the document is not understood; then it must not be passed over in silence. `scope` of the answer is null when the document does not say. */
export const secretStoreDocumentOf = (value: JsonData): SecretStoreDocument | null => {
  const document = membersOf(value)
  const metadata = membersOf(document?.['metadata'])
  const data = membersOf(document?.['data'])
  if (metadata === null || data === null) return null
  const scope = statedScopeOf(metadata)
  const id = textOf(data['_id']) ?? textOf(metadata['entityId'])
  if (id === null) return null
  if (data['secretId'] !== undefined || data['aliases'] !== undefined) return mappingOf(metadata, data, id, scope)

  const kind = kindOf(metadata, data)
  if (kind === null) return null
  const name = id.replace(/^default\//, '')
  if (kind !== KEY_STORE) return { is: 'other-store', scope, kind, name, format: textOf(data['format']), directory: textOf(data['directory']) }
  if (id === 'default' && data['file'] === undefined) return { is: 'container' }
  return {
    is: 'key-store',
    scope,
    name,
    type: textOf(data['storetype']),
    file: textOf(data['file']),
    storePasswordId: textOf(data['storePassword']),
    entryPasswordId: textOf(data['keyEntryPassword']),
    provider: textOf(data['providerName']),
  }
}

/** `default/<store>/mappings/<label>` in the file-based tree; in an Amster export the store stands in `pathParams` under its kind. */
const mappingOf = (metadata: Members, data: Members, id: string, scope: string | null): SecretStoreDocument | null => {
  const label = textOf(data['secretId'])
  const aliases = data['aliases']
  if (label === null || !Array.isArray(aliases)) return null
  const names = aliases.map(textOf)
  if (names.some((name) => name === null)) return null
  const parent = Object.entries(membersOf(metadata['pathParams']) ?? {}).find(([key]) => STORE_KIND.test(key))
  const store =
    /^(?:default\/)?(.+)\/mappings\/[^/]+$/.exec(textOf(metadata['entityId']) ?? id)?.[1] ?? (parent === undefined ? null : textOf(parent[1]))
  const kind = kindOf(metadata, data) ?? parent?.[0] ?? null
  if (store === null || kind === null) return null
  return { is: 'mapping', scope, kind, store, label, aliases: names.flatMap((name) => name ?? []) }
}

const kindOf = (metadata: Members, data: Members): string | null =>
  [textOf(metadata['entityType']), textOf(membersOf(data['_type'])?.['_id'])].find((kind) => kind !== null && STORE_KIND.test(kind)) ?? null
