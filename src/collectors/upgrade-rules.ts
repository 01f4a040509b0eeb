import { defineCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import { upgradeRules } from '../facts/upgrade-rules.ts'
import { assertDirectory } from './support/named-paths.ts'
import { rulesBetween } from './support/rule-names.ts'

type Rules = ValueOf<typeof upgradeRules>

export default defineCollector({
  fact: upgradeRules,
  type: 'pingam',
  needs: ({ fields }) => (fields.upgrader === undefined ? 'upgrader' : null),
  touches: ({ fields: { upgrader } }) => (upgrader === undefined ? [] : [{ kind: 'tree', what: upgrader }]),
  collect: async ({ target: { fields }, files }) => {
    const upgrader = fields.upgrader ?? ''
    await assertDirectory(files, upgrader, 'upgrader')
    const folder = await rulesFolderIn(files, upgrader)
    const latest = folder === null ? null : `${folder}/fbc/latest.groovy`
    const stat = latest === null ? null : await files.stat(latest)
    return known({
      upgrader,
      folder,
      ...(await amsterRulesIn(files, folder)),
      fileBased: latest === null || stat?.kind !== 'file' ? null : { path: latest, size: stat.size },
      input: { amster: fields.amsterExport ?? null, fileBased: fields.config === undefined ? null : `${fields.config}/config/services` },
      output: fields.upgradedConfig ?? null,
    })
  },
})

/** The ZIP may have been extracted into the directory, or into one of its own below it. */
const rulesFolderIn = async (files: FileSession, upgrader: string): Promise<string | null> => {
  if (await isDirectory(files, `${upgrader}/rules`)) return `${upgrader}/rules`
  const below: string[] = []
  for (const { name, kind, odd } of await files.list(upgrader))
    if (kind === 'directory' && !odd && (await isDirectory(files, `${upgrader}/${name}/rules`))) below.push(`${upgrader}/${name}/rules`)
  if (below.length > 1) throw new FactError('ambiguous', `${upgrader} holds ${below.join(' and ')}: name one extracted Config-Upgrader`)
  return below[0] ?? null
}

const isDirectory = async (files: FileSession, path: string): Promise<boolean> => (await files.stat(path))?.kind === 'directory'

const amsterRulesIn = async (files: FileSession, folder: string | null): Promise<Pick<Rules, 'amster' | 'others'>> => {
  const amster: Rules['amster'][number][] = []
  const others: string[] = []
  if (folder === null || !(await isDirectory(files, `${folder}/amster`))) return { amster, others }
  for (const { name, odd } of await files.list(`${folder}/amster`)) {
    const path = `${folder}/amster/${name}`
    const rule = odd ? null : rulesBetween(name)
    const stat = rule === null ? null : await files.stat(path)
    if (rule !== null && stat?.kind === 'file') amster.push({ path, name, ...rule, size: stat.size })
    else others.push(name)
  }
  return { amster, others }
}
