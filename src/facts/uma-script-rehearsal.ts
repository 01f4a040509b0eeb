import { defineFact, type ValueOf } from '../core/fact.ts'
import { choice, flag, integer, list, nullable, object, text, volatile } from '../core/schema.ts'
import { ENGINES } from '../core/sql.ts'
import { catalogueSequence, catalogueTable } from './database-catalogue.ts'
import { RIGHTS } from './database-server.ts'

const name = (description?: string) => text(description, 256)

const statement = object({
  line: nullable(integer('in the script', 1), 'null: our own description of the script has no lines'),
  column: nullable(integer(undefined, 1)),
  does: text('CREATE TABLE idn_uma_resource', 600),
  object: name('what it is about'),
  outcome: choice(
    ['runs', 'skipped', 'fails', 'not-reached', 'not-modelled'],
    '`skipped`: nothing to do, as it allows for; `not-reached`: the client has ended; `not-modelled`: nobody can say',
  ),
  code: nullable(name('of the engine: 42P07, 1061, ORA-00955'), 'null: it does not fail'),
  why: nullable(text()),
  right: nullable(choice(RIGHTS), 'null: it does not fail for want of a right'),
  note: nullable(
    choice(['no-foreign-keys', 'shortened-index']),
    'what is left undone although it runs: MyISAM has no foreign keys; an index holds only the beginning of a column',
  ),
  dropsTable: nullable(name('a table that goes, with its rows')),
  dropsIndexOf: nullable(name('the table whose index goes')),
})

/**
 * What the vendor's script for the IDN_UMA_* tables would come to on this database, without running it (facts/wso2.md §3.1, 3.2). Where everything it does is
 * modelled, `predicted` is what of the catalogue it touches would be afterwards.
 */
export const umaScriptRehearsal = defineFact({
  id: 'uma-script-rehearsal',
  title: "What the vendor's script for the UMA tables would do to this database, statement by statement",
  params: object({
    runBy: choice(['the-account', 'an-administrator'], 'who will run the script: the account of the plan, or one that may do everything'),
  }),
  value: object({
    engine: choice(ENGINES),
    schema: name('the script is thought to run with it as the current one'),
    user: name('the account of the plan'),
    script: nullable(text('path of the file'), "null: the source's script, by our own description"),
    endsAtFailure: flag('the client of the engine ends at the first statement that fails'),
    statements: list(statement),
    rows: list(
      object({
        table: name('that the script drops'),
        rows: volatile(nullable(integer('before', 0), 'null: they could not be counted')),
        more: flag('true: at least so many'),
      }),
    ),
    predicted: nullable(object({ tables: list(catalogueTable), sequences: list(catalogueSequence) }), 'null: something is not modelled'),
  }),
})

export type UmaScriptRehearsal = ValueOf<typeof umaScriptRehearsal>
