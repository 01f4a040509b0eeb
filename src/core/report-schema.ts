import type { JsonObject } from './json.ts'
import { LIMITS } from '../limits.ts'
import { EXIT_CODES } from './exit-codes.ts'
import { anything, choice, integer, list, mapOf, nullable, object, text, type Schema } from './schema.ts'
import { OUTCOMES, PHASES, REASON_CODES, SEVERITIES, THRESHOLDS } from './vocabulary.ts'

/**
 * The JSON Schema (2020-12) of the report (DESIGN §7), closed at every level. The order of its properties is the order in which the JSON report is
 * written. Written to schemas/report.schema.json; a report read back is held against it.
 */
export const reportSchema = (): JsonObject => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Report of iam-preflight',
  description: 'What one audit found. Everything a reporter needs is in this document.',
  ...report.json,
})

const MANY = 1_000_000
const sentence = (description?: string): Schema<string> => text(description, LIMITS.factSize.value)
const constant = (value: null | number | string, description?: string): Schema<unknown> => ({
  json: description === undefined ? { const: value } : { const: value, description },
})
const counter = (description?: string): Schema<number> => integer(description, 0)
const counters = (keys: readonly string[], description: string): Schema<unknown> =>
  object(Object.fromEntries(keys.map((key) => [key, counter()])), {}, description)

/** A schema that also holds a rule over several members: with an outcome, other members are as said. */
const whenever = (schema: Schema<unknown>, rules: readonly { readonly outcome: string; readonly must: JsonObject }[]): Schema<unknown> => ({
  json: {
    ...schema.json,
    allOf: rules.map((rule) => ({
      if: { type: 'object', properties: { outcome: { const: rule.outcome } } },
      // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema
      then: { type: 'object', properties: rule.must },
    })),
  },
})

const severity = (description?: string): Schema<unknown> => choice(SEVERITIES, description)
const reference = object({ title: sentence(), section: sentence() })
export const references = list(reference, 'the documents that demand it', MANY)

const run = object({
  id: sentence(),
  profile: sentence('the upgrade path'),
  phase: choice(PHASES),
  step: nullable(sentence(), 'the step of the phase judged; null: all not yet passed'),
  failOn: choice(THRESHOLDS, 'what counts towards a non-zero exit code'),
  startedAt: sentence('ISO time, UTC'),
  finishedAt: sentence('ISO time, UTC'),
  planDigest: sentence('sha256: and hex'),
  snapshotDigest: sentence('sha256: and hex'),
})

const target = object({
  name: sentence(),
  type: sentence(),
  role: sentence(),
  line: nullable(integer('of the target in the plan', 1)),
})

const exitCodes = EXIT_CODES.filter(({ name }) => name !== 'broken' && name !== 'usage')
const summary = object({
  verdict: choice([...new Set(exitCodes.map(({ name }) => name))]),
  exitCode: { json: { enum: exitCodes.map(({ code }) => code) } },
  outcomes: counters(OUTCOMES, 'results by outcome'),
  waived: counter('failing results that somebody has accepted'),
  failuresBySeverity: counters(SEVERITIES, 'findings of failing results'),
})

export const location = object(
  {},
  {
    path: sentence(),
    line: counter(),
    column: counter(),
    entry: sentence('within an archive'),
    pointer: sentence('JSON pointer'),
    dn: sentence(),
    table: sentence(),
    url: sentence(),
  },
  'only the fields that apply',
)

const finding = object({
  severity: severity(),
  waiver: constant(null),
  fingerprint: sentence('over check, target role and subject; never over text, severity or line'),
  message: sentence('what was found'),
  subject: sentence('what one can search for: the file, the alias, the table, the DN'),
  expected: nullable(sentence()),
  actual: nullable(sentence()),
  location,
})

/** `code` stands before `text`, though only an error has one. */
const reason: Schema<unknown> = {
  json: {
    type: 'object',
    properties: { code: choice(REASON_CODES).json, text: sentence().json },
    required: ['text'],
    additionalProperties: false,
  },
}

const result = whenever(
  object({
    check: sentence('id of the check'),
    title: sentence('what must be true'),
    severity: severity('of the worst finding, or of the check in this phase'),
    target: nullable(sentence(), 'null: spans targets; role:<name> for a role'),
    outcome: choice(OUTCOMES),
    reason: nullable(reason, 'why there is no answer: code and text for error, text for not-applicable and not-checked'),
    observed: nullable(sentence(), 'positive evidence, on every pass'),
    findings: list(finding, 'what is wrong; on a pass only remarks', MANY),
    remedy: sentence('what to do'),
    references,
    waiver: constant(null),
    durationMs: { json: { type: 'number', minimum: 0 } },
  }),
  [
    {
      outcome: 'pass',
      must: {
        observed: { type: 'string', pattern: '\\S' },
        findings: { type: 'array', items: { type: 'object', properties: { severity: { const: 'info' } } } },
      },
    },
    { outcome: 'fail', must: { findings: { type: 'array', minItems: 1 } } },
    { outcome: 'error', must: { reason: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] } } },
    { outcome: 'not-applicable', must: { reason: { type: 'object' } } },
    { outcome: 'not-checked', must: { reason: { type: 'object' } } },
  ],
)

const check = object({ id: sentence(), title: sentence(), why: sentence('what breaks'), remedy: sentence(), references })

const fact = { target: sentence(), fact: sentence('target: the target itself'), params: mapOf(anything()) }
const pointer = sentence('JSON pointer in the value, items of a list by their identity; empty: the whole fact')
const change = object({
  ...fact,
  pointer,
  kind: choice(['changed', 'appeared', 'disappeared', 'unchanged'], 'unchanged: it had to change'),
  before: nullable(sentence(), 'shortened; null: it was not there'),
  after: nullable(sentence(), 'shortened; null: it is not there'),
  why: nullable(sentence(), "the clause of the profile's drift contract that decides; null: none speaks of it"),
})

const drift = object(
  {
    baselineDigest: sentence('sha256: and hex'),
    baselinePhase: choice(PHASES),
    baselineCollectedAt: sentence('ISO time, UTC'),
    compared: counter('facts that both snapshots hold'),
    unexpected: list(change, 'each of them is drift', MANY),
    expected: list(change, 'what the profile says may or must change', MANY),
    incomparable: list(object({ ...fact, pointer, text: sentence() }), 'one side is missing, unread, incomplete or of another salt', MANY),
    notCompared: list(
      object({ ...fact, heldBy: choice(['before', 'after']) }),
      'facts that nothing asks for in the phase of the other snapshot',
      MANY,
    ),
  },
  {},
  'what differs from a baseline; sorted by target, fact and pointer',
)

const report = object({
  schemaVersion: constant(1),
  tool: object({ name: sentence(), version: sentence() }),
  run,
  targets: list(target, undefined, MANY),
  summary,
  results: list(result, 'sorted by severity, check and target', MANY),
  checks: list(check, 'results refer to them by id', MANY),
  transcript: object({
    digest: sentence('sha256: and hex, over the lines of the transcript'),
    operations: object({ files: counter(), sql: counter(), ldap: counter(), http: counter() }),
  }),
  witness: list(sentence(), 'what targets themselves said about what was done to them', MANY),
  attestations: list(
    object({ check: sentence(), by: sentence(), on: sentence('ISO date'), note: nullable(sentence()) }),
    "the operator's word, for what no machine can see",
    MANY,
  ),
  gaps: list(
    object({ check: sentence(), target: nullable(sentence()), reason: sentence(), by: choice(['plan', 'flag']) }),
    "results that are not-checked by somebody's decision, and so do not count",
    MANY,
  ),
  drift: nullable(drift, 'null: nothing was compared'),
  notes: list(sentence(), 'what the reader must know besides', MANY),
})
