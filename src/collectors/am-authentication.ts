import { defineCollector, partial, type Collected } from '../core/collector.ts'
import { compareText } from '../core/json.ts'
import type { FileSession } from '../core/session.ts'
import { amAuthentication, type AmAuthentication } from '../facts/am-authentication.ts'
import { authenticationDocumentsOf } from '../formats/am-configuration/authentication.ts'
import { amTreeOf, configurationNeeds, configurationTouches, isTree, readEntities, type AmTree } from './support/am-configuration-files.ts'

export default defineCollector({
  fact: amAuthentication,
  type: 'pingam',
  needs: ({ fields }, { which }) => configurationNeeds(fields, which),
  touches: ({ fields }, { which }) => configurationTouches(fields, which),
  collect: async ({ target, params, files }) => {
    const tree = await amTreeOf(files, target.fields, params.which)
    if (isTree(tree)) return authenticationIn(files, tree)
    return partial({ tree, trees: [], chains: [], modules: [], settings: [], moduleClasses: [], retryLimitNodes: [], deviceNodes: [] }, [])
  },
})

type Items = { -readonly [K in Exclude<keyof AmAuthentication, 'tree'>]: AmAuthentication[K][number][] }

/** Packages of the modules that come with AM. */
const OF_THE_VENDOR = /^(?:com\.sun\.identity\.authentication\.modules|org\.forgerock\.openam\.authentication\.modules)\./

const authenticationIn = async (files: FileSession, tree: AmTree): Promise<Collected<AmAuthentication>> => {
  const found: Items = { trees: [], chains: [], modules: [], settings: [], moduleClasses: [], retryLimitNodes: [], deviceNodes: [] }
  const unread: string[] = []
  const omitted = await readEntities(files, tree, { about: 'authentication' }, (entity, declaredIn) => {
    const realm = entity.scope
    for (const document of authenticationDocumentsOf(entity)) {
      if (document.is === 'tree') found.trees.push({ realm, name: document.name })
      else if (document.is === 'chain') {
        found.chains.push({ realm, name: document.name, modules: document.modules, declaredIn })
        if (document.modules === null) unread.push(`${declaredIn}: what the chain ${document.name} is made of is not understood`)
      } else if (document.is === 'module') found.modules.push({ realm, name: document.name, kind: document.kind, declaredIn })
      else if (document.is === 'settings') found.settings.push({ realm, users: document.users, administrators: document.administrators, declaredIn })
      else if (document.is === 'retry-limit-node')
        found.retryLimitNodes.push({ realm, id: document.name, savesToUser: document.savesToUser, declaredIn })
      else if (document.is === 'device-node') found.deviceNodes.push({ realm, id: document.name, type: document.type, declaredIn })
      else if (document.classes === null) unread.push(`${declaredIn}: the list of module types is not understood`)
      else found.moduleClasses.push(...document.classes.filter((name) => !OF_THE_VENDOR.test(name)).map((className) => ({ className, declaredIn })))
    }
  })
  const byRealm = <T extends { realm: string; name?: string }>(a: T, b: T): number =>
    compareText(a.realm, b.realm) || compareText(a.name ?? '', b.name ?? '')
  for (const items of [found.trees, found.chains, found.modules]) items.sort(byRealm)
  found.settings.sort(byRealm)
  return partial({ tree, ...found }, [...omitted, ...unread])
}
