import { defineCollector, partial, type Collected, type PlanContext } from '../core/collector.ts'
import { compareText } from '../core/json.ts'
import type { FileSession } from '../core/session.ts'
import { harmlessValue } from '../derived/harmless-value.ts'
import { amServers, type AmServers } from '../facts/am-servers.ts'
import type { AmEntity } from '../formats/am-configuration/entity.ts'
import { serverDocumentsOf, type ServerProperty } from '../formats/am-configuration/server.ts'
import { expandedOf } from '../formats/config-expression.ts'
import { PackageMatcher } from '../formats/package-references.ts'
import { amTreeOf, configurationNeeds, configurationTouches, isTree, readEntities, type AmTree } from './support/am-configuration-files.ts'

/** Packages that AM 8 does not have (facts/pingam 5.1). */
const OLD_PACKAGES = new PackageMatcher(['javax.servlet', 'javax.websocket'])

export default defineCollector({
  fact: amServers,
  type: 'pingam',
  needs: ({ fields }, { which }) => configurationNeeds(fields, which),
  touches: ({ fields }, { which }) => configurationTouches(fields, which),
  collect: async ({ target, params, plan, files }) => {
    const tree = await amTreeOf(files, target.fields, params.which)
    return isTree(tree) ? serversIn(files, tree, plan) : partial({ tree, servers: [], sites: [], properties: [] }, [])
  },
})

const serversIn = async (files: FileSession, tree: AmTree, plan: PlanContext): Promise<Collected<AmServers>> => {
  const servers = new Map<string, AmServers['servers'][number]>()
  const sites = new Map<string, AmServers['sites'][number]>()
  const properties: AmServers['properties'][number][] = []
  const notUnderstood: string[] = []

  const omitted = await readEntities(files, tree, { about: 'servers' }, (entity, declaredIn) => {
    for (const document of serverDocumentsOf(entity)) {
      if (document.is === 'site') sites.set(document.site, { name: document.site, declaredIn })
      else if (document.is === 'server') servers.set(document.server, { name: document.server, site: document.site, declaredIn })
      else {
        if (document.bad > 0) notUnderstood.push(`${declaredIn}: ${document.bad} server properties are not of the form key=value`)
        for (const property of document.properties)
          properties.push({ server: document.server, advanced: document.advanced, declaredIn, ...recorded(property, entity, files, plan) })
      }
    }
  })
  const byName = (a: { name: string }, b: { name: string }): number => compareText(a.name, b.name)
  return partial(
    {
      tree,
      servers: [...servers.values()].sort(byName),
      sites: [...sites.values()].sort(byName),
      properties: properties.sort((a, b) => compareText(a.server, b.server) || compareText(a.key, b.key)),
    },
    [...omitted, ...notUnderstood],
  )
}

/** An expression that the plan does not resolve has no value, whatever default stands in it. */
const recorded = (
  { key, value: written, pointer }: ServerProperty,
  entity: AmEntity,
  files: FileSession,
  plan: PlanContext,
): Pick<AmServers['properties'][number], 'key' | 'value' | 'fingerprint' | 'unresolved' | 'line' | 'refersTo'> => {
  const { text, unresolved } = expandedOf(written ?? '', plan.variables)
  const refersTo = [...new Set(OLD_PACKAGES.namesIn(`${key}=${text ?? written ?? ''}`).map(({ name }) => name))].slice(0, 100)
  return {
    key,
    value: written === null || text === null ? null : harmlessValue(key, text),
    fingerprint: written === null ? null : files.fingerprint(text ?? written),
    unresolved,
    line: entity.placeOf(pointer)?.line ?? null,
    ...(refersTo.length === 0 ? {} : { refersTo }),
  }
}
