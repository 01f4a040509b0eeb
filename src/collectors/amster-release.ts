import { defineCollector, known } from '../core/collector.ts'
import { amsterRelease } from '../facts/amster-release.ts'
import { amsterJarsIn } from './support/amster-jars.ts'
import { assertDirectory } from './support/named-paths.ts'
import { namesIn } from './support/web-application-files.ts'

export default defineCollector({
  fact: amsterRelease,
  type: 'pingam',
  needs: ({ fields }) => (fields.amster === undefined ? 'amster' : null),
  touches: ({ fields: { amster } }) => (amster === undefined ? [] : [{ kind: 'tree', what: amster }]),
  collect: async ({ target: { fields }, files }) => {
    const path = fields.amster ?? ''
    await assertDirectory(files, path, 'amster')
    const own = await amsterJarsIn(files, path, await namesIn(files, path))
    const below = `${path}/amster`
    return known({ path, jars: own.length > 0 ? own : await amsterJarsIn(files, below, await namesIn(files, below)) })
  },
})
