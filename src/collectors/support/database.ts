import { hostPort } from '../../core/address.ts'
import type { Touch } from '../../core/collector.ts'
import { databaseAddressOf } from '../../core/database-address.ts'
import type { SqlQuestion, SqlStatement } from '../../core/sql.ts'
import type { FieldsOf } from '../../core/target.ts'
import { PREAMBLES } from '../../statements/sql/preamble.ts'
import { tlsFiles } from './network-touches.ts'

/** The host, the files the connection is protected with, what every session sends, and the statements. */
export const databaseTouches = (fields: FieldsOf<'database'>, statements: readonly SqlStatement[]): readonly Touch[] => [
  { kind: 'host', what: hostPort(databaseAddressOf(fields)) },
  ...tlsFiles(fields.tls),
  ...Object.entries(PREAMBLES[fields.engine]).map(([id, { text }]) => ({ kind: 'statement', what: `preamble-${id}: ${text}` }) as const),
  ...statements.map(({ id, text }) => ({ kind: 'statement', what: `${id}: ${text}` }) as const),
]

/** Statements that take nothing but the schema, bound to one. */
export const ofSchema = (statements: readonly SqlStatement[], schema: string): readonly SqlQuestion[] =>
  statements.map((statement) => ({ statement, values: statement.parameters.map(() => schema) }))
