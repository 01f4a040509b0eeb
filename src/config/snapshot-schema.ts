import type { JsonObject } from '../core/json.ts'
import { anything, choice, flag, integer, list, mapOf, nullable, object, text, textLike, type Schema } from '../core/schema.ts'
import type { WitnessVerdict } from '../core/sql.ts'
import { TARGET_TYPES } from '../core/target.ts'
import { PHASES, REASON_CODES } from '../core/vocabulary.ts'
import { LIMITS } from '../limits.ts'

/**
 * The JSON Schema (2020-12) of a snapshot's envelope (core/snapshot.ts), closed at every level. The value of each piece of evidence is held against its
 * fact's own schema by whoever knows the facts. Written to schemas/snapshot.schema.json.
 */
export const snapshotSchema = (): JsonObject => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Snapshot of iam-preflight',
  description: 'All evidence of one collection: evidence of an audit, input of an offline evaluation, baseline of a comparison.',
  ...snapshot.json,
})

/** The version this tool writes and reads. */
export const SNAPSHOT_VERSION = 1

const MANY = 1_000_000
const constant = (value: string | number): Schema<unknown> => ({ json: { const: value } })
const time = (description?: string): Schema<string> => textLike('^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?Z$', description, 40)
const digest = textLike('^sha256:[0-9a-f]{64}$', 'sha256: and hex', 71)
const sentence = (description?: string): Schema<string> => text(description, LIMITS.factSize.value)

const target = object({
  name: text(),
  type: choice(TARGET_TYPES),
  role: text(),
  line: nullable(integer('of the target in the plan', 1)),
  collectedAt: nullable(time(), 'when its collection ended; null: not collected'),
})

const head = { target: text(), fact: text(), params: mapOf(anything()) }

const evidence = {
  value: object({
    ...head,
    state: constant('value'),
    value: anything("follows the fact's own schema"),
    complete: flag('false: some of it could not be read'),
    omitted: list(sentence(), 'what could not be read', MANY),
    sources: list(sentence(), 'files and other places it was read from', MANY),
  }),
  error: object({ ...head, state: constant('error'), reason: object({ code: choice(REASON_CODES), text: sentence() }) }),
  'not-in-plan': object({ ...head, state: constant('not-in-plan'), needs: sentence('what the plan would have to name') }),
}

/** Chosen by `state`, so that an error names what is wrong with that kind and not all kinds. */
const anyEvidence: Schema<unknown> = {
  json: {
    type: 'object',
    properties: { state: { enum: Object.keys(evidence) } },
    required: ['state'],
    allOf: Object.entries(evidence).map(([state, { json }]) => ({
      if: { type: 'object', properties: { state: { const: state } }, required: ['state'] },
      then: json,
    })),
  },
}

/** The schema of one piece of evidence: what a collector process sends is held against the same as a snapshot that is read back. */
export const evidenceSchema = (): JsonObject => anyEvidence.json

const WITNESSES = ['nothing-written', 'written', 'not-witnessed'] as const satisfies readonly WitnessVerdict[]
const counter = integer(undefined, 0)

const snapshot = object(
  {
    schemaVersion: constant(SNAPSHOT_VERSION),
    kind: constant('iam-preflight-snapshot'),
    tool: object({ name: text(), version: text() }),
    run: object({ id: text(), startedAt: time(), collectedAt: time() }),
    planDigest: digest,
    profile: text(),
    phase: choice(PHASES),
    step: nullable(text()),
    options: mapOf(text()),
    parameters: mapOf(mapOf(anything()), 'by check id'),
    gaps: mapOf(text(), 'accepted gaps: by check id or glob'),
    attestations: mapOf(object({ by: text(), on: text(), note: nullable(text()) }), 'by check id'),
    saltId: text('which salt the key fingerprints were made with'),
    targets: list(target, undefined, MANY),
    evidence: list(anyEvidence, 'sorted by target and key', MANY),
    interrupted: nullable(choice(['SIGINT', 'SIGTERM'])),
    tainted: list(object({ target: text(), text: sentence() }), 'targets whose evidence was dropped', MANY),
    transcript: object({ digest, operations: object({ files: counter, sql: counter, ldap: counter, http: counter }) }),
  },
  {
    ownChecks: list(text(), "ids of the user's own checks it was collected for"),
    witness: list(
      object({ target: text(), verdict: choice(WITNESSES), text: sentence() }),
      'what targets themselves said about what was done to them',
      MANY,
    ),
  },
)
