import { hostPort, type AmIdentityStores, type LdapRoot } from '../../../src/api.ts'

export type IdentityStore = AmIdentityStores['stores'][number]

/** Whether a value is still an expression: `&{…}`, `$env{…}`, `${…}` or `%…%`, none of which names of classes, hosts and entries hold. */
export const isOpen = (text: string): boolean => /[&$]\w*\{|%\w+%/.test(text)

/** `host:port|serverId|siteId`, as AM writes the servers of an identity store, without the ids; in lower case. */
const addressIn = (server: string): string => (server.split('|')[0] ?? '').trim().toLowerCase()

/** `root` and `/` are the top level realm; a slash at the beginning may be left out. */
const realmOf = (name: string): string => (/^\/?(?:root)?$/i.test(name) ? '/' : name.startsWith('/') ? name : `/${name}`)

/** Whether a directory of the plan is the one that an identity store of the configuration lies in: the plan says so, or its address is one of the store's. */
export const isDirectoryOf = (root: LdapRoot, { realm, name, servers }: IdentityStore): boolean => {
  const { serves } = root
  const isNamed =
    serves !== null &&
    (serves.realm !== null || serves.store !== null) &&
    (serves.realm === null || realmOf(serves.realm) === realmOf(realm)) &&
    (serves.store === null || serves.store.toLowerCase() === name.toLowerCase())
  return isNamed || servers.some((server) => addressIn(server) === hostPort(root).toLowerCase())
}

/** What to add to the plan so that a store is looked at. */
export const planLinesFor = ({ realm, name, servers, baseDn, connectionMode }: IdentityStore): string => {
  const address = servers.map(addressIn).find((one) => one !== '' && !isOpen(one)) ?? 'HOST:PORT'
  const url = `${connectionMode?.toUpperCase() === 'LDAPS' ? 'ldaps' : 'ldap'}://${address}`
  const startTls = connectionMode?.toUpperCase() === 'STARTTLS' ? ', startTls: true' : ''
  const base = baseDn === null || isOpen(baseDn) ? 'BASE' : baseDn
  const label = name.replaceAll(/[^A-Za-z0-9-]/g, '-').toLowerCase()
  return `targets: { ${label}: { type: ldap, role: identity-store, url: "${url}"${startTls}, baseDn: "${base}", serves: { realm: "${realm}", store: "${name}" } } }`
}
