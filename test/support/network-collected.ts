import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { Collected, NetworkCollector } from '../../src/core/collector.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { COMPARISON_KEYWORDS } from '../../src/core/schema.ts'
import type { Operation } from '../../src/core/session.ts'
import type { FieldsOf, Target, TargetType } from '../../src/core/target.ts'
import { networkDoorsOf } from '../../src/sessions/network-doors.ts'
import { sessionOver } from './files.ts'

/** What a collector brings home from a running service, through the doors of its target. Throws when it does not match the schema of its fact. */
export const networkCollected = async <V, T extends TargetType>(
  collector: NetworkCollector<V, Record<never, never>, T>,
  fields: FieldsOf<T>,
  roots: readonly string[] = [],
): ReturnType<typeof networkCollectedWith<V, Record<never, never>, T>> => networkCollectedWith(collector, fields, {}, roots)

/** The same of a fact with parameters. */
export const networkCollectedWith = async <V, P extends JsonObject, T extends TargetType>(
  collector: NetworkCollector<V, P, T>,
  fields: FieldsOf<T>,
  params: P,
  roots: readonly string[] = [],
): Promise<Collected<V> & { readonly operations: readonly Operation[] }> => {
  const target = { name: 'it', type: collector.type, role: 'any', fields } as unknown as Target
  const doors = await networkDoorsOf(target)
  if (doors === null) throw new Error('the target has no address')
  const operations: Operation[] = []
  const { files } = sessionOver(roots)
  const { signal } = new AbortController()
  try {
    const network = doors.network({ files, signal, record: (operation) => void operations.push(operation) })
    const plan = { variables: { env: {}, properties: {} }, options: {} }
    const collected = await collector.collect({ target: target as never, params, plan, files, network, signal })
    const validate = validatorOf(collector.fact.value.json)
    if (!validate(collected.value)) throw new Error(`the fact does not match its schema: ${JSON.stringify(validate.errors)}`)
    return { ...collected, operations }
  } finally {
    await doors.close()
  }
}

/** Compiled once: suites that read hundreds of schemas would spend their time on it. */
const validators = new WeakMap<object, ValidateFunction>()
const validatorOf = (schema: object): ValidateFunction => {
  const known = validators.get(schema)
  if (known !== undefined) return known
  const made = new Ajv2020({ strict: true, allErrors: true, keywords: [...COMPARISON_KEYWORDS] }).compile(schema)
  validators.set(schema, made)
  return made
}
