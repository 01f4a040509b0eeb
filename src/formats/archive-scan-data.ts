import type { ArchiveScan, EntryReference, NotInspected, ScannedArchive } from './archive-notes.ts'

type Fields = Readonly<Record<string, unknown>>

/** A scan that was written as JSON, looked at member by member; null when it is anything else. */
export function archiveScanIn(value: unknown): ArchiveScan | null {
  if (!isFields(value) || !isListOf(value['archives'], isArchive) || !isListOf(value['notInspected'], isNotInspected)) return null
  return { archives: value['archives'], notInspected: value['notInspected'] }
}

export const isText = (value: unknown): value is string => typeof value === 'string'

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

export const isListOf = <T>(value: unknown, is: (item: unknown) => item is T): value is readonly T[] => Array.isArray(value) && value.every(is)

const isCount = (value: unknown): value is number => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0

const isArchive = (value: unknown): value is ScannedArchive =>
  isFields(value) &&
  isListOf(value['chain'], isText) &&
  isCount(value['entries']) &&
  isCount(value['classes']) &&
  (value['newest'] === null || (isFields(value['newest']) && isCount(value['newest']['major']) && isText(value['newest']['entry']))) &&
  isListOf(value['references'], isReference)

const isReference = (value: unknown): value is EntryReference =>
  isFields(value) &&
  isText(value['entry']) &&
  isText(value['kind']) &&
  isText(value['name']) &&
  (value['line'] === null || isCount(value['line'])) &&
  (value['member'] === undefined || isText(value['member']))

const isNotInspected = (value: unknown): value is NotInspected =>
  isFields(value) &&
  isListOf(value['chain'], isText) &&
  (value['entry'] === null || isText(value['entry'])) &&
  isText(value['code']) &&
  isText(value['text'])
