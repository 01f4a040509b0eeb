import type { CatalogueTable, DatabaseCatalogue, ExpectedTable } from '../../../src/api.ts'
import { catalogueOf } from '../expected-catalogue.ts'

/** A catalogue with one thing changed, and the subjects of all findings that it must make, and no other. */
export interface CatalogueMutation {
  readonly name: string
  readonly catalogue: DatabaseCatalogue
  readonly subjects: readonly string[]
}

type Change = (table: CatalogueTable) => CatalogueTable

/** Everything the expectation says of the engines that no test can run, dropped or altered one at a time in the catalogue itself. */
export const catalogueMutations = (
  engine: DatabaseCatalogue['engine'],
  tables: readonly ExpectedTable[],
  healthy = catalogueOf(engine, tables),
): readonly CatalogueMutation[] => {
  const stored = (name: string) => (engine === 'postgres' ? name.toLowerCase() : name)
  const changed = (name: string, table: string, change: Change, subjects: readonly string[]): CatalogueMutation => ({
    name,
    catalogue: { ...healthy, tables: healthy.tables.map((one) => (one.name === stored(table) ? change(one) : one)) },
    subjects,
  })
  return [
    ...tables.flatMap((table) => [
      {
        name: `${table.name} dropped`,
        catalogue: { ...healthy, tables: healthy.tables.filter(({ name }) => name !== stored(table.name)) },
        subjects: [table.name],
      },
      changed(`${table.name} as a view`, table.name, (one) => ({ ...one, kind: 'view' }), [table.name]),
      ...columnMutations(engine, table, stored, changed),
      ...keyMutations(table, stored, changed),
      ...indexMutations(table, stored, changed),
      ...triggerMutations(table, stored, changed),
    ]),
    ...tables.flatMap((table) => sequenceMutations(table, healthy, stored)),
  ]
}

type Changed = (name: string, table: string, change: Change, subjects: readonly string[]) => CatalogueMutation
type Stored = (name: string) => string

const columnMutations = (engine: string, table: ExpectedTable, stored: Stored, changed: Changed): readonly CatalogueMutation[] =>
  table.columns.flatMap((column) => {
    const at = `${table.name}.${column.name}`
    const alter = (what: string, more: (one: CatalogueTable['columns'][number]) => Partial<CatalogueTable['columns'][number]>, aspect: string) =>
      changed(
        `${at} ${what}`,
        table.name,
        (one) => ({ ...one, columns: one.columns.map((other) => (other.name === stored(column.name) ? { ...other, ...more(other) } : other)) }),
        [`${at} ${aspect}`],
      )
    return [
      changed(`${at} dropped`, table.name, (one) => ({ ...one, columns: one.columns.filter(({ name }) => name !== stored(column.name)) }), [at]),
      alter(
        'of another type',
        ({ type }) => ({ type: { ...type, family: 'decimal', length: null, precision: 7, scale: 0, native: 'number(7)' } }),
        'type',
      ),
      ...(column.type?.length === null
        ? []
        : [alter('of another length', ({ type }) => ({ type: { ...type, length: (type.length ?? 0) + 1 } }), 'type')]),
      // Of MySQL's timestamps either may be right.
      ...(engine === 'mysql' && column.type?.family === 'timestamp'
        ? []
        : [alter('of the other nullability', ({ nullable }) => ({ nullable: !nullable }), 'nullability')]),
      alter('with another default', () => ({ default: "'another'" }), 'default'),
      ...(column.defaults[0] === null ? [] : [alter('without default', () => ({ default: null }), 'default')]),
      alter(
        'generated otherwise',
        ({ generation }) => ({
          generation: generation.kind === 'identity' ? { kind: 'none', sequence: null } : { kind: 'identity', sequence: null },
        }),
        'generation',
      ),
    ]
  })

const keyMutations = (table: ExpectedTable, stored: Stored, changed: Changed): readonly CatalogueMutation[] => [
  ...(table.primaryKey === null
    ? []
    : [
        changed(`${table.name} without primary key`, table.name, (one) => ({ ...one, primaryKey: null }), [
          `${table.name}.${table.primaryKey.join(', ')} primary key`,
        ]),
      ]),
  ...table.foreignKeys.flatMap(({ columns }) => {
    const column = columns.join(', ')
    const at = `${table.name}.${column}`
    const own = (one: CatalogueTable['foreignKeys'][number]) => one.columns.join(', ') === columns.map(stored).join(', ')
    const alter = (
      what: string,
      more: (one: CatalogueTable['foreignKeys'][number]) => Partial<CatalogueTable['foreignKeys'][number]>,
      subject: string,
    ) =>
      changed(
        `${at} ${what}`,
        table.name,
        (one) => ({ ...one, foreignKeys: one.foreignKeys.map((key) => (own(key) ? { ...key, ...more(key) } : key)) }),
        [subject],
      )
    return [
      changed(`${at}: no foreign key`, table.name, (one) => ({ ...one, foreignKeys: one.foreignKeys.filter((key) => !own(key)) }), [
        `${at} foreign key`,
      ]),
      alter('with another delete rule', ({ deleteRule }) => ({ deleteRule: deleteRule === 'cascade' ? 'restrict' : 'cascade' }), `${at} delete rule`),
      alter('to another table', () => ({ referencedTable: stored('ELSEWHERE') }), `${at} foreign key`),
      alter('into another schema', () => ({ referencedSchema: 'other' }), `${at} foreign key`),
      alter('not enforced', () => ({ enforced: false }), `${table.name}.foreign key (${column})`),
    ]
  }),
]

const indexMutations = (table: ExpectedTable, stored: Stored, changed: Changed): readonly CatalogueMutation[] =>
  table.indexes.flatMap(({ name }) => {
    const subjects = [`${table.name}.${name}`]
    const alter = (what: string, more: (one: CatalogueTable['indexes'][number]) => Partial<CatalogueTable['indexes'][number]>) =>
      changed(
        `${name} ${what}`,
        table.name,
        (one) => ({ ...one, indexes: one.indexes.map((index) => (index.name === stored(name) ? { ...index, ...more(index) } : index)) }),
        subjects,
      )
    return [
      changed(`${name} dropped`, table.name, (one) => ({ ...one, indexes: one.indexes.filter((index) => index.name !== stored(name)) }), subjects),
      alter('unique', () => ({ unique: true })),
      alter('of part of the rows', () => ({ condition: 'ID > 0' })),
      alter('not used', () => ({ valid: false })),
      alter('descending', ({ columns }) => ({ columns: columns.map((column) => ({ ...column, descending: true })) })),
    ]
  })

const triggerMutations = (table: ExpectedTable, stored: Stored, changed: Changed): readonly CatalogueMutation[] =>
  table.triggers.flatMap(({ name }) => {
    const alter = (what: string, more: Partial<CatalogueTable['triggers'][number]>) =>
      changed(`${name} ${what}`, table.name, (one) => ({ ...one, triggers: one.triggers.map((trigger) => ({ ...trigger, ...more })) }), [
        `${table.name}.${name}`,
      ])
    return [
      changed(`${name} dropped`, table.name, (one) => ({ ...one, triggers: [] }), [`${table.name}.${stored(name)}`]),
      alter('disabled', { enabled: false }),
      alter('invalid', { valid: false }),
      alter('after the insert', { timing: 'after' }),
      alter('on update', { events: ['update'] }),
      alter('from another sequence', { sequences: ['ANOTHER_SEQ'] }),
      alter('from no sequence', { sequences: [] }),
    ]
  })

const sequenceMutations = ({ name, triggers }: ExpectedTable, healthy: DatabaseCatalogue, stored: Stored): readonly CatalogueMutation[] =>
  triggers.flatMap(({ sequence }) => {
    const own = (one: { readonly name: string }) => one.name === stored(sequence)
    const subjects = [`${name}.${sequence}`]
    return [
      { name: `${sequence} dropped`, catalogue: { ...healthy, sequences: healthy.sequences.filter((one) => !own(one)) }, subjects },
      {
        name: `${sequence} by 5`,
        catalogue: { ...healthy, sequences: healthy.sequences.map((one) => (own(one) ? { ...one, increment: '5' } : one)) },
        subjects,
      },
    ]
  })
