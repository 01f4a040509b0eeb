import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { compareText } from '../core/json.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { LIMITS } from '../limits.ts'
import { errorCode, readOwnFile, sizeInWords, utf8Text, type Read } from './own-file.ts'
import { ownJsonOf } from './own-json.ts'
import { OWN_SCHEMAS } from './own-schemas.ts'
import { firstErrorText } from './schema-error-text.ts'
import { snapshotSchema, SNAPSHOT_VERSION } from './snapshot-schema.ts'

export type SnapshotOutcome =
  | { readonly ok: true; readonly snapshot: Snapshot; /** `sha256:` and hex, over the JSON text, the same gzipped or not. */ readonly digest: string }
  | { readonly ok: false; readonly problem: string }

/**
 * Reads a snapshot, gzipped or not. It is held against the schema of its envelope; whether each value follows its fact's schema is the caller's to ask.
 * The problem is a sentence with the path, and quotes nothing of the file.
 */
export const readSnapshot = async (path: string): Promise<SnapshotOutcome> => {
  const outcome = await snapshotAt(path)
  return outcome.ok ? outcome : { ok: false, problem: `cannot read the snapshot ${path}: ${outcome.problem}` }
}

const snapshotAt = async (path: string): Promise<SnapshotOutcome> => {
  const file = await readOwnFile(path, LIMITS.snapshotFile.value)
  if (!file.ok) return { ok: false, problem: `it ${file.why}` }
  const bytes = await inflated(file.bytes)
  if (!bytes.ok) return bytes
  const text = utf8Text(bytes.value)
  if (!text.ok) return text
  const json = ownJsonOf(text.value)
  if (!json.ok) return json
  const kind = kindFlaw(json.value)
  if (kind !== null) return { ok: false, problem: kind }

  // Loaded here, since an audit of live targets reads no snapshot.
  const { Ajv2020 } = await import('ajv/dist/2020.js')
  const validate = new Ajv2020({ ...OWN_SCHEMAS, ownProperties: true }).compile<Snapshot>(snapshotSchema())
  const { value } = json
  if (!validate(value)) return { ok: false, problem: `it does not match the schema of snapshots: ${firstErrorText(validate.errors, 'snapshots')}` }
  const flaw = consistencyFlaw(value)
  if (flaw !== null) return { ok: false, problem: `it contradicts itself: ${flaw}` }
  return { ok: true, snapshot: value, digest: `sha256:${createHash('sha256').update(bytes.value).digest('hex')}` }
}

const unzip = promisify(gunzip)

/** The content of a gzip file, told by its first two bytes; anything else as it is. */
const inflated = async (bytes: Buffer): Promise<Read<Buffer>> => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { ok: true, value: bytes }
  try {
    return { ok: true, value: await unzip(bytes, { maxOutputLength: LIMITS.snapshotFile.value }) }
  } catch (error) {
    const tooLarge = errorCode(error) === 'ERR_BUFFER_TOO_LARGE'
    return { ok: false, problem: tooLarge ? `it unpacks to more than ${sizeInWords(LIMITS.snapshotFile.value)}` : 'it is a damaged gzip file' }
  }
}

/** Whether this is a snapshot at all, and of a version that is read: asked first, since everything else would only be a puzzling error. */
const kindFlaw = (value: unknown): string | null => {
  if (typeof value !== 'object' || value === null) return 'it is not a snapshot of iam-preflight'
  if (!('kind' in value) || value.kind !== 'iam-preflight-snapshot')
    return 'results' in value && 'summary' in value
      ? 'it is a report, not a snapshot; give the file that `--save` or `collect --output` wrote'
      : 'it is not a snapshot of iam-preflight'
  const version = 'schemaVersion' in value ? value.schemaVersion : null
  if (version === SNAPSHOT_VERSION) return null
  return typeof version === 'number'
    ? `it has schema version ${version}, and this version of the tool reads ${SNAPSHOT_VERSION}`
    : `it does not say its schema version, and this version of the tool reads ${SNAPSHOT_VERSION}`
}

/**
 * What a schema cannot say: times are in the calendar, a target is there once, and evidence is of a target of the header. Evidence may be there twice: the
 * evaluation takes the same record once and two different ones for a contradiction (core/snapshot, orderedEvidence).
 */
const consistencyFlaw = ({ run, targets, evidence }: Snapshot): string | null => {
  // Certificates are judged by the time of the collection, and no comparison with what is no time comes out as it should.
  const times = [run.startedAt, run.collectedAt, ...targets.flatMap(({ collectedAt }) => collectedAt ?? [])]
  if (times.some((time) => Number.isNaN(Date.parse(time)))) return 'it was collected at a time that does not exist'
  const names = targets.map(({ name }) => name)
  const twice = firstTwice(names)
  if (twice !== null) return `target ${printableName(twice)} is there twice`
  const known = new Set(names)
  const stray = evidence.find(({ target }) => !known.has(target))
  return stray === undefined ? null : `it holds evidence of ${printableName(stray.target)}, which is not among its targets`
}

const firstTwice = (words: readonly string[]): string | null => {
  const sorted = words.toSorted(compareText)
  return sorted.find((word, index) => word === sorted[index + 1]) ?? null
}

const printableName = (name: string): string => (/^[\w./-]{1,128}$/.test(name) ? name : 'of an odd name')
