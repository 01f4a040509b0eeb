import { umaScript } from '../../../src/derived/script-rehearsal/uma-script.ts'
import { ddlText } from './ddl-text.ts'
import { randomOf, type Random } from './random.ts'

/** A database as it may be before the script runs. */
export interface StartingCase {
  readonly name: string
  readonly categories: readonly string[]
  /** Run by the administrator, the schema (or database) being current. */
  readonly setup: readonly string[]
}

const SCRIPT = umaScript('postgres')
const TABLES = SCRIPT.flatMap((operation) => (operation.kind === 'create-table' ? [operation.table] : []))
const INDEXES = ['idx_rid', 'idx_user', 'idx_rs', 'idx_pt'] as const
const SEQUENCES = TABLES.map((table) => `${table}_seq`)

interface Perturbation {
  readonly category: string
  readonly make: (random: Random, there: readonly string[]) => readonly string[]
}

const any = <T>(random: Random, items: readonly T[]): T => {
  const item = items[random.below(items.length)]
  if (item === undefined) throw new Error('nothing to choose from')
  return item
}

const PERTURBATIONS: readonly Perturbation[] = [
  {
    category: 'taken-index',
    make: (random) => {
      const index = any(random, INDEXES)
      const taken = random.of<readonly string[]>([
        [`CREATE TABLE shop (a int, b int)`, `CREATE INDEX ${index} ON shop (a)`, 'INSERT INTO shop VALUES (1, 2)'],
        [`CREATE TABLE shop (a int, CONSTRAINT ${index} UNIQUE (a))`],
        [`CREATE TABLE shop (a int, CONSTRAINT ${index} PRIMARY KEY (a))`],
        [`CREATE TABLE shop (a int)`, `CREATE UNIQUE INDEX ${index} ON shop (a)`, `CREATE TABLE visit (a int REFERENCES shop (a))`],
        [`CREATE TABLE ${index} (a int)`],
        [`CREATE VIEW ${index} AS SELECT 1 AS a`],
        [`CREATE SEQUENCE ${index}`],
        [`CREATE TYPE ${index} AS (a int)`],
      ])
      return [`DROP INDEX IF EXISTS ${index}`, ...taken]
    },
  },
  {
    category: 'taken-sequence',
    make: (random, there) => {
      const sequence = any(
        random,
        SEQUENCES.filter((name) => !there.includes(name.slice(0, -4))).concat(there.length === TABLES.length ? ['unused_seq'] : []),
      )
      return random.of<readonly string[]>([
        [`CREATE SEQUENCE ${sequence} START 40 CACHE 20`],
        [`CREATE SEQUENCE ${sequence}`, `CREATE TABLE counted (id int DEFAULT nextval('${sequence}'))`],
        [`CREATE TABLE counted (id int)`, `CREATE SEQUENCE ${sequence} OWNED BY counted.id`],
        [`CREATE TABLE ${sequence} (a int)`],
        [`CREATE VIEW ${sequence} AS SELECT 1 AS a`],
        [`CREATE TYPE ${sequence} AS ENUM ('a')`],
        [`CREATE TABLE counted (id int)`, `CREATE INDEX ${sequence} ON counted (id)`],
      ])
    },
  },
  {
    category: 'taken-table',
    make: (random, there) => {
      const free = TABLES.filter((name) => !there.includes(name))
      if (free.length === 0) return ['CREATE TABLE "IDN_UMA_RESOURCE" (a int)', 'INSERT INTO "IDN_UMA_RESOURCE" VALUES (1)']
      const table = any(random, free)
      return random.of<readonly string[]>([
        [`CREATE VIEW ${table} AS SELECT 1 AS id`],
        [`CREATE SEQUENCE ${table}`],
        [`CREATE TYPE ${table} AS (a int)`],
        [`CREATE TYPE ${table} AS ENUM ('a')`],
        [`CREATE DOMAIN ${table} AS int`],
        [`CREATE TABLE shelf (a int)`, `CREATE INDEX ${table} ON shelf (a)`],
        [`CREATE TABLE ${table} (a int)`, `INSERT INTO ${table} VALUES (1)`],
        [`CREATE TABLE ${table} (id bigint PRIMARY KEY)`],
        [`CREATE TABLE ${table} (id varchar(20) PRIMARY KEY)`],
        [`CREATE TABLE ${table} (id int)`, `CREATE TABLE pointer (a ${table})`],
      ])
    },
  },
  {
    category: 'dependents',
    make: (random, there) => {
      if (there.length === 0) return ['CREATE TABLE lonely (a int)']
      const table = any(random, there)
      return random.of<readonly string[]>([
        [`CREATE VIEW seen AS SELECT id FROM ${table}`],
        [`CREATE TABLE pointing (id int REFERENCES ${table} (id))`],
        [`CREATE TABLE counting (id int DEFAULT nextval('${table}_seq'))`],
        [`CREATE FUNCTION first_of(${table}) RETURNS int LANGUAGE sql AS 'SELECT 1'`],
        [`CREATE MATERIALIZED VIEW kept AS SELECT id FROM ${table}`],
      ])
    },
  },
  {
    category: 'altered-tables',
    make: (random, there) => {
      if (there.length === 0) return ['CREATE TABLE other (a int)']
      const table = any(random, there)
      return random.of<readonly string[]>([
        [`ALTER TABLE ${table} DROP CONSTRAINT ${table}_pkey CASCADE`],
        [`ALTER TABLE ${table} ADD COLUMN more varchar(255) NOT NULL DEFAULT 'x'`],
        [`ALTER TABLE ${table} ALTER COLUMN id TYPE bigint`],
        [`ALTER SEQUENCE ${table}_seq OWNED BY ${table}.id`],
        [`ALTER TABLE ${table} RENAME TO renamed_one`],
        [`DROP TABLE ${table} CASCADE`],
        [`DROP SEQUENCE ${table}_seq CASCADE`],
        [`DROP INDEX IF EXISTS ${any(random, INDEXES)}`],
      ])
    },
  },
  {
    category: 'generated-names',
    make: (random) =>
      random.of<readonly string[]>([
        ['CREATE TABLE idn_uma_resource_pkey (a int)'],
        ['CREATE SEQUENCE idn_uma_pt_resource_pkey', 'CREATE VIEW idn_uma_pt_resource_pkey1 AS SELECT 1 AS a'],
        ['CREATE TABLE t1 (a int CONSTRAINT idn_uma_resource_scope_resource_identity_fkey UNIQUE)'],
        ['CREATE TABLE t1 (id int PRIMARY KEY, b int, CONSTRAINT idn_uma_pt_resource_pt_id_fkey FOREIGN KEY (b) REFERENCES t1 (id))'],
      ]),
  },
  {
    category: 'missing-rights',
    make: (random, there) =>
      random.of<readonly string[]>([
        ['REVOKE CREATE ON SCHEMA current_one FROM runner'],
        ['REVOKE CREATE ON SCHEMA current_one FROM runner', ...there.map((table) => `ALTER TABLE ${table} OWNER TO postgres`)],
        there.map((table) => `ALTER TABLE ${table} OWNER TO postgres`),
        there.slice(0, 1).map((table) => `ALTER TABLE ${table} OWNER TO postgres`),
        there
          .slice(0, 3)
          .flatMap((table) => [
            `ALTER TABLE ${table} OWNER TO postgres`,
            `GRANT REFERENCES ON ${table} TO runner`,
            `GRANT SELECT ON ${table} TO runner`,
          ]),
        there.length > 0
          ? [`ALTER SEQUENCE ${there[0]}_seq OWNER TO postgres`]
          : ['CREATE SEQUENCE idn_uma_resource_seq', 'ALTER SEQUENCE idn_uma_resource_seq OWNER TO postgres'],
        ['CREATE TABLE theirs (a int)', 'CREATE INDEX idx_user ON theirs (a)', 'ALTER TABLE theirs OWNER TO postgres'],
      ]),
  },
  {
    category: 'outside',
    make: (random, there) =>
      there.length > 0 || random.chance(0.8)
        ? []
        : random.of<readonly string[]>([
            ['CREATE TABLE idn_uma_resource (id int) PARTITION BY RANGE (id)'],
            ['CREATE TABLE base (id int)', 'CREATE TABLE idn_uma_resource () INHERITS (base)'],
            ['CREATE UNLOGGED TABLE idn_uma_resource (id int PRIMARY KEY)'],
          ]),
  },
]

const rowsFor = (tables: readonly string[]): readonly string[] =>
  tables.flatMap((table) => {
    switch (table) {
      case 'idn_uma_resource':
        return [`INSERT INTO ${table} (resource_id, time_created) SELECT 'r' || n, now() FROM generate_series(1, 3) n`]
      case 'idn_uma_permission_ticket':
        return [`INSERT INTO ${table} (pt, time_created, expiry_time) VALUES ('p', now(), now())`]
      case 'idn_uma_pt_resource':
        return [`INSERT INTO ${table} (pt_resource_id, pt_id) VALUES (1, 1)`]
      case 'idn_uma_pt_resource_scope':
        return [`INSERT INTO ${table} (pt_resource_id, pt_scope_id) VALUES (1, 1)`]
      case 'idn_uma_resource_scope':
        return [`INSERT INTO ${table} (resource_identity, scope_name) VALUES (1, 's'), (2, 't')`]
      default:
        return [`INSERT INTO ${table} (resource_identity, property_key) VALUES (1, 'k')`]
    }
  })

/** The script without its DROPs, for the first tables; a table of a half-made schema has what it refers to. */
const made = (tables: readonly string[]): readonly string[] =>
  SCRIPT.filter((operation) => !operation.kind.startsWith('drop') && tables.some((table) => belongs(operation, table))).map((operation) =>
    ddlText(operation, 'postgres'),
  )

const belongs = (operation: (typeof SCRIPT)[number], table: string): boolean =>
  ('table' in operation && operation.table === table) || ('sequence' in operation && operation.sequence === `${table}_seq`)

export const postgresCase = (seed: number): StartingCase => {
  const random = randomOf(seed * 7919 + 17)
  const base = random.of(['empty', 'half-made', 'half-made', 'complete', 'complete'])
  const there = base === 'empty' ? [] : base === 'complete' ? TABLES : TABLES.slice(0, 1 + random.below(5))
  const withRows = there.length > 0 && random.chance(0.6)
  const owner = 'SET ROLE runner'
  const setup = [owner, ...made(there), ...(withRows ? rowsFor(there) : [])]
  const categories = [base, ...(there.length === 0 ? [] : [withRows ? 'with-rows' : 'without-rows'])]
  const count = random.of([0, 1, 1, 2, 3])
  const chosen = new Set<Perturbation>()
  for (let index = 0; index < count; index++) chosen.add(any(random, PERTURBATIONS))
  // Rights go last: they are about what the others made.
  for (const perturbation of [...chosen].sort((a, b) => Number(a.category === 'missing-rights') - Number(b.category === 'missing-rights'))) {
    const statements = perturbation.make(random, there)
    if (statements.length === 0) continue
    if (perturbation.category === 'missing-rights') setup.push('RESET ROLE')
    setup.push(...statements)
    categories.push(perturbation.category)
  }
  return { name: `${seed}: ${categories.join(', ')}`, categories, setup }
}
