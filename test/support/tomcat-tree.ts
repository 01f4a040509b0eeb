import { existsSync } from 'node:fs'
import type { CollectInput, Collected } from '../../src/core/collector.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { sessionOver } from './files.ts'

/**
 * Whether a file of an installed package is there, by the rule of requireTool: in CI its absence is an error, elsewhere it is said and counted.
 */
export const requireFile = (path: string, install: string): boolean => {
  if (existsSync(path)) return true
  if (process.env['CI']) throw new Error(`tests need ${path} (${install}); in CI nothing is skipped`)
  process.stderr.write(`skipped: tests that need ${path} (${install})\n`)
  return false
}

/** What a collector of a pingam target brings home from real files; the roots are the target's own paths. */
export const collectedFrom = <V, P>(
  collector: { readonly collect: (input: CollectInput<'pingam', P>) => Promise<Collected<V>> },
  fields: FieldsOf<'pingam'>,
  params: P,
  alsoRead: readonly string[] = [],
): Promise<Collected<V>> => {
  const roots = Object.values(fields).filter((value): value is string => typeof value === 'string')
  const { files } = sessionOver(roots, { alsoRead })
  return collector.collect({
    target: { name: 'am-1', type: 'pingam', role: 'instance', fields },
    params,
    plan: { variables: { env: {}, properties: {} }, options: {} },
    files,
    signal: new AbortController().signal,
  })
}
