import { defineCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import { amConfiguration } from '../facts/am-configuration.ts'

/** Names at the top of a configuration directory that only AM makes (facts/pingam 2.1). */
const CLASSIC = ['.version', 'boot.json', 'bootstrap', 'opends', 'security'] as const

export default defineCollector({
  fact: amConfiguration,
  type: 'pingam',
  needs: ({ fields }, { which }) => {
    if (which === 'current') return fields.config === undefined ? 'config' : null
    return fields.oldConfig === undefined ? 'oldConfig' : null
  },
  touches: ({ fields }, { which }) => {
    const path = which === 'current' ? fields.config : fields.oldConfig
    return path === undefined ? [] : [path, `${path}/config/services`].map((what) => ({ kind: 'file', what }))
  },
  collect: async ({ target: { fields }, params, files }) => {
    const path = (params.which === 'current' ? fields.config : fields.oldConfig) ?? ''
    const stat = await files.stat(path)
    if (stat === null) return known({ path, resolved: path, state: 'absent', form: null, entries: 0 })
    if (stat.kind !== 'directory') throw new FactError('unsupported', `${path}: a configuration directory is a directory, and this is none`)
    const { resolved } = stat
    const names = (await files.list(path)).map(({ name }) => name)
    if (names.length === 0) return known({ path, resolved, state: 'empty', form: null, entries: 0 })
    const services = `${path}/config/services`
    const fileBased =
      (await files.stat(services))?.kind === 'directory' && (await files.list(services)).some(({ name }) => name === 'realm' || name === 'global')
    const form = fileBased ? 'file-based' : CLASSIC.some((name) => names.includes(name)) ? 'classic' : 'unknown'
    return known({ path, resolved, state: 'present', form, entries: names.length })
  },
})
