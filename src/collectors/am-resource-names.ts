import { defineCollector, partial } from '../core/collector.ts'
import type { ValueOf } from '../core/fact.ts'
import { compareText } from '../core/json.ts'
import { amResourceNames } from '../facts/am-resource-names.ts'
import { resourceNameOf } from '../formats/am-configuration/resource.ts'
import { amTreeOf, configurationNeeds, configurationTouches, isTree, readDocuments } from './support/am-configuration-files.ts'
import { entityOf } from '../formats/am-configuration/entity.ts'

type Slashed = ValueOf<typeof amResourceNames>['slashed'][number]

export default defineCollector({
  fact: amResourceNames,
  type: 'pingam',
  needs: ({ fields }, { which }) => configurationNeeds(fields, which),
  touches: ({ fields }, { which }) => configurationTouches(fields, which),
  collect: async ({ target, params, files }) => {
    const tree = await amTreeOf(files, target.fields, params.which)
    if (!isTree(tree)) return partial({ tree, resources: 0, slashed: [] }, [])
    const slashed: Slashed[] = []
    let resources = 0
    // Every document has a name, so every one is looked at; what is none of AM's has none.
    const omitted = await readDocuments(files, tree, {}, (document, { path, relative }) => {
      const entity = entityOf(document, relative, tree.form)
      const name = typeof entity === 'string' ? null : resourceNameOf(entity)
      if (typeof entity === 'string' || name === null) return
      resources++
      if (name.includes('/')) slashed.push({ type: entity.type, realm: entity.scope, name, declaredIn: path })
    })
    const order = (a: Slashed, b: Slashed): number => compareText(a.realm, b.realm) || compareText(a.type, b.type) || compareText(a.name, b.name)
    return partial({ tree, resources, slashed: slashed.sort(order) }, omitted)
  },
})
