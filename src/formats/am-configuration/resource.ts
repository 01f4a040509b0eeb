import type { AmEntity } from './entity.ts'

/**
 * Kinds whose names are URLs or realm paths by nature, and which are asked for in other ways: servers and sites, realms, and the entities, circles and
 * providers of federation.
 */
const NAMED_BY_URL = /^(?:iPlanetAMPlatformService|Servers|Sites|Realms?|sunAMRealmService)$|saml|federation|circle|COTConfig|Properties$/i

/** Name of a resource that a request can name in its path; null for the node of a service, and for what is named by URLs. */
export const resourceNameOf = (entity: AmEntity): string | null => {
  const { type, names, id, scope, entryKind } = entity
  if (NAMED_BY_URL.test(type) || entryKind === 'realm') return null
  // In the file-based tree an instance lies below "default"; in an export a settings page is called like its type.
  const own = names.length > 1 ? (isServiceNode(names) ? null : names[0]) : id === type || id === '' ? null : id
  if (own === undefined || own === null) return null
  return scope === 'global' && entity.data['parentPath'] !== undefined ? null : own
}

const isServiceNode = ([name, parent]: readonly string[]): boolean =>
  /^(?:default|GlobalConfig|OrganizationConfig)$/i.test(name ?? '') ||
  /^(?:GlobalConfig|OrganizationConfig|PluginConfig|Instances|1\.0)$/i.test(parent ?? '')
