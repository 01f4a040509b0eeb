import { isList, membersOf, pointerToken, textOf, textsOf, unwrapped } from './json-value.ts'
import type { AmEntity } from './entity.ts'

/** One property of a server, as written. */
export interface ServerProperty {
  readonly key: string
  /** Null: not given as a text, a number or a truth value. */
  readonly value: string | null
  readonly pointer: string
}

/** What a document says of servers and sites (facts/pingam 2.3, 2.4). */
export type ServerDocument =
  /** `advanced`: from a page of advanced properties of an export; null where the form does not tell (file-based: all are in one list). */
  | {
      readonly is: 'properties'
      readonly server: string
      readonly advanced: boolean | null
      readonly properties: readonly ServerProperty[]
      readonly bad: number
    }
  | { readonly is: 'server'; readonly server: string; readonly site: string | null }
  | { readonly is: 'site'; readonly site: string }

/** Name of the defaults that every server inherits. */
export const SERVER_DEFAULT = 'server-default'

const SERVERS = 'com-sun-identity-servers'
const SITES = 'com-sun-identity-sites'

/** Words of which every such document holds one. */
export const SERVER_MENTIONS = ['serverconfig', SERVERS, SITES, 'Properties"', '"Servers"', '"Sites"', 'DirectoryConfiguration'] as const

/** Empty for a document about something else. The file-based tree says in one document which site a server is of and what its properties are. */
export const serverDocumentsOf = (entity: AmEntity): readonly ServerDocument[] => {
  const server = below(entity, SERVERS)
  if (server !== null) {
    const properties = entity.data['serverconfig'] === undefined ? [] : [fromServerConfig(entity, server)]
    return server === SERVER_DEFAULT ? properties : [{ is: 'server', server, site: siteOf(entity) }, ...properties]
  }
  const site = below(entity, SITES)
  if (site !== null) return [{ is: 'site', site }]
  if (entity.scope !== 'global') return []
  if (entity.type === 'Sites') return [{ is: 'site', site: entity.id }]
  if (entity.type === 'Servers') return [{ is: 'server', server: entity.id, site: siteOf(entity) }]
  const page = /^(Default)?(\w+Properties|DirectoryConfiguration)$/.exec(entity.type)
  return page === null ? [] : [fromPage(entity, page[1] === undefined ? ownerOf(entity) : SERVER_DEFAULT)]
}

/** The name right below a node of the platform service: the server or site that a document is about, however deep it lies. */
const below = ({ names, id }: AmEntity, node: string): string | null => {
  const at = names.findIndex((name) => name.toLowerCase() === node)
  if (at > 0) return names[at - 1] ?? null
  // Without a DN the path of names must do; a server's name is a URL, which holds slashes itself.
  const path = id.toLowerCase().indexOf(`${node}/`)
  if (at === 0 || path === -1) return null
  const rest = id.slice(path + node.length + 1)
  return (node === SITES ? rest.split('/')[0] : rest) ?? null
}

const siteOf = ({ data }: AmEntity): string | null => {
  const site = textOf(data['siteName'] ?? data['parentsiteid'])
  return site === null || site === '' || site === '[Empty]' ? null : site
}

/** `serverconfig`: a list of "key=value". */
const fromServerConfig = ({ data }: AmEntity, server: string): ServerDocument => {
  const lines = textsOf(data['serverconfig'])
  const items = lines ?? []
  const properties = items.flatMap((line, index) => {
    const at = line.indexOf('=')
    return at < 1 ? [] : [{ key: line.slice(0, at).trim(), value: line.slice(at + 1), pointer: `/data/serverconfig/${index}` }]
  })
  return { is: 'properties', server, advanced: null, properties, bad: lines === null ? 1 : items.length - properties.length }
}

/** A page of an export: settings by name, in sections or not. What is inherited is said at the defaults. */
const fromPage = (entity: AmEntity, server: string): ServerDocument => {
  const properties: ServerProperty[] = []
  const advanced = entity.type.endsWith('AdvancedProperties')
  const take = (key: string, value: AmEntity['data'][string], pointer: string, depth: number): void => {
    if (key.startsWith('_')) return
    const members = membersOf(value)
    if (members !== null && members['inherited'] === true) return
    const inner = unwrapped(value)
    const section = membersOf(inner)
    if (section !== null && depth < 3) {
      for (const [name, item] of Object.entries(section)) take(name, item ?? null, `${pointer}/${pointerToken(name)}`, depth + 1)
      return
    }
    properties.push({ key, value: plainText(inner), pointer })
  }
  for (const [name, value] of Object.entries(entity.data)) take(name, value, `/data/${pointerToken(name)}`, 0)
  return { is: 'properties', server, advanced, properties, bad: 0 }
}

const plainText = (value: ReturnType<typeof unwrapped>): string | null => {
  if (value === null || value === undefined) return ''
  if (isList(value)) return textsOf(value)?.join(',') ?? null
  return typeof value === 'object' ? null : String(value)
}

/** The server a page belongs to stands among the path parameters. */
const ownerOf = ({ pathParams, id }: AmEntity): string =>
  Object.values(pathParams)
    .map(textOf)
    .find((name) => name !== null) ?? id
