import { defineCollector, partial } from '../core/collector.ts'
import type { ValueOf } from '../core/fact.ts'
import { compareText } from '../core/json.ts'
import { amIdentityStores } from '../facts/am-identity-stores.ts'
import { identityStoreOf } from '../formats/am-configuration/identity-store.ts'
import { expandedOf } from '../formats/config-expression.ts'
import { amTreeOf, configurationNeeds, configurationTouches, isTree, readEntities } from './support/am-configuration-files.ts'

type Store = ValueOf<typeof amIdentityStores>['stores'][number]

export default defineCollector({
  fact: amIdentityStores,
  type: 'pingam',
  needs: ({ fields }, { which }) => configurationNeeds(fields, which),
  touches: ({ fields }, { which }) => configurationTouches(fields, which),
  collect: async ({ target, params, plan, files }) => {
    const tree = await amTreeOf(files, target.fields, params.which)
    if (!isTree(tree)) return partial({ tree, stores: [] }, [])
    const stores: Store[] = []
    const unread: string[] = []
    const omitted = await readEntities(files, tree, { about: 'identityStores' }, (entity, declaredIn) => {
      const store = identityStoreOf(entity)
      if (store === null) return
      const unresolved = new Set<string>()
      const filled = (written: string): string => {
        const expanded = expandedOf(written, plan.variables)
        for (const name of expanded.unresolved) unresolved.add(name)
        return expanded.text ?? written
      }
      // What an expression stands for may be a list, with commas (facts/pingam 2.3); nothing here holds one itself.
      const filledList = (written: readonly string[]): readonly string[] =>
        written.flatMap((item) => {
          const text = filled(item)
          return expandedOf(item, plan.variables).text === null ? [text] : text.split(',').map((part) => part.trim())
        })
      const filledOrNull = (written: string | null): string | null => (written === null ? null : filled(written))
      const { name, servers, userClasses, userAttributes } = store
      if (userClasses === null) unread.push(`${declaredIn}: the object classes that users of ${name} get are not understood`)
      stores.push({
        realm: entity.scope,
        name,
        implementation: filledOrNull(store.implementation),
        servers: filledList(servers),
        baseDn: filledOrNull(store.baseDn),
        bindDn: filledOrNull(store.bindDn),
        connectionMode: filledOrNull(store.connectionMode),
        userClasses: userClasses === null ? null : filledList(userClasses),
        userAttributes: userAttributes === null ? null : filledList(userAttributes),
        unresolved: [...unresolved],
        declaredIn,
      })
    })
    const order = (a: Store, b: Store): number => compareText(a.realm, b.realm) || compareText(a.name, b.name)
    return partial({ tree, stores: stores.sort(order) }, [...omitted, ...unread])
  },
})
