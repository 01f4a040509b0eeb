import { defineCollector, partial } from '../core/collector.ts'
import { amFeatures, type AmFeatures } from '../facts/am-features.ts'
import { featureOf } from '../formats/am-configuration/feature.ts'
import { amTreeOf, configurationNeeds, configurationTouches, isTree, readEntities } from './support/am-configuration-files.ts'

type Items = { -readonly [K in 'soapSts' | 'snmp' | 'moduleConditions']: AmFeatures[K][number][] }

export default defineCollector({
  fact: amFeatures,
  type: 'pingam',
  needs: ({ fields }, { which }) => configurationNeeds(fields, which),
  touches: ({ fields }, { which }) => configurationTouches(fields, which),
  collect: async ({ target: { fields }, params, files }) => {
    const tree = await amTreeOf(files, fields, params.which)
    const directory = params.which === 'current' && fields.config !== undefined ? `${fields.config}/opends` : null
    const embeddedDirectory = directory !== null && (await files.stat(directory))?.kind === 'directory' ? directory : null
    const found: Items = { soapSts: [], snmp: [], moduleConditions: [] }
    if (!isTree(tree)) return partial({ tree, ...found, embeddedDirectory }, [])
    const omitted = await readEntities(files, tree, { about: 'features' }, (entity, declaredIn) => {
      const feature = featureOf(entity)
      const realm = entity.scope
      if (feature === null) return
      if (feature.is === 'soap-sts') found.soapSts.push({ realm, name: feature.name, declaredIn })
      else if (feature.is === 'module-condition') found.moduleConditions.push({ realm, policy: feature.policy, declaredIn })
      else found.snmp.push({ enabled: feature.enabled, fields: feature.fields, declaredIn, line: entity.placeOf(feature.pointer)?.line ?? null })
    })
    return partial({ tree, ...found, embeddedDirectory }, omitted)
  },
})
