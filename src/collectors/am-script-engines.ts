import { defineCollector, partial } from '../core/collector.ts'
import { compareText } from '../core/json.ts'
import { amScriptEngines, type AmScriptEngines } from '../facts/am-script-engines.ts'
import { scriptEngineOf } from '../formats/am-configuration/script-engine.ts'
import { FormatError } from '../formats/format-error.ts'
import { amTreeOf, configurationNeeds, configurationTouches, isTree, readEntities } from './support/am-configuration-files.ts'

type Lists = AmScriptEngines['lists']

export default defineCollector({
  fact: amScriptEngines,
  type: 'pingam',
  needs: ({ fields }, { which }) => configurationNeeds(fields, which),
  touches: ({ fields }, { which }) => configurationTouches(fields, which),
  collect: async ({ target, params, files }) => {
    const tree = await amTreeOf(files, target.fields, params.which)
    if (!isTree(tree)) return partial({ tree, lists: [] }, [])
    const lists: Lists[number][] = []
    const unread: string[] = []
    const omitted = await readEntities(files, tree, { about: 'scriptEngines' }, (entity, declaredIn) => {
      const engine = scriptEngineOf(entity)
      if (engine === null) return
      if (engine === 'no-context') throw new FormatError('parse-failed', 'which context its allow-list is for is not understood')
      for (const list of ['allow', 'deny'] as const) {
        const found = engine[list]
        if (found === null) continue
        if (found.entries === null) {
          unread.push(`${declaredIn}: the ${list}-list of ${engine.context} is not a list of texts, or an expression that is not resolved`)
          continue
        }
        const entries = found.entries.flatMap((entry, index) =>
          isWatched(entry) ? [{ entry, line: entity.placeOf(`${found.pointer}/${index}`)?.line ?? null }] : [],
        )
        lists.push({ context: engine.context, scope: entity.scope, list, entries, others: found.entries.length - entries.length, declaredIn })
      }
    })
    const order = (a: Lists[number], b: Lists[number]): number =>
      compareText(a.context, b.context) || compareText(a.scope, b.scope) || compareText(a.list, b.list)
    return partial({ tree, lists: lists.sort(order) }, [...omitted, ...unread])
  },
})

/** About javax or jakarta, an expression that may be, or a pattern that begins so widely that it covers them. */
const isWatched = (entry: string): boolean =>
  /^\s*(?:javax|jakarta)(?![\w$])/.test(entry) ||
  /[&$]\{/.test(entry) ||
  ('javax.'.startsWith(entry.trim().replace(/\*.*$/s, '')) && entry.includes('*'))
