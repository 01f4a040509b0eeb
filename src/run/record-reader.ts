import { isJsonObject, type JsonObject } from '../core/json.ts'
import { WITNESS_VERDICTS, type SqlWitness, type WitnessVerdict } from '../core/sql.ts'
import type { ChildRecord } from './protocol.ts'

/**
 * A line of a child process as the record it is, or null. Code of the user's own runs in there and can write to the same pipe, so every member that the
 * supervisor relies on is looked at; what an answer holds is for whoever asked (fact-schemas, user-judgement).
 */
export const recordOf = (line: string): ChildRecord | null => {
  const record = parsed(line)
  if (!isJsonObject(record)) return null
  const { t, index, answer, at, operation, text, name, witness } = record
  if (typeof t !== 'string') return null
  switch (t) {
    case 'start':
      return isIndex(index) ? { t, index } : null
    case 'answer':
      return isIndex(index) && answer !== undefined ? { t, index, answer } : null
    case 'operation': {
      const done = isJsonObject(operation) ? operationOf(operation) : null
      return done !== null && typeof at === 'string' ? { t, at, operation: done } : null
    }
    case 'tainted':
      return typeof text === 'string' ? { t, text } : null
    case 'witness': {
      const said = isJsonObject(witness) ? witnessOf(witness) : null
      return said === null ? null : { t, witness: said }
    }
    case 'remember':
      return typeof text === 'string' && typeof name === 'string' && /^[0-9a-f]{64}$/.test(name) ? { t, name, text } : null
    case 'done':
      return { t }
    default:
      return null
  }
}

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

const isIndex = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0

const operationOf = ({ kind, verb, what, amount }: JsonObject): Extract<ChildRecord, { t: 'operation' }>['operation'] | null => {
  if (kind !== 'file' && kind !== 'sql' && kind !== 'ldap' && kind !== 'http') return null
  if (typeof verb !== 'string' || typeof what !== 'string') return null
  return amount === null || typeof amount === 'number' ? { kind, verb, what, amount } : null
}

const isVerdict = (value: unknown): value is WitnessVerdict => typeof value === 'string' && Object.hasOwn(WITNESS_VERDICTS, value)

const witnessOf = ({ verdict, text }: JsonObject): SqlWitness | null => (isVerdict(verdict) && typeof text === 'string' ? { verdict, text } : null)
