// Preloaded by the benchmark: names the heavy packages a command loaded, at exit.
import { registerHooks } from 'node:module'

const HEAVY = /node_modules\/(ajv|yaml|saxes|jsonc-parser|node-forge|table)\//
const seen = new Set()
registerHooks({
  load: (url, context, next) => {
    const name = HEAVY.exec(url)?.[1]
    if (name !== undefined) seen.add(name)
    return next(url, context)
  },
})
process.on('exit', () => process.stderr.write([...seen].sort().join(', ')))
