import { planSchema } from '../src/config/plan-schema.ts'
import { snapshotSchema } from '../src/config/snapshot-schema.ts'
import { reportSchema } from '../src/core/report-schema.ts'

/** The published JSON Schemas, path to text: what editors complete the plan with, and what readers of reports and snapshots rely on. */
export const schemaFiles = async (): Promise<ReadonlyMap<string, string>> =>
  new Map(
    Object.entries({ plan: planSchema(), report: reportSchema(), snapshot: snapshotSchema() }).map(([name, schema]) => [
      `schemas/${name}.schema.json`,
      `${JSON.stringify(schema, null, 2)}\n`,
    ]),
  )
