import type { CheckFinding, DifferenceKind, SchemaDifference, Severity } from '../../../src/api.ts'

/** Sentences for what differs between a table and its description. */
export const SHAPE_MESSAGES = {
  tableMissing: 'the table {table} is missing ({actual})',
  notATable: '{table} is {actual}, not an ordinary table',
  storageEngine: 'the table {table} is kept by {actual}, not by {expected}',
  columnMissing: '{table} has no column {object} ({expected})',
  typeDiffers: '{table}.{object} is of type {actual}, not {expected}',
  nullabilityDiffers: '{table}.{object} is {actual}, not {expected}',
  defaultDiffers: 'the default of {table}.{object} is {actual}, not {expected}',
  keyMissing: '{table} has no {expected}; there is: {actual}',
  foreignKeyMissing: '{table} has no foreign key {expected}; there is: {actual}',
  deleteRuleDiffers: 'the foreign key ({object}) of {table} has the delete rule {actual}, not {expected}',
  notEnforced: 'the {object} of {table} is not enforced: {actual}',
  indexMissing: '{table} has no index {object} {expected}; there is: {actual}',
  indexDiffers: 'the index {object} of {table} is {actual}, not {expected}',
  indexRenamed: '{table} has no index {object} {expected}, but one that does the same: {actual}',
} as const
export type ShapeMessage = keyof typeof SHAPE_MESSAGES

/** And between a schema and what a vendor's script makes of it. */
export const SCHEMA_MESSAGES = {
  ...SHAPE_MESSAGES,
  generationDiffers: 'how {table}.{object} gets its values: {actual}, not {expected}',
  mandatoryColumn: '{table}.{object} ({actual}) is not expected, and every insert that does not know it fails',
  triggerMissing: '{table} has no trigger {object} ({expected})',
  triggerDiffers: 'the trigger {object} of {table} does not fill the key: {actual}; expected: {expected}',
  sequenceMissing: 'the sequence {object} of {table} is missing',
  sequenceDiffers: 'the sequence {object} of {table} goes {actual}, not {expected}',
  extra: '{table} also has {object}: {actual}',
} as const
export type SchemaMessage = keyof typeof SCHEMA_MESSAGES

const SHAPES: { readonly [K in DifferenceKind]?: ShapeMessage } = {
  'table-missing': 'tableMissing',
  'not-a-table': 'notATable',
  'storage-engine': 'storageEngine',
  'column-missing': 'columnMissing',
  type: 'typeDiffers',
  nullability: 'nullabilityDiffers',
  default: 'defaultDiffers',
  'primary-key': 'keyMissing',
  'unique-missing': 'keyMissing',
  'foreign-key-missing': 'foreignKeyMissing',
  'delete-rule': 'deleteRuleDiffers',
  'not-enforced': 'notEnforced',
  'index-missing': 'indexMissing',
  index: 'indexDiffers',
  'index-renamed': 'indexRenamed',
}

const OTHERS: { readonly [K in DifferenceKind]?: SchemaMessage } = {
  generation: 'generationDiffers',
  'mandatory-column': 'mandatoryColumn',
  'trigger-missing': 'triggerMissing',
  trigger: 'triggerDiffers',
  'sequence-missing': 'sequenceMissing',
  sequence: 'sequenceDiffers',
}

/** The sentence for a difference; null: a description of a table says nothing of it. */
export const shapeMessageOf = (kind: DifferenceKind): ShapeMessage | null => SHAPES[kind] ?? null
/** What has no sentence of its own is beside the expectation. */
const schemaMessageOf = (kind: DifferenceKind): SchemaMessage => SHAPES[kind] ?? OTHERS[kind] ?? 'extra'

/** What tells findings on one object apart: the same column may have another type and another default. */
const ASPECTS: { readonly [K in DifferenceKind]?: string } = {
  'storage-engine': 'storage engine',
  type: 'type',
  nullability: 'nullability',
  default: 'default',
  generation: 'generation',
  'primary-key': 'primary key',
  'unique-missing': 'unique',
  'foreign-key-missing': 'foreign key',
  'delete-rule': 'delete rule',
  'extra-column': 'beside the expected',
  'extra-unique': 'beside the expected',
  'extra-foreign-key': 'beside the expected',
  'extra-index': 'beside the expected',
  'extra-trigger': 'beside the expected',
}

/** What one can grep for: `IDN_UMA_RESOURCE.TENANT_ID type`, `IDN_UMA_RESOURCE.IDX_RID`. */
export const subjectOf = ({ kind, table, object }: SchemaDifference): string =>
  [object === '' ? table : `${table}.${object}`, ...(ASPECTS[kind] === undefined ? [] : [ASPECTS[kind]])].join(' ')

type FindingOf<M extends string> = (
  messageId: M,
  data: { readonly [name: string]: string | number },
  more: Omit<CheckFinding, 'messageId' | 'message'>,
) => CheckFinding

export const differenceFinding = <M extends string>(
  finding: FindingOf<M>,
  messageId: M,
  difference: SchemaDifference,
  severity: Severity,
): CheckFinding => {
  const { table, object, expected, actual } = difference
  return finding(messageId, { table, object, expected, actual }, { subject: subjectOf(difference), severity, expected, actual, location: { table } })
}

/** The finding for a difference; what is beside the expectation is info, whatever severity is asked for. */
export const schemaFinding = (finding: FindingOf<SchemaMessage>, difference: SchemaDifference, severity: Severity): CheckFinding => {
  const messageId = schemaMessageOf(difference.kind)
  return differenceFinding(finding, messageId, difference, messageId === 'extra' ? 'info' : severity)
}
