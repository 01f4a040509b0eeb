import { defineCollector } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import { archiveReferences } from '../facts/archive-references.ts'
import { archiveReferencesAt } from './support/archive-references.ts'

export default defineCollector({
  fact: archiveReferences,
  type: 'directory',
  needs: () => null,
  touches: ({ fields }) => [{ kind: 'tree', what: fields.path }],
  collect: async ({ target: { fields }, params, files }) => {
    if ((await files.stat(fields.path)) === null) throw new FactError('missing-evidence', `${fields.path}: there is no such file or directory`)
    return archiveReferencesAt(files, [fields.path], params.prefixes)
  },
})
