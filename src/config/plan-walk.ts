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
  /** What must not be shown: those values, values of unknown keys that may be misspelt secrets, and the plan's variables. */
  readonly hidden: readonly Range[]
}

/** Names that sound like a secret: the value of an unknown key of such a name is not shown. */
const SECRETIVE = /pass|pwd|pin|secret|token|key|cred|auth|salt/i

/** Finds the secrets of a plan that is well-formed YAML and may be anything else. */
export const secretPlaces = (root: YamlNode, schema: JsonObject): SecretPlaces => {
  const pointers: string[] = []
  const hidden: Range[] = []

  const walk = (node: YamlNode, declared: JsonObject, at: string): void => {
    if (declared['$ref'] === '#/$defs/secret') {
      pointers.push(at)
      hidden.push(node.range)
    } else if (node.kind === 'list') {
      for (const [index, item] of node.items.entries()) walk(item, jsonObjectOf(declared['items']), `${at}/${index}`)
    } else if (node.kind === 'map') {
      const target = /^\/targets\/[^/]*$/.test(at)
      const fields = target ? fieldsOf(node) : declared
      for (const [key, { key: place, value }] of node.entries) {
        const member = target && (key === 'type' || key === 'role') ? {} : memberSchema(fields, key)
        if (member !== null) walk(value, member, `${at}/${pointerToken(key)}`)
        else if (!isReadable(key)) hidden.push([place[0], value.range[1]])
        else if (SECRETIVE.test(key) || soundsSecret(key, fields)) hidden.push(value.range)
      }
    } else if (at.startsWith('/variables/')) hidden.push(node.range)
  }
  walk(root, schema, '')
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

const soundsSecret = (key: string, fields: JsonObject): boolean => {
  const near = nearestTo(key, Object.keys(jsonObjectOf(fields['properties'])))
  return near !== null && memberSchema(fields, near)?.['$ref'] !== undefined
}

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
