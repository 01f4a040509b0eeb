import { describe, it } from 'vitest'
import check from '../../../checks/common/table-shape.ts'
import { expectedTablesOf, type DatabaseCatalogue } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { withMoreColumn, withTable } from '../../support/catalogue-edits.ts'
import { catalogueOf } from '../../support/expected-catalogue.ts'

const LINES = `
PERSON | ID integer!; NAME varchar(255)! ='x'; BORN timestamp | pk ID | uq NAME | ix IDX_BORN(BORN,NAME-)
VISIT | ID integer!; PERSON_ID integer! | pk ID | fk PERSON_ID > PERSON(ID) cascade | ix IDX_VISIT(PERSON_ID)
`
const pg = catalogueOf('postgres', expectedTablesOf('postgres', LINES))
const my = catalogueOf('mysql', expectedTablesOf('mysql', LINES))
const PERSON = {
  columns: { ID: 'integer not null', NAME: "varchar(255) not null default 'x'", BORN: 'timestamp null no default' },
  primaryKey: ['ID'],
  uniques: [['NAME']],
  indexes: { IDX_BORN: ['BORN', 'NAME desc'] },
}
const VISIT = { foreignKeys: ['PERSON_ID -> PERSON(ID) on delete cascade'], indexes: { IDX_VISIT: ['PERSON_ID'] } }
const target = { name: 'users', type: 'database', role: 'user-db' } as const
const asked = (tables: Record<string, object>, catalogue: DatabaseCatalogue = pg) => ({ target, parameters: { tables }, facts: { catalogue } })

testCheck({ describe, it }, check, {
  pass: [
    { name: 'all as described', ...asked({ PERSON, VISIT }), observed: 'users: PERSON, VISIT as described' },
    { name: 'a name alone', trap: 'not-said', ...asked({ PERSON: {}, VISIT: { columns: { ID: '' } } }), observed: 'users' },
    {
      name: 'types in the words of the engine',
      trap: 'engine-spelling',
      ...asked({ PERSON: { columns: { NAME: 'CHARACTER VARYING (255)', ID: 'int4', BORN: 'timestamp without time zone' } } }),
      observed: 'users',
    },
    { name: 'names in another case', trap: 'folded-names', ...asked({ Person: { columns: { name: '' } } }), observed: 'users' },
    {
      name: 'any rule on delete, whatever the key is called',
      trap: 'foreign-key-names',
      ...asked({ VISIT: { foreignKeys: ['PERSON_ID->PERSON ( ID )'] } }),
      observed: 'users',
    },
    {
      name: 'a column that must be filled',
      trap: 'other-columns',
      ...asked({ PERSON }, withMoreColumn(pg, 'person', 'needed', { nullable: false })),
      observed: 'users',
    },
    {
      name: 'an index of another name',
      ...asked(
        { VISIT },
        withTable(pg, 'visit', ({ indexes }) => ({ indexes: indexes.map((one) => (one.name === 'idx_visit' ? { ...one, name: 'mine' } : one)) })),
      ),
      observed: 'users',
      messages: ['indexRenamed'],
    },
  ],
  fail: [
    { name: 'no such table', ...asked({ NOBODY: {} }), messages: ['tableMissing'], subjects: ['NOBODY'] },
    {
      name: 'a view',
      ...asked(
        { PERSON },
        withTable(pg, 'person', () => ({ kind: 'view' })),
      ),
      messages: ['notATable'],
    },
    { name: 'no such column', ...asked({ PERSON: { columns: { NICK: 'text' } } }), messages: ['columnMissing'], subjects: ['PERSON.NICK'] },
    {
      name: 'another type, nullability and default',
      ...asked({ PERSON: { columns: { NAME: "varchar(254) null default 'y'", BORN: 'timestamp not null' } } }),
      messages: ['typeDiffers', 'nullabilityDiffers', 'defaultDiffers', 'nullabilityDiffers'],
      subjects: ['PERSON.NAME type', 'PERSON.NAME nullability', 'PERSON.NAME default', 'PERSON.BORN nullability'],
    },
    { name: 'a default where none is to be', ...asked({ PERSON: { columns: { NAME: 'varchar(255) no default' } } }), messages: ['defaultDiffers'] },
    {
      name: 'other keys',
      ...asked({
        PERSON: { primaryKey: ['NAME'], uniques: [['BORN']] },
        VISIT: { foreignKeys: ['ID -> PERSON(ID)', 'PERSON_ID -> PERSON(ID) on delete set null'] },
      }),
      messages: ['keyMissing', 'keyMissing', 'foreignKeyMissing', 'deleteRuleDiffers'],
    },
    {
      name: 'a key that is not enforced',
      ...asked(
        { VISIT },
        withTable(pg, 'visit', ({ foreignKeys }) => ({ foreignKeys: foreignKeys.map((key) => ({ ...key, enforced: false })) })),
      ),
      messages: ['notEnforced'],
    },
    {
      name: 'other indexes',
      ...asked({ PERSON: { indexes: { IDX_BORN: ['BORN'], IDX_NAME: ['BORN'] }, uniqueIndexes: { IDX_ONCE: ['BORN'] } } }),
      messages: ['indexDiffers', 'indexMissing', 'indexMissing'],
      subjects: ['PERSON.IDX_BORN', 'PERSON.IDX_NAME', 'PERSON.IDX_ONCE'],
    },
    {
      name: 'MyISAM',
      ...asked(
        { PERSON: {} },
        withTable(my, 'PERSON', () => ({ storageEngine: 'MyISAM' })),
      ),
      messages: ['storageEngine'],
    },
  ],
  error: [
    {
      name: 'a type the engine does not have',
      trap: 'unknown-type',
      ...asked({ PERSON: { columns: { NAME: 'varchar2(255)' } } }),
      code: 'missing-evidence',
      says: 'PERSON: postgres has no type varchar2(255) (column NAME)',
    },
    {
      name: 'a foreign key that is not one',
      trap: 'not-readable',
      ...asked({ VISIT: { foreignKeys: ['PERSON_ID references PERSON'] } }),
      code: 'missing-evidence',
      says: 'not a foreign key',
    },
    {
      name: 'a default from a sequence',
      ...asked({ PERSON: { columns: { ID: "integer default nextval('person_seq')" } } }),
      code: 'missing-evidence',
      says: 'a sequence cannot be asked for',
    },
    { name: 'nothing asked', trap: 'nothing-asked', ...asked({}), code: 'missing-evidence', says: 'they name no table' },
  ],
})
