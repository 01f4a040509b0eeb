import type { ErrorObject } from 'ajv/dist/2020.js'

/** The first thing a schema validator found in a file of ours: the place and the rule; never a value, and a name only when it is harmless. */
export const firstErrorText = (errors: readonly ErrorObject[] | null | undefined, documents: string): string => {
  const [first] = errors ?? []
  if (first === undefined) return 'unknown'
  const { instancePath, keyword, message, params } = first
  const extra: unknown = params['additionalProperty']
  const name = typeof extra === 'string' && /^[\w-]{1,60}$/.test(extra) ? ` "${extra}"` : ''
  const place = instancePath === '' ? 'the document' : instancePath
  return `${place} ${keyword === 'additionalProperties' ? `has a member${name} that ${documents} do not have` : (message ?? keyword)}`
}
