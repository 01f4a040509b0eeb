import type {
  CatalogueTable,
  CiphertextColumn,
  DatabaseCatalogue,
  DatabaseRowAnswers,
  DatabaseServer,
  Engine,
  RowAnswer,
  StoredCiphertext,
} from '../../src/api.ts'
import { blankTable, FOLDINGS } from './blank-catalogue.ts'

/** Answers to questions: a number of rows, or what is particular. */
export type Answered = number | Partial<RowAnswer>

export const rowsOf = (answers: Readonly<Record<string, Answered>>, more: Partial<DatabaseRowAnswers> = {}): DatabaseRowAnswers => ({
  engine: 'postgres',
  database: 'identity',
  schema: 'public',
  answers: Object.entries(answers).map(([question, answer]) => answerOf(question, typeof answer === 'number' ? { count: answer } : answer)),
  ...more,
})

const answerOf = (question: string, more: Partial<RowAnswer>): RowAnswer => ({
  question,
  state: 'answered',
  missing: [],
  count: more.state === undefined || more.state === 'answered' ? 0 : null,
  atLeast: false,
  keys: (more.count ?? 0) > 0 ? ['ID 1'] : [],
  estimate: null,
  reason: null,
  ...more,
})

/** All of these questions answered with no rows, but for some. */
export const noneBut = (
  questions: readonly string[],
  but: Readonly<Record<string, Answered>> = {},
  more: Partial<DatabaseRowAnswers> = {},
): DatabaseRowAnswers => rowsOf({ ...Object.fromEntries(questions.map((question) => [question, 0])), ...but }, more)

export const notAsked = (...missing: readonly string[]): Answered => ({ state: 'not-asked', missing })
export const unanswered = (code: string, text: string): Answered => ({ state: 'unanswered', reason: { code, text } })
export const tooLarge: Answered = { state: 'too-large', estimate: '5000000', reason: { code: 'limit', text: 'about 5000000 rows' } }

export const serverOf = (engine: Engine, more: Partial<DatabaseServer> = {}): DatabaseServer => ({
  engine,
  host: 'db.example.test',
  port: 5432,
  database: 'identity',
  schema: 'public',
  user: 'auditor',
  transport: 'verified',
  product: 'Product',
  version: '1',
  standby: null,
  settings: [],
  extensions: [],
  rights: ['select'],
  rightsToSome: [],
  unlisted: null,
  takesOn: null,
  superuser: false,
  pageSizes: [],
  bytes: null,
  ...more,
})

type ColumnWish = Partial<CatalogueTable['columns'][number]>

export const tableOf = (
  name: string,
  { columns = {}, ...more }: Partial<Omit<CatalogueTable, 'columns'>> & { readonly columns?: Readonly<Record<string, ColumnWish>> } = {},
): CatalogueTable =>
  blankTable(name, {
    columns: Object.entries(columns).map(([columnName, wish], index) => ({
      name: columnName,
      position: index + 1,
      type: { family: 'varchar', length: 2048, precision: null, scale: null, native: 'varchar(2048)' },
      nullable: true,
      default: null,
      generation: { kind: 'none', sequence: null },
      onUpdate: null,
      characterSet: null,
      collation: null,
      ...wish,
    })),
    ...more,
  })

export const catalogueOf = (engine: Engine, tables: readonly CatalogueTable[]): DatabaseCatalogue => ({
  engine,
  database: 'identity',
  schema: 'public',
  folding: FOLDINGS[engine],
  tables,
  sequences: [],
  others: [],
})

export const ciphertextOf = (columns: Readonly<Record<string, Partial<CiphertextColumn>>>): StoredCiphertext => ({
  engine: 'postgres',
  schema: 'public',
  columns: Object.entries(columns).map(([name, more]) => {
    const [table = '', column = ''] = name.split('.')
    return {
      table,
      column,
      state: 'sampled',
      reason: null,
      values: 0,
      limit: 200,
      selfContained: 0,
      plainRsa: 0,
      hashed: 0,
      clear: 0,
      unknown: 0,
      transformations: [],
      thumbprints: [],
      keyIds: [],
      ...more,
    }
  }),
})
