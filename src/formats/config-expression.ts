/** Values the plan gives for what a host's configuration refers to (DESIGN 6, `variables`). */
export interface Variables {
  readonly env: { readonly [name: string]: string }
  readonly properties: { readonly [name: string]: string }
}

export interface Expanded {
  /** Null when something in it is unresolved. */
  readonly text: string | null
  /** Names of what nothing resolves, in order of appearance, each once. */
  readonly unresolved: readonly string[]
}

/** Openings of the expressions that AM's configuration files use, and where each looks its name up. */
const FORMS = [
  { opens: '&{', from: 'both' },
  { opens: '$env{', from: 'env' },
  { opens: '${env.', from: 'env' },
  { opens: '$sys{', from: 'properties' },
  { opens: '${', from: 'properties' },
] as const
type Source = (typeof FORMS)[number]['from']

const DEEPEST = 20

/**
 * A configuration value with `&{name|default}`, `$env{name}`, `${env.name}`, `$sys{name}`, `${name}` and `%NAME%` replaced by what the plan gives.
 * A default is never used: that nothing overrides it on the host is not known from the plan, so a name without a value stays unresolved. For `&{a.b}` the
 * environment variable is `A_B`; two different values for one name leave it unresolved.
 */
export const expandedOf = (source: string, variables: Variables): Expanded => {
  const unresolved = new Set<string>()
  const text = expand(source, variables, unresolved, 0)
  return { text: unresolved.size === 0 ? text : null, unresolved: [...unresolved] }
}

const expand = (source: string, variables: Variables, unresolved: Set<string>, depth: number): string => {
  let out = ''
  let at = 0
  while (at < source.length) {
    const form = FORMS.find(({ opens }) => source.startsWith(opens, at))
    if (form !== undefined) {
      const end = closingBrace(source, at + form.opens.length)
      const body = end === null ? null : source.slice(at + form.opens.length, end)
      out += body === null || depth >= DEEPEST ? missing(source.slice(at), unresolved) : valueOf(body, form.from, variables, unresolved, depth)
      at = end === null ? source.length : end + 1
      continue
    }
    const tag = /^%([A-Z][A-Z0-9_]*)%/.exec(source.slice(at, at + 100))
    if (tag?.[1] !== undefined) {
      out += looked(tag[1], 'properties', variables) ?? missing(tag[1], unresolved)
      at += tag[0].length
      continue
    }
    out += source.charAt(at++)
  }
  return out
}

/** A name may itself hold an expression; what follows the first bar is a default, which is not looked at. */
const valueOf = (body: string, from: Source, variables: Variables, unresolved: Set<string>, depth: number): string => {
  const bar = body.indexOf('|')
  const name = expand(bar === -1 ? body : body.slice(0, bar), variables, unresolved, depth + 1)
  return looked(name, from, variables) ?? missing(name, unresolved)
}

const looked = (name: string, from: Source, { env, properties }: Variables): string | null => {
  const envName = from === 'both' ? name.toUpperCase().replaceAll(/[.-]/g, '_') : name
  const values = new Set([...(from === 'properties' ? [] : ownValue(env, envName)), ...(from === 'env' ? [] : ownValue(properties, name))])
  const [only] = values
  return values.size === 1 && only !== undefined ? only : null
}

const ownValue = (record: { readonly [name: string]: string }, name: string): readonly string[] => {
  const value = Object.hasOwn(record, name) ? record[name] : undefined
  return value === undefined ? [] : [value]
}

const missing = (name: string, unresolved: Set<string>): string => {
  unresolved.add(name)
  return ''
}

/** Index of the brace that closes an expression whose body begins at `start`; null when none does. */
const closingBrace = (source: string, start: number): number | null => {
  let depth = 1
  for (let at = start; at < source.length; at++) {
    if (source[at] === '{') depth++
    else if (source[at] === '}' && --depth === 0) return at
  }
  return null
}

/** Whether a path says by itself where it leads, on the platform it was written for. */
export const isAbsolutePath = (path: string): boolean => /^(?:\/|\\\\|[A-Za-z]:[\\/])/.test(path)
