import { compareText } from '../core/json.ts'
import type { Report } from '../core/report.ts'
import { reportSchema } from '../core/report-schema.ts'
import { printableJson } from './printable.ts'
import type { Reporter } from './reporter.ts'

/** The report as it is (DESIGN §7): members in the order of its schema, two spaces, a final newline; no byte that a terminal would obey. */
const render = (report: Report): string => printableJson(`${JSON.stringify(inOrderOf(reportSchema(), report), null, 2)}\n`)

export const jsonReporter: Reporter = { name: 'json', title: 'the whole report as JSON', render }

/** A value with the members of its objects in the order in which the schema lists them; what the schema does not know comes last, sorted. */
const inOrderOf = (schema: unknown, value: unknown): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown) => inOrderOf(member(schema, 'items'), item))
  if (!isObject(value)) return value
  const shape = objectShape(schema)
  const known = Object.keys(shape)
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(shape, key))
  const keys = [...known.filter((key) => Object.hasOwn(value, key)), ...unknown.sort(compareText)]
  return Object.fromEntries(keys.map((key) => [key, inOrderOf(shape[key], value[key])]))
}

/** The properties of an object's schema, of a nullable one too. */
const objectShape = (schema: unknown): Readonly<Record<string, unknown>> => {
  const choices = member(schema, 'anyOf')
  const schemas: readonly unknown[] = Array.isArray(choices) ? choices : [schema]
  return schemas.map((one) => member(one, 'properties')).find(isObject) ?? {}
}

const member = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined)

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value)
