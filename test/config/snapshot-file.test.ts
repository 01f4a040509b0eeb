import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { planSchema, OWN_KEYWORDS } from '../../src/config/plan-schema.ts'
import { readSnapshot } from '../../src/config/snapshot-file.ts'
import { snapshotSchema } from '../../src/config/snapshot-schema.ts'
import { prettyJson } from '../../src/core/json.ts'
import type { Snapshot } from '../../src/core/snapshot.ts'
import { planDirectory } from './plan-harness.ts'
import { sampleSnapshot } from './snapshot-harness.ts'

let directory = planDirectory()
beforeEach(() => {
  directory = planDirectory()
})
afterEach(() => directory.remove())

const read = async (content: string | Uint8Array): Promise<string | Snapshot> => {
  writeFileSync(directory.plan, content)
  const outcome = await readSnapshot(directory.plan)
  return outcome.ok ? outcome.snapshot : outcome.problem.replace(`cannot read the snapshot ${directory.plan}: `, '')
}

const changed = (change: object): string => JSON.stringify({ ...sampleSnapshot(), ...change })
const evidence = (change: object): string => changed({ evidence: [{ ...sampleSnapshot().evidence[0], ...change }] })

describe('readSnapshot', () => {
  it.each<[string, (text: string) => string | Uint8Array]>([
    ['plain', (text) => text],
    ['gzipped', (text) => gzipSync(text)],
    ['with a byte-order mark', (text) => `\ufeff${text}`],
  ])('reads one that is %s', async (_name, packed) => {
    expect(await read(packed(prettyJson(sampleSnapshot())))).toEqual(sampleSnapshot())
  })

  it('gives the same digest gzipped or not', async () => {
    const text = prettyJson(sampleSnapshot())
    for (const content of [text, gzipSync(text)]) {
      writeFileSync(directory.plan, content)
      expect(await readSnapshot(directory.plan)).toMatchObject({ digest: `sha256:${createHash('sha256').update(text).digest('hex')}` })
    }
  })

  const refused: readonly (readonly [name: string, content: string | Uint8Array, said: string])[] = [
    ['empty', '', 'it is not valid JSON'],
    ['no JSON', 'canary-4711', 'it is not valid JSON'],
    ['cut short', prettyJson(sampleSnapshot()).slice(0, -20), 'it is not valid JSON'],
    ['not UTF-8', Buffer.from([0x7b, 0xff]), 'it is not UTF-8 text'],
    ['a list', '[]', 'it is not a snapshot of iam-preflight'],
    ['null', 'null', 'it is not a snapshot of iam-preflight'],
    ['of another tool', '{"kind":"other"}', 'it is not a snapshot of iam-preflight'],
    [
      'a report',
      '{"schemaVersion":1,"results":[],"summary":{}}',
      'it is a report, not a snapshot; give the file that `--save` or `collect --output` wrote',
    ],
    ['of a later version', changed({ schemaVersion: 2 }), 'it has schema version 2, and this version of the tool reads 1'],
    ['of no version', changed({ schemaVersion: undefined }), 'it does not say its schema version, and this version of the tool reads 1'],
    [
      'with a member more',
      changed({ extra: 1 }),
      'it does not match the schema of snapshots: the document has a member "extra" that snapshots do not have',
    ],
    [
      'with an odd member more',
      changed({ 'canary 4711': 1 }),
      'it does not match the schema of snapshots: the document has a member that snapshots do not have',
    ],
    [
      'of an unknown phase',
      changed({ phase: 'canary-4711' }),
      'it does not match the schema of snapshots: /phase must be equal to one of the allowed values',
    ],
    [
      'with evidence of no state',
      evidence({ state: 'fine' }),
      'it does not match the schema of snapshots: /evidence/0/state must be equal to one of the allowed values',
    ],
    [
      'with a value and a reason',
      evidence({ reason: { code: 'limit', text: '' } }),
      'it does not match the schema of snapshots: /evidence/0 has a member "reason" that snapshots do not have',
    ],
    [
      'with an error and a value',
      evidence({ state: 'error' }),
      "it does not match the schema of snapshots: /evidence/0 must have required property 'reason'",
    ],
    [
      'with a value that does not say whether it is complete',
      evidence({ complete: undefined }),
      "it does not match the schema of snapshots: /evidence/0 must have required property 'complete'",
    ],
    [
      'with evidence of a target it does not name',
      evidence({ target: 'am-9' }),
      'it contradicts itself: it holds evidence of am-9, which is not among its targets',
    ],
    [
      'with a target twice',
      changed({ targets: [...sampleSnapshot().targets, ...sampleSnapshot().targets] }),
      'it contradicts itself: target am-1 is there twice',
    ],
    [
      'collected at a time that is none',
      changed({ run: { ...sampleSnapshot().run, collectedAt: '2026-02-01T25:00:00Z' } }),
      'it contradicts itself: it was collected at a time that does not exist',
    ],
    [
      'with a target of a type that nothing looks at',
      changed({ targets: sampleSnapshot().targets.map((target) => ({ ...target, type: 'pingan' })) }),
      'it does not match the schema of snapshots: /targets/0/type must be equal to one of the allowed values',
    ],
    ['with a member twice', prettyJson(sampleSnapshot()).replace('"phase"', '"phase": "staged", "phase"'), 'an object has the member "phase" twice'],
    ['nested without end', `{"kind":${'['.repeat(1_000_000)}`, 'its values are nested deeper than 100 levels'],
    ['a damaged gzip file', gzipSync(prettyJson(sampleSnapshot())).subarray(0, 100), 'it is a damaged gzip file'],
    ['gzip magic alone', Buffer.from([0x1f, 0x8b]), 'it is a damaged gzip file'],
    ['a gzip bomb', gzipSync(Buffer.alloc(300 * 1024 * 1024)), 'it unpacks to more than 256 MB'],
  ]
  it.each(refused)('refuses one that is %s', async (_name, content, said) => {
    expect(await read(content)).toBe(said)
  })

  it.each<[string, (path: string) => void, string]>([
    ['is not there', () => {}, 'it does not exist'],
    ['is a directory', (path) => mkdirSync(path), 'it is a directory, not a file'],
    ['is a pipe', (path) => execFileSync('mkfifo', [path]), 'it is a pipe, a socket or a device, not a file'],
  ])('refuses one that %s', async (_name, make, said) => {
    make(directory.plan)
    expect(await readSnapshot(directory.plan)).toEqual({ ok: false, problem: `cannot read the snapshot ${directory.plan}: ${said}` })
  })
})

describe('the published schemas', () => {
  it('are valid JSON Schema, closed, and name every own keyword', () => {
    for (const schema of [snapshotSchema(), planSchema()]) {
      const ajv = new Ajv2020({ strict: true, strictRequired: false, keywords: [...OWN_KEYWORDS] })
      expect(ajv.validateSchema(schema)).toBe(true)
      expect(() => ajv.compile(schema)).not.toThrow()
      expect(schema['additionalProperties']).toBe(false)
    }
  })
})
