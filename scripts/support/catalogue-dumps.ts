import { normalDefault } from '../../src/formats/sql-default.ts'
import { sqlTypeOf, type SqlDialect } from '../../src/formats/sql-type.ts'
import type { Column, Table } from './expected-lines.ts'
import type { Scripts } from './vendor-scripts.ts'

/** Lines `KIND|TABLE|OBJECT|WHAT` of a catalogue that was read from a server which had really run the scripts. */
type Dump = ReadonlyMap<string, readonly (readonly [kind: string, object: string, what: string])[]>

const dumpOf = (text: string): Dump => {
  const tables = new Map<string, [string, string, string][]>()
  for (const line of text.split('\n').filter((one) => one !== '')) {
    const [kind = '', table = '', object = '', ...rest] = line.split('|')
    const rows = tables.get(table.toUpperCase()) ?? []
    rows.push([kind, object, rest.join('|')])
    tables.set(table.toUpperCase(), rows)
  }
  return new Map([...tables].filter(([, rows]) => rows.some(([kind]) => kind === 'T')))
}

const of = (rows: readonly (readonly [string, string, string])[], kind: string) => rows.filter(([one]) => one === kind)
const list = (text: string): string => text.replaceAll(' ', '').toUpperCase()

/** A default as the catalogue fact will have it, or null. */
const defaultOf = (dialect: SqlDialect, type: string, text: string): readonly string[] => {
  const { value } = normalDefault(dialect, text, sqlTypeOf(dialect, type))
  return value === null ? [] : [value]
}

const SHORT: Readonly<Record<string, string>> = {
  'character varying': 'varchar',
  character: 'char',
  'timestamp without time zone': 'timestamp',
}

export const fromPostgres = (text: string, wanted: (name: string) => boolean): readonly Table[] =>
  [...dumpOf(text)]
    .filter(([name]) => wanted(name))
    .map(([name, rows]) => {
      const keys = of(rows, 'K')
      const made = new Set(keys.map(([, key]) => key))
      const key = (pattern: RegExp) => keys.flatMap(([, , what]) => pattern.exec(what)?.[1] ?? [])
      return {
        name,
        columns: of(rows, 'C').map(([, column, what]): Column => {
          const found = /^(?<type>.*?) (?<required>NN)? ?(?<value>.*)$/.exec(shortened(what))?.groups ?? {}
          const { type = '', required, value = '' } = found
          const sequence = /^nextval\('(\w+)'::regclass\)$/.exec(value.trim())?.[1]
          return {
            name: column.toUpperCase(),
            type,
            required: required !== undefined,
            generated: sequence === undefined ? '' : `@${sequence.toUpperCase()}`,
            defaults: value.trim() === '' || sequence !== undefined ? [] : defaultOf('postgres', type, value.trim()),
          }
        }),
        primaryKey:
          key(/^PRIMARY KEY \((.*)\)$/)[0]
            ?.split(', ')
            .map((one) => one.toUpperCase()) ?? null,
        uniques: key(/^UNIQUE \((.*)\)$/).map(list),
        foreignKeys: keys.flatMap(([, , what]) => {
          const found = /^FOREIGN KEY \((.*)\) REFERENCES (\w+)\((.*)\)(?: ON UPDATE CASCADE)?(?: ON DELETE (CASCADE))?$/.exec(what)
          if (found === null && what.startsWith('FOREIGN')) throw new Error(`not understood: ${what}`)
          if (found === null) return []
          const [, columns = '', table = '', referenced = '', rule] = found
          return [`${list(columns)} > ${table.toUpperCase()}(${list(referenced)})${rule === undefined ? '' : ' cascade'}`]
        }),
        indexes: of(rows, 'I')
          .filter(([, index]) => !made.has(index))
          .map(([, index, what]) => {
            const [, unique = '', columns = ''] = /^CREATE (UNIQUE )?INDEX .* USING btree \((.*)\)$/.exec(what) ?? []
            if (columns === '') throw new Error(`an index of another kind: ${what}`)
            return `${unique.toLowerCase()}${index.toUpperCase()}(${list(columns)})`
          }),
        triggers: [],
      }
    })

const shortened = (what: string): string => {
  const [long] = Object.keys(SHORT).filter((one) => what.startsWith(one))
  return long === undefined ? what : `${SHORT[long]}${what.slice(long.length)}`
}

export const fromMariadb = (text: string, scripts: Scripts, products: readonly string[], wanted: (name: string) => boolean): readonly Table[] => {
  const tables = [...dumpOf(text)].filter(([name]) => wanted(name))
  return tables.map(([name, rows]) => {
    const foreign = of(rows, 'K').map(([, , what]) => {
      const [, columns = '', table = '', referenced = '', rule = ''] = /^FK\((.*)\)->(\w+)\((.*)\)(?: ON DELETE (.*))?$/.exec(what) ?? []
      if (table === '') throw new Error(`not a foreign key: ${what}`)
      return { columns: list(columns), text: `${list(columns)} > ${table}(${list(referenced)})${rule === 'CASCADE' ? ' cascade' : ''}` }
    })
    const declared = new Set(products.flatMap((product) => scripts[product]?.['mysql']?.indexes ?? []).map(([index]) => index.toUpperCase()))
    const indexes = of(rows, 'I').filter(([, index]) => index !== 'PRIMARY')
    const unique = indexes.filter(([, , what]) => what.startsWith('UNIQUE '))
    return {
      name,
      columns: of(rows, 'C').map(([, column, what]) => mariadbColumn(name, column, what, scripts, products)),
      primaryKey: of(rows, 'I').flatMap(([, index, what]) => (index === 'PRIMARY' ? [list(what.replace('UNIQUE ', '')).split(',')] : []))[0] ?? null,
      // A constraint is of whole columns; that its index keeps the beginning of one is the index's affair.
      uniques: unique.map(([, , what]) => list(what.replace('UNIQUE ', '').replaceAll(/\(\d+\)/g, ''))),
      foreignKeys: foreign.map((key) => key.text),
      // MySQL makes an index for a foreign key where none is there; that it does is not an expectation.
      indexes: indexes
        .filter((index) => !unique.includes(index))
        .filter(([, index, what]) => declared.has(index.toUpperCase()) || !foreign.some(({ columns }) => columns === list(what)))
        .map(([, index, what]) => `${index.toUpperCase()}(${list(what)})`),
      triggers: [],
    }
  })
}

const mariadbColumn = (table: string, name: string, what: string, scripts: Scripts, products: readonly string[]): Column => {
  const [, native = '', rest = ''] = /^(\S+) (.*)$/.exec(what) ?? []
  const type = native.replace(/^(int|bigint|tinyint|smallint)\(\d+\)$/, '$1')
  if (type === 'timestamp') return { name, type, generated: '', ...timestampOf(table, name, scripts, products) }
  const value = rest
    .replace(/^NN ?/, '')
    .replace(/ ?auto_increment$/, '')
    .trim()
  return {
    name,
    type,
    required: rest.startsWith('NN'),
    generated: rest.includes('auto_increment') ? 'auto' : '',
    defaults: value === '' || value === 'NULL' ? [] : defaultOf('mysql', type, value),
  }
}

/**
 * What a catalogue says of timestamps depends on explicit_defaults_for_timestamp: the scripts say what was meant. Those for older servers mean another
 * default for some, which is right as well, and so is that of a fresh schema.
 */
const timestampOf = (table: string, name: string, scripts: Scripts, products: readonly string[]): Pick<Column, 'required' | 'defaults'> => {
  const declared = products.flatMap((product) =>
    ['mysql5.7', 'mysql'].flatMap((dialect) => scripts[product]?.[dialect]?.tables[table]?.columns.find(([column]) => column === name)?.[1] ?? []),
  )
  const [first = ''] = declared
  if (first === '') throw new Error(`no script declares ${table}.${name}`)
  const required = new Set(declared.map((text) => /NOT NULL/i.test(text)))
  const defaults = new Set(
    declared.map((text) => (/DEFAULT CURRENT_TIMESTAMP/i.test(text) ? 'CURRENT_TIMESTAMP' : /DEFAULT 0/i.test(text) ? 'zero' : 'none')),
  )
  return { required: required.size === 1 ? required.has(true) : null, defaults: [...defaults].join() === 'none' ? [] : [...defaults] }
}
