import type { ErrorObject } from 'ajv/dist/2020.js'
import { nearestTo } from '../core/nearest.ts'
import { isReadable, nodeAt, pathInWords, type SecretPlaces } from './plan-walk.ts'
import { inOrder, type Problem } from './problem.ts'
import type { SourceText } from './source-text.ts'
import type { YamlNode } from './yaml-document.ts'

/** More errors than this are not turned into problems one by one: nobody reads them. */
const MOST_ERRORS = 1_000

const REFERENCE = 'write { env: NAME }, { file: PATH } or { exec: [COMMAND, ARGUMENT] }; { insecure: "..." } only for tests'

/**
 * What a schema validator found, as problems with places. All errors within one secret become one, which says what a secret looks like and nothing of what
 * stands there.
 */
export const schemaProblems = (errors: readonly ErrorObject[], source: SourceText, root: YamlNode, secrets: SecretPlaces): readonly Problem[] => {
  const problems: Problem[] = []
  for (const error of errors.slice(0, MOST_ERRORS).filter((candidate, _index, all) => !isConsequence(candidate, all))) {
    const secret = secrets.pointers.find((pointer) => error.instancePath === pointer || error.instancePath.startsWith(`${pointer}/`))
    const said = secret === undefined ? saidOf(error, root) : secretSaid(secret, root)
    if (said === null) continue
    const place = nodeAt(root, said.at)
    const offset = place === null ? root.range[0] : said.of === 'key' && place.key !== null ? place.key[0] : place.node.range[0]
    problems.push(source.problemAt(offset, said.message, said.hint, secrets.hidden))
  }
  return inOrder(problems)
}

/** Whether an error only follows from a misspelt key, which is told by itself: what is missing is there under another name. */
const isConsequence = (error: ErrorObject, all: readonly ErrorObject[]): boolean =>
  (error.keyword === 'anyOf' || error.keyword === 'required') &&
  all.some(
    (other) =>
      other.keyword === 'additionalProperties' &&
      other.instancePath === error.instancePath &&
      (error.keyword === 'anyOf' || nearestTo(textOf(other.params['additionalProperty']), keysOf(other)) === error.params['missingProperty']),
  )

interface Said {
  /** JSON pointer of the value, or of the value whose key is meant. */
  readonly at: string
  readonly of: 'key' | 'value'
  readonly message: string
  readonly hint: string | null
}

const secretSaid = (pointer: string, root: YamlNode): Said => {
  const node = nodeAt(root, pointer)?.node
  const what = pathInWords(pointer)
  const message =
    node?.kind === 'scalar'
      ? node.value === null
        ? `${what} is empty`
        : `${what} is written out, and secrets are given by reference`
      : `${what} is not a reference to a secret`
  return { at: pointer, of: 'value', message, hint: REFERENCE }
}

/** An error in words; null for those that only repeat others. */
const saidOf = (error: ErrorObject, root: YamlNode): Said | null => {
  const { instancePath: at, keyword, params, schemaPath } = error
  const where = at === '' ? 'the plan' : pathInWords(at)
  const said = (message: string, hint: string | null = null, of: Said['of'] = 'value'): Said => ({ at, of, message, hint })
  switch (keyword) {
    // The branches of anyOf, and "must match then schema", say nothing that the errors beside them do not.
    case 'if':
      return null
    case 'required':
      return schemaPath.includes('/anyOf/') ? null : said(`${where} lacks "${textOf(params['missingProperty'])}"`, null, 'key')
    case 'anyOf':
      return said(
        `${where} names nothing to look at`,
        `give at least one of ${keysOf(error)
          .filter((key) => key !== 'type' && key !== 'role')
          .join(', ')}`,
        'key',
      )
    case 'additionalProperties':
      return unknownKey(error)
    case 'propertyNames':
      return null
    case 'type':
      return said(`${where} ${mustBe(textOf(params['type']), nodeAt(root, at)?.node)}`, typeHint(textOf(params['type']), nodeAt(root, at)?.node))
    case 'enum': {
      const allowed = Array.isArray(params['allowedValues']) ? params['allowedValues'].map(String) : []
      const value = valueOf(root, at)
      return said(
        `${where} may not be ${value === null ? 'this' : `"${value}"`}`,
        suggestion(value ?? '', allowed, `it is one of ${allowed.join(', ')}`),
      )
    }
    case 'const':
      return said(`${where} must be ${JSON.stringify(params['allowedValue'])}`)
    case 'pattern':
      return error.propertyName === undefined ? said(`${where} must be ${formOf(error)}`, formHint(error)) : badName(error, at)
    case 'maxLength':
      return error.propertyName === undefined ? said(`${where} is longer than ${textOf(params['limit'])} characters`) : badName(error, at)
    case 'minLength':
      return said(`${where} is empty`)
    case 'minProperties':
    case 'minItems':
      return said(`${where} is empty`, null, 'key')
    case 'maxProperties':
    case 'maxItems':
      return said(`${where} has more than ${textOf(params['limit'])} entries`, null, 'key')
    default:
      return said(`${where} ${error.message ?? 'is not valid'}`)
  }
}

const unknownKey = (error: ErrorObject): Said => {
  const key = textOf(error.params['additionalProperty'])
  const known = keysOf(error)
  const within = error.instancePath === '' ? 'the plan' : pathInWords(error.instancePath)
  return {
    at: `${error.instancePath}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    of: 'key',
    message: isReadable(key) ? `unknown key "${key}" in ${within}` : `unknown key in ${within}`,
    hint: suggestion(key, known, `the keys here are ${known.join(', ')}`),
  }
}

const badName = (error: ErrorObject, at: string): Said => {
  const name = textOf(error.propertyName)
  return {
    at: `${at}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    of: 'key',
    message: `a name in ${pathInWords(at)} may hold only ${formOf(error)}`,
    hint: name.includes('/') ? 'names with "/" are those of derived targets (<parent>/<name>)' : null,
  }
}

/** "did you mean" when a known word is near, else what there is. */
const suggestion = (word: string, known: readonly string[], otherwise: string): string => {
  const near = nearestTo(word, known)
  return near === null ? otherwise : `did you mean "${near}"?`
}

const keysOf = (error: ErrorObject): readonly string[] => {
  const properties: unknown = error.parentSchema?.['properties']
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}

const formOf = (error: ErrorObject): string => textOf(error.parentSchema?.['x-form']) || 'of another form'

/** What is wanted, where the pattern has no words of its own. */
const formHint = ({ parentSchema }: ErrorObject): string | null =>
  parentSchema?.['x-form'] === undefined ? textOf(parentSchema?.['description']) || null : null

const textOf = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** The value, when it is a short plain word and so may be repeated. */
const valueOf = (root: YamlNode, at: string): string | null => {
  const node = nodeAt(root, at)?.node
  const text = node?.kind === 'scalar' && node.value !== null ? String(node.value) : null
  return text !== null && isReadable(text) && text.length <= 60 ? text : null
}

const IN_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  object: 'a map',
  array: 'a list',
  integer: 'a whole number',
  boolean: 'true or false',
  number: 'a number',
}

const mustBe = (type: string, node: YamlNode | undefined): string => {
  if (node?.kind === 'scalar' && node.value === null) return 'is empty'
  const found =
    node === undefined ? '' : `, not ${node.kind === 'scalar' ? (IN_WORDS[typeof node.value] ?? 'this') : node.kind === 'list' ? 'a list' : 'a map'}`
  return `must be ${IN_WORDS[type] ?? type}${found}`
}

const typeHint = (type: string, node: YamlNode | undefined): string | null => {
  if (node === undefined) return null
  if (type === 'string' && node.kind === 'scalar' && node.value !== null) return 'put it in quotes'
  return type === 'array' && node.kind === 'scalar' && node.value !== null ? 'write it as a list: [ ... ]' : null
}
