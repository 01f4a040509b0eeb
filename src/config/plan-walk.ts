import { memberSchema, pointerToken } from '../core/target-fields.ts'
import { jsonObjectOf, type JsonObject } from '../core/json.ts'
import { nearestTo } from '../core/nearest.ts'
import { TARGET_TYPES } from '../core/target.ts'
import { planFields } from './plan-schema.ts'
import type { Range } from './source-text.ts'
import type { YamlNode } from './yaml-document.ts'

/** Where the secrets of a plan stand, right or wrong. */
export interface SecretPlaces {
  /** JSON pointers of the values that are, or should be, secret references. */
  readonly pointers: readonly string[]
  /** What must not be shown: those values, values of unknown keys unless they are misspelt harmless ones, values of the wrong kind, and the plan's variables. */
  readonly hidden: readonly Range[]
}

/** Names that sound like a secret. */
const SECRETIVE = /pass|pwd|pin|secret|token|key|cred|auth|salt/i

/** Finds the secrets of a plan that is well-formed YAML and may be anything else. */
export const secretPlaces = (root: YamlNode, schema: JsonObject): SecretPlaces => {
  const pointers: string[] = []
  const hidden: Range[] = []

  /** `from`: where what may not be shown begins: behind the colon, since an anchor before the value may be a secret as well. */
  const walk = (node: YamlNode, declared: JsonObject, at: string, from: number): void => {
    const all: Range = [from, node.range[1]]
    if (declared['$ref'] === '#/$defs/secret') {
      pointers.push(at)
      hidden.push(all)
    } else if (isMisplaced(node, declared) || (node.kind === 'scalar' && (at.startsWith('/variables/') || mayHoldLogin(node, declared))))
      hidden.push(all)
    else if (node.kind === 'list')
      for (const [index, item] of node.items.entries()) walk(item, jsonObjectOf(declared['items']), `${at}/${index}`, item.range[0])
    else if (node.kind === 'map') {
      const target = /^\/targets\/[^/]*$/.test(at)
      const fields = target ? fieldsOf(node) : declared
      for (const [key, { key: place, value }] of node.entries) {
        const member = target && (key === 'type' || key === 'role') ? { type: 'string' } : memberSchema(fields, key)
        if (member !== null) walk(value, member, `${at}/${pointerToken(key)}`, place[1] + 1)
        else if (!isReadable(key)) hidden.push([place[0], value.range[1]])
        else if (!isHarmless(key, fields)) hidden.push([place[1] + 1, value.range[1]])
      }
    }
  }
  walk(root, schema, '', root.range[0])
  return { pointers, hidden }
}

/** The fields a target may have; those of all types while its type is not known. */
const fieldsOf = (target: YamlNode): JsonObject => {
  const type = target.kind === 'map' ? target.entries.get('type')?.value : undefined
  const known = TARGET_TYPES.find((candidate) => type?.kind === 'scalar' && type.value === candidate)
  if (known !== undefined) return planFields(known)
  const properties = Object.assign({}, ...TARGET_TYPES.map((candidate) => planFields(candidate)['properties']))
  return { properties }
}

/** `https://user:password@host` is refused, and a JDBC URL may have properties; until somebody has looked they are not shown. */
const mayHoldLogin = (node: YamlNode, declared: JsonObject): boolean =>
  declared['x-kind'] === 'url' &&
  node.kind === 'scalar' &&
  typeof node.value === 'string' &&
  (node.value.includes('@') || (node.value.includes('=') && SECRETIVE.test(node.value)))

/** Whether an unknown key is a misspelt one whose value is no secret. */
const isHarmless = (key: string, fields: JsonObject): boolean => {
  const near = nearestTo(key, Object.keys(jsonObjectOf(fields['properties'])))
  return near !== null && memberSchema(fields, near)?.['$ref'] === undefined && !SECRETIVE.test(key)
}

/** Whether a value is of another kind than wanted, so that nothing is known about it. One text where a list is wanted is the first of the list. */
const isMisplaced = (node: YamlNode, { type }: JsonObject): boolean =>
  (type === 'object' && node.kind !== 'map') || (type === 'string' && node.kind !== 'scalar') || (type === 'array' && node.kind === 'map')

/** A key that is repeated in messages: a word. Anything else may be a value that lost its key. */
export const isReadable = (key: string): boolean => /^[A-Za-z0-9][\w./*-]{0,99}$/.test(key)

/** The node at a JSON pointer with the place of its key, or null. */
export const nodeAt = (root: YamlNode, pointer: string): { readonly node: YamlNode; readonly key: Range | null } | null => {
  let found: { readonly node: YamlNode; readonly key: Range | null } = { node: root, key: null }
  for (const token of pointer.split('/').slice(1)) {
    const step = token.replaceAll('~1', '/').replaceAll('~0', '~')
    const { node } = found
    if (node.kind === 'map') {
      const entry = node.entries.get(step)
      if (entry === undefined) return null
      found = { node: entry.value, key: entry.key }
    } else {
      const item = node.kind === 'list' ? node.items[Number(step)] : undefined
      if (item === undefined) return null
      found = { node: item, key: null }
    }
  }
  return found
}

/** A JSON pointer for people: `targets.am-1.keystores[0].path`; what is no plain word is quoted. */
export const pathInWords = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce((words, token) => {
      if (/^\d+$/.test(token)) return `${words}[${token}]`
      const word = /^[\w-]+$/.test(token) ? token : isReadable(token) ? `"${token}"` : '"..."'
      return words === '' ? word : `${words}.${word}`
    }, '')
