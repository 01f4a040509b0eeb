import { dirname } from 'node:path'
import { defineCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ValueOf } from '../core/fact.ts'
import type { DirectoryEntry, FileSession } from '../core/session.ts'
import { libraryNamed, releaseIn } from '../derived/am-libraries.ts'
import { amTools } from '../facts/am-tools.ts'
import { compareVersions, versionOf } from '../formats/version-number.ts'
import { amsterJarsIn } from './support/amster-jars.ts'
import { rulesBetween } from './support/rule-names.ts'

type Tool = ValueOf<typeof amTools>['tools'][number]

/** Names of directories that may hold tools of AM; others in a home directory are none of ours. */
const CANDIDATE = /amster|upgrade|ssoadm|configurator|openam|forgerock|pingam|tools|(?:^|[-_.])am(?:[-_.\d]|$)/i

/** Programs by which the administration tools are known, in a directory or its bin (facts/pingam 7.3). */
const ADMINISTRATION = /^(?:ssoadm|ampassword|amverifyarchive)(?:\.bat)?$/i

export default defineCollector({
  fact: amTools,
  type: 'pingam',
  needs: ({ fields }) => (fields.amster === undefined && fields.home === undefined ? 'amster or home' : null),
  touches: ({ fields: { home, amster, upgrader } }) =>
    [home, amster, amster === undefined ? undefined : dirname(amster), upgrader, upgrader === undefined ? undefined : dirname(upgrader)].flatMap(
      (what) => (what === undefined ? [] : [{ kind: 'tree', what }]),
    ),
  collect: async ({ target: { fields }, files }) => {
    const { home, amster, upgrader } = fields
    const looked: string[] = []
    const unseen: string[] = []
    const tools = new Map<string, Tool>()
    const lookInto = async (directory: string): Promise<readonly DirectoryEntry[]> => {
      const entries = await entriesWithin(files, directory)
      if (entries === null) unseen.push(directory)
      for (const tool of entries === null ? [] : await toolsAmong(files, directory, entries)) tools.set(`${tool.path} ${tool.kind}`, tool)
      return entries ?? []
    }
    const named = [amster, upgrader].filter((path) => path !== undefined)
    for (const place of new Set([...(home === undefined ? [] : [home]), ...named.map(dirname)])) {
      const entries = await lookInto(place)
      if (!unseen.includes(place)) looked.push(place)
      for (const { name, kind } of entries) if (CANDIDATE.test(name) && kind !== 'file') await lookInto(`${place}/${name}`)
    }
    for (const path of named) await lookInto(path)
    return known({ looked, unseen: [...new Set(unseen)], tools: [...tools.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) })
  },
})

/** What is in a directory, none where there is no directory; null when it lies, or a link leads, outside the plan. */
const entriesWithin = async (files: FileSession, path: string): Promise<readonly DirectoryEntry[] | null> => {
  try {
    return (await files.stat(path))?.kind === 'directory' ? (await files.list(path)).filter(({ odd }) => !odd) : []
  } catch (error) {
    if (error instanceof FactError && error.code === 'permission-denied') return null
    throw error
  }
}

const toolsAmong = async (files: FileSession, directory: string, entries: readonly DirectoryEntry[]): Promise<readonly Tool[]> => {
  const names = entries.filter(({ kind }) => kind !== 'directory').map(({ name }) => name)
  const tools: Tool[] = (await amsterJarsIn(files, directory, names)).map(({ release }) => ({ kind: 'amster', path: directory, release }))
  const ofDirectory = releaseIn(directory.replace(/^.*[/\\]/, '').replace(/^\D*/, ''))
  if (names.some((name) => /^amupgrade(?:\.bat)?$/i.test(name)))
    tools.push({ kind: 'config-upgrader', path: directory, release: ofDirectory ?? (await newestRuleIn(files, directory)) })
  const programs = [...names, ...((await entriesWithin(files, `${directory}/bin`)) ?? []).map(({ name }) => name)]
  if (programs.some((name) => ADMINISTRATION.test(name))) tools.push({ kind: 'ssoadm', path: directory, release: ofDirectory })
  for (const name of names) {
    const library = libraryNamed(name)
    const kind =
      library?.artifact === 'openam-configurator-tool' ? 'configurator' : library?.artifact === 'openam-upgrade-tool' ? 'upgrade-tool' : null
    if (kind !== null) tools.push({ kind, path: `${directory}/${name}`, release: releaseIn(library?.version ?? '') })
  }
  return tools
}

/** The release that the rules of a Config-Upgrader lead to: it is of that release. */
const newestRuleIn = async (files: FileSession, directory: string): Promise<string | null> => {
  const targets = ((await entriesWithin(files, `${directory}/rules/amster`)) ?? []).flatMap(({ name }) => rulesBetween(name)?.to ?? [])
  return targets.toSorted((a, b) => compareVersions(versionOf(b) ?? [], versionOf(a) ?? []))[0] ?? null
}
