import type { CatalogueColumn } from '../../../facts/database-catalogue.ts'
import type { Cells } from './cells.ts'
import { declared, NOT_GENERATED } from './declared.ts'
import { ownName } from './sequence-names.ts'

/** MariaDB writes defaults as SQL from 10.2.7 on; before, and MySQL at all times, the bare value: ACTIVE for 'ACTIVE'. */
export const quotesDefaults = (version: string): boolean => {
  const [, major = '0', minor = '0', patch = '0'] = /^(\d+)\.(\d+)\.(\d+).*mariadb/i.exec(version) ?? []
  return Number(major) * 1_000_000 + Number(minor) * 1000 + Number(patch) >= 10_002_007
}

export const mysqlColumnOf = (row: Cells, quoting: boolean, schema: string): CatalogueColumn => {
  const native = row.text('type')
  const extra = (row.maybe('extra') ?? '').toLowerCase()
  const text = row.maybe('default_text')
  const { type, given } = declared('mysql', native, text === null || quoting ? text : asSql(text, native, extra))
  const generation = (): CatalogueColumn['generation'] => {
    if (/\bauto_increment\b/.test(extra)) return { kind: 'auto-increment', sequence: null }
    if (/\b(?:virtual|stored|persistent)\b/.test(extra)) return { kind: 'computed', sequence: null }
    return given.sequence === null ? NOT_GENERATED : { kind: 'sequence', sequence: ownName(given.sequence, schema) }
  }
  const [, update = null] = /\bon update (\S+)/.exec(extra) ?? []
  return {
    name: row.text('name'),
    position: row.whole('number'),
    type,
    nullable: row.flag('is_nullable'),
    default: given.value,
    generation: generation(),
    onUpdate: update === null ? null : declared('mysql', native, update).given.value,
    characterSet: row.maybe('character_set'),
    collation: row.maybe('collation'),
  }
}

const NUMBERS = /^(?:tinyint|smallint|mediumint|int|bigint|decimal|float|double|year)\b/i
const MOMENT = /^current_timestamp(?:\(\d?\))?$/i

/** A bare value as SQL: what the type leaves no doubt about. MySQL 8 marks expressions as such. */
const asSql = (text: string, native: string, extra: string): string => {
  if (/\bdefault_generated\b/.test(extra) || NUMBERS.test(native)) return text
  if (/^(?:timestamp|datetime)/i.test(native) && MOMENT.test(text)) return text
  if (/^bit/i.test(native) && /^b'[01]*'$/i.test(text)) return text
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}
