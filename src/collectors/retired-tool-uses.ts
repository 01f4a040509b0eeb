import { defineCollector, partial } from '../core/collector.ts'
import type { FileSession } from '../core/session.ts'
import type { ValueOf } from '../core/fact.ts'
import { retiredToolUses } from '../facts/retired-tool-uses.ts'
import { retiredToolsIn } from '../formats/retired-tools.ts'
import { latin1TextOf } from '../formats/text-decoding.ts'
import { LIMITS } from '../limits.ts'
import { leftOut } from './support/am-configuration-files.ts'

type Use = ValueOf<typeof retiredToolUses>['uses'][number]

/** Files that run tools: scripts, pipelines, playbooks, descriptions of images and deployments. */
const RUNS_TOOLS =
  /\.(?:sh|bash|ksh|zsh|bat|cmd|ps1|py|pl|rb|ya?ml|groovy|gradle|xml|tf|json|properties|conf|amster|service|j2|tpl|erb)$|(?:^|\/)(?:Dockerfile|Jenkinsfile|Makefile)[^/]*$|(?:^|\/)[^/.]+$/i

export default defineCollector({
  fact: retiredToolUses,
  type: 'pingam',
  needs: ({ fields }) => ((fields.sources ?? []).length === 0 ? 'sources' : null),
  touches: ({ fields }) => (fields.sources ?? []).map((what) => ({ kind: 'tree', what })),
  collect: async ({ target: { fields }, files }) => {
    const uses: Use[] = []
    const omitted: string[] = []
    let looked = 0
    for (const source of fields.sources ?? []) {
      const { paths, unread } = await filesOf(files, source)
      omitted.push(...unread)
      for (const path of paths) {
        try {
          // What is looked for is ASCII, whatever the encoding of the rest.
          const text = latin1TextOf(await files.read(path, LIMITS.startFile.value))
          looked++
          if (!text.includes('\0')) uses.push(...retiredToolsIn(text).map((use) => ({ ...use, path })))
        } catch (error) {
          omitted.push(leftOut(path, error))
        }
      }
    }
    return partial({ looked, uses }, omitted)
  },
})

/** A source that the plan names is looked into whatever it is called, unless it is an archive, which holds no scripts that are run from it. */
const filesOf = async (files: FileSession, source: string): Promise<{ readonly paths: readonly string[]; readonly unread: readonly string[] }> => {
  const stat = await files.stat(source)
  if (stat?.kind !== 'directory')
    return {
      paths: stat === null || /\.(?:[jwe]ar|zip)$/i.test(source) ? [] : [source],
      unread: stat === null ? [`${source}: there is no such file; correct sources in the plan`] : [],
    }
  const { entries, omitted } = await files.walk(source, {
    accept: (relative) => RUNS_TOOLS.test(relative) && !/(?:^|\/)(?:\.git|node_modules)\//.test(relative),
  })
  return { paths: entries.filter(({ kind, size }) => kind === 'file' && size <= LIMITS.startFile.value).map(({ path }) => path), unread: omitted }
}
