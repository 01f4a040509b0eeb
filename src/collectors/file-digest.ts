import { defineCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import { fileDigest } from '../facts/file-digest.ts'

export default defineCollector({
  fact: fileDigest,
  type: 'directory',
  needs: () => null,
  touches: ({ fields }, { path }) => [{ kind: 'file', what: `${fields.path}/${path}` }],
  collect: async ({ target: { fields }, params, files }) => {
    const path = `${fields.path}/${params.path}`
    const stat = await files.stat(path)
    if (stat === null) return known({ path, found: null })
    if (stat.kind !== 'file') throw new FactError('unsupported', `${path}: only a file has a digest, and this is none`)
    return known({ path, found: await files.digest(path) })
  },
})
