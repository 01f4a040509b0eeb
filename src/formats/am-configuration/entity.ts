import { FormatError } from '../format-error.ts'
import type { JsonDocument } from '../json-document.ts'
import { ldapValuesOf } from '../ldap-name.ts'
import type { LinePlace } from '../line-index.ts'
import { membersOf, textOf, type Members } from './json-value.ts'

/** Forms in which AM's configuration lies in files (facts/pingam 2.3, 2.4). */
export type AmConfigurationForm = 'file-based' | 'amster'

/** One document of AM's configuration, by what it says of itself; its file's name says nothing. */
export interface AmEntity {
  /** "global", or the realm ("/", "/alpha"). */
  readonly scope: string
  /** `metadata.entityType`, for example ScriptingService (file-based) or GlobalScripts (Amster). */
  readonly type: string
  /** `metadata.sunServiceID`: kind of the entry within a service of the file-based tree; null elsewhere. */
  readonly entryKind: string | null
  /** `metadata.entityId`, else `data._id`; in the file-based tree a path of names. */
  readonly id: string
  /** Names from the entity up, unescaped: of `metadata.uid` in the file-based tree; in an export the entity's own name only. */
  readonly names: readonly string[]
  readonly pathParams: Members
  readonly data: Members
  /** Where the value at a JSON pointer of the document begins. */
  placeOf(pointer: string): LinePlace | null
}

/** Why a document is no entity: it is not one of AM's, or does not say what it belongs to. */
export type NoEntity = 'not-understood' | 'no-scope'

/** `relative`: path of the file within its tree, whose folders say what is global (scopeWithin). */
export const entityOf = (document: JsonDocument, relative: string, form: AmConfigurationForm): AmEntity | NoEntity => {
  const metadata = membersOf(document.part('metadata'))
  const type = metadata === null ? null : textOf(metadata['entityType'])
  if (metadata === null || !document.hasObject('data') || type === null) return 'not-understood'
  const id = textOf(metadata['entityId']) ?? textOf(document.part('data', '_id'))
  if (id === null) return 'not-understood'
  const scope = scopeWithin(statedScopeOf(metadata), relative, form)
  if (scope === null) return 'no-scope'
  const names = namesOf(textOf(metadata['uid']), id)
  if (names === null) return 'not-understood'
  return new DocumentEntity({ scope, type, id, names, metadata }, document)
}

/**
 * A class, and not an object made in place: those that a loop makes by thousands V8 soon takes to be long-lived, and keeps each with its document until it
 * looks through all of the heap.
 */
class DocumentEntity implements AmEntity {
  readonly scope: string
  readonly type: string
  readonly entryKind: string | null
  readonly id: string
  readonly names: readonly string[]
  readonly pathParams: Members
  readonly #document: JsonDocument

  constructor(
    { scope, type, id, names, metadata }: Pick<AmEntity, 'scope' | 'type' | 'id' | 'names'> & { metadata: Members },
    document: JsonDocument,
  ) {
    this.scope = scope
    this.type = type
    this.entryKind = textOf(metadata['sunServiceID'])
    this.id = id
    this.names = names
    this.pathParams = membersOf(metadata['pathParams']) ?? {}
    this.#document = document
  }

  get data(): Members {
    return membersOf(this.#document.part('data')) ?? {}
  }

  placeOf(pointer: string): LinePlace | null {
    return this.#document.positionOf(pointer)
  }
}

/** Null when what should be a DN is none. */
const namesOf = (uid: string | null, id: string): readonly string[] | null => {
  if (uid === null) return [id]
  try {
    return ldapValuesOf(uid)
  } catch (error) {
    if (error instanceof FormatError) return null
    throw error
  }
}

/** What a document says it belongs to: the entry's DN says it outright, else a realm of null is global, as both forms write it. Null when it does not say. */
export const statedScopeOf = (metadata: Members): string | null => {
  const realm = metadata['realm']
  const uid = (textOf(metadata['uid']) ?? '').toLowerCase()
  if (uid.includes('ou=globalconfig,')) return 'global'
  if (uid.includes('ou=organizationconfig,')) return textOf(realm)
  return realm === null ? 'global' : textOf(realm)
}

/**
 * What the document says, else its folder. Old Amster exports write the root realm into global entities too: there the folder `global` decides. In the
 * file-based tree a realm's document in `globalconfig` is a contradiction, for which the answer is null.
 */
export const scopeWithin = (stated: string | null, relative: string, form: AmConfigurationForm): string | null => {
  const segments = relative.toLowerCase().split('/')
  const inFolder = (name: string): boolean => segments.includes(name) || segments.includes(`${name}.json`)
  if (form === 'amster') return segments[0] === 'global' ? 'global' : stated === 'global' ? null : stated
  if (inFolder('globalconfig')) return stated === null || stated === 'global' ? 'global' : null
  return stated === 'global' && inFolder('organizationconfig') ? null : stated
}
