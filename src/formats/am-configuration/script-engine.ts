import type { AmEntity } from './entity.ts'
import { memberNamed, textOf, textsOf, unwrapped } from './json-value.ts'

/** One list of a scripting engine. */
export interface EngineList {
  /** JSON pointer of the list in its document. */
  readonly pointer: string
  /** Null: it is there and is not a list of texts; an expression, for one. */
  readonly entries: readonly string[] | null
}

/** What the scripting engine allows and denies in one context (facts/pingam 2.3, 2.4). */
export interface ScriptEngine {
  readonly context: string
  readonly allow: EngineList | null
  readonly deny: EngineList | null
}

/** Newer releases may call the lists otherwise; both names are looked for. */
const ALLOW = ['whiteList', 'allowList', 'allowlist'] as const
const DENY = ['blackList', 'denyList', 'denylist'] as const

/** Words of which every document with such a list holds one. */
export const ENGINE_MENTIONS = [...ALLOW, ...DENY].map((name) => `"${name}"`)

/** Null for a document about something else; 'no-context' when it does not say which context it is for. */
export const scriptEngineOf = (entity: AmEntity): ScriptEngine | null | 'no-context' => {
  if (!/script/i.test(entity.type)) return null
  const allow = listIn(entity, ALLOW)
  const deny = listIn(entity, DENY)
  if (allow === null && deny === null) return null
  const context = contextOf(entity)
  return context === null ? 'no-context' : { context, allow, deny }
}

const listIn = ({ data }: AmEntity, names: readonly string[]): EngineList | null => {
  const found = memberNamed(data, names)
  if (found === null) return null
  const inner = unwrapped(found.value)
  const entries = inner === null || inner === '' ? [] : textsOf(inner)
  return { pointer: `/data${found.pointer}`, entries }
}

/** `default/OIDC_CLAIMS/engineConfiguration` in the file-based tree; in an export the context is a path parameter. */
const contextOf = ({ names, id, pathParams }: AmEntity): string | null => {
  const own = names.findIndex((name) => name.toLowerCase() === 'engineconfiguration')
  if (own !== -1 && names[own + 1] !== undefined) return names[own + 1] ?? null
  const parameter = Object.values(pathParams)
    .map(textOf)
    .find((text) => text !== null)
  return parameter ?? /(?:^|\/)([^/]+)\/engineConfiguration$/i.exec(id)?.[1] ?? null
}
