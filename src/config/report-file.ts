import type { ValidateFunction } from 'ajv/dist/2020.js'
import { reportFlaw } from '../core/report-flaw.ts'
import { reportSchema } from '../core/report-schema.ts'
import type { Report } from '../core/report.ts'
import { LIMITS } from '../limits.ts'
import { readOwnText, type Read } from './own-file.ts'
import { ownJsonOf } from './own-json.ts'
import { OWN_SCHEMAS } from './own-schemas.ts'
import { firstErrorText } from './schema-error-text.ts'

/**
 * A report written by `--reporter json`, for `render`. It is held against its schema, and its verdict is folded again from its results: a report that
 * contradicts itself is refused (FAULTS R17), since every format made of it would repeat the lie. The problem is a sentence that names the path.
 */
export const readReport = async (path: string): Promise<Read<Report>> => {
  const text = await readOwnText(path, LIMITS.snapshotFile.value)
  const report = text.ok ? await parseReport(text.value) : text
  return report.ok ? report : { ok: false, problem: `cannot read the report ${path}: ${report.problem}` }
}

/** As readReport, of the text. */
export const parseReport = async (text: string): Promise<Read<Report>> => {
  const json = ownJsonOf(text)
  if (!json.ok) return json
  const version = versionOf(json.value)
  if (version === null)
    return { ok: false, problem: 'it is not a report of iam-preflight (no schemaVersion); give the file that `--reporter json=FILE` wrote' }
  if (version !== 1) return { ok: false, problem: `it has schema version ${version}, and this version of the tool reads 1` }

  validator ??= reportValidator()
  const validate = await validator
  const { value } = json
  if (!validate(value)) return { ok: false, problem: `it does not match the schema of reports: ${firstErrorText(validate.errors, 'reports')}` }
  const flaw = reportFlaw(value)
  return flaw === null ? { ok: true, value } : { ok: false, problem: `it contradicts itself: ${flaw}` }
}

let validator: Promise<ValidateFunction<Report>> | undefined

/** Loaded on first use, since most commands never read a report. */
const reportValidator = async (): Promise<ValidateFunction<Report>> => {
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  return new Ajv2020(OWN_SCHEMAS).compile<Report>(reportSchema())
}

const versionOf = (value: unknown): number | null =>
  typeof value === 'object' && value !== null && 'schemaVersion' in value && typeof value.schemaVersion === 'number' ? value.schemaVersion : null
