import { defineNetworkCollector, partial } from '../core/collector.ts'
import { endsAtFailure, touchedOf } from '../derived/script-rehearsal/rehearse.ts'
import { umaScriptRehearsal } from '../facts/uma-script-rehearsal.ts'
import { REHEARSAL, REHEARSAL_ROWS } from '../statements/sql/rehearsal.ts'
import { SERVER_STATEMENTS } from '../statements/sql/server.ts'
import { CATALOGUES } from './support/catalogue/index.ts'
import { databaseTouches } from './support/database.ts'
import { readRehearsal } from './support/rehearsal/read.ts'
import { plannedScript } from './support/rehearsal/script.ts'

export default defineNetworkCollector({
  fact: umaScriptRehearsal,
  type: 'database',
  needs: () => null,
  touches: ({ fields }) => [
    ...databaseTouches(
      fields,
      [
        ...CATALOGUES[fields.engine].statements,
        ...(fields.engine === 'postgres' ? [] : [SERVER_STATEMENTS[fields.engine]]),
        ...Object.values(REHEARSAL),
        ...REHEARSAL_ROWS.values(),
      ].filter(({ engine }) => engine === fields.engine),
    ),
    ...(fields.script === undefined ? [] : [{ kind: 'file', what: fields.script } as const]),
  ],
  collect: async ({ target: { fields }, params: { runBy }, files, network: { sql } }) => {
    const script = await plannedScript(files, fields.script, sql.engine)
    const { before, rehearsed, rows } = await readRehearsal(sql, script, runBy)
    const { statements, after, touched } = rehearsed
    return partial(
      {
        engine: sql.engine,
        schema: before.value.schema,
        user: (await sql.connection()).user,
        script: fields.script ?? null,
        endsAtFailure: endsAtFailure(sql.engine),
        statements: statements.map((statement) => ({ ...statement, why: statement.why?.slice(0, 4096) ?? null })),
        rows,
        predicted: after === null ? null : touchedOf(after.catalogue, touched),
      },
      before.omitted,
    )
  },
})
