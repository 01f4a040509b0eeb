import { defineCollector } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ParamsOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import type { FieldsOf } from '../core/target.ts'
import { archiveReferences } from '../facts/archive-references.ts'
import { archiveReferencesAt } from './support/archive-references.ts'
import { containerNeeds, containerPathsOf } from './support/container-paths.ts'
import { currentForms } from './support/web-application-files.ts'

type PlaceName = ParamsOf<typeof archiveReferences>['place']

export default defineCollector({
  fact: archiveReferences,
  type: 'pingam',
  needs: ({ fields }, { place }) => {
    if (place === 'tomcat' || place === 'newTomcat') return libDirectories(fields, place).length > 0 ? null : containerNeeds(whichOf(place))
    const named = place === 'path' ? null : fields[place]
    return named === undefined || named === null || named.length === 0 ? place : null
  },
  touches: ({ fields }, { place }) => {
    const forms = place === 'webapp' && fields.tomcat !== undefined ? [`${fields.tomcat}/webapps`] : []
    return [...namedPaths(fields, place), ...forms].map((what) => ({ kind: 'tree', what }))
  },
  collect: async ({ target: { fields }, params: { place, prefixes }, files }) => {
    const paths = place === 'webapp' ? (await currentForms(files, fields)).map(({ path }) => path) : namedPaths(fields, place)
    if (place === 'sources') await assertThere(files, paths)
    return archiveReferencesAt(files, paths, prefixes)
  },
})

const namedPaths = (fields: FieldsOf<'pingam'>, place: PlaceName): readonly string[] => {
  switch (place) {
    case 'path':
      return []
    case 'tomcat':
    case 'newTomcat':
      return libDirectories(fields, place)
    case 'sources':
      return fields.sources ?? []
    case 'webapp':
    case 'newWar': {
      const path = fields[place]
      return path === undefined ? [] : [path]
    }
  }
}

const whichOf = (place: 'tomcat' | 'newTomcat'): 'current' | 'new' => (place === 'tomcat' ? 'current' : 'new')

/** Both lib directories of a Tomcat: its own, and that of the instance, which need not be there. */
const libDirectories = (fields: FieldsOf<'pingam'>, place: 'tomcat' | 'newTomcat'): readonly string[] => {
  const paths = containerPathsOf(fields, whichOf(place))
  return paths === null ? [] : [...new Set([`${paths.home}/lib`, `${paths.base}/lib`])]
}

/** A misspelt path must not look like one without references. */
const assertThere = async (files: FileSession, paths: readonly string[]): Promise<void> => {
  for (const path of paths)
    if ((await files.stat(path)) === null)
      throw new FactError('missing-evidence', `${path}: there is no such file or directory (sources of the plan)`)
}
