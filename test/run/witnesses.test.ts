import { describe, expect, test } from 'vitest'
import { mergeSnapshots } from '../../src/core/merge-snapshots.ts'
import type { SqlRow, SqlWitness } from '../../src/core/sql.ts'
import { recordOf } from '../../src/run/record-reader.ts'
import { Witnesses } from '../../src/run/witnesses.ts'
import { MysqlWitness } from '../../src/sessions/sql/mysql-witness.ts'
import { snapshotOf } from '../support/snapshot-samples.ts'

const NOTHING: SqlWitness = { verdict: 'nothing-written', text: 'no number was given' }
const BIND = { kind: 'sql', verb: 'bind', what: 'db:5432 as auditor', amount: null } as const
const SLOW = { failure: { code: 'timeout', text: 'slow' } } as const

describe('what processes tell of a target', () => {
  test('the last word of each process counts', () => {
    const witnesses = new Witnesses()
    witnesses.see(BIND)
    expect(witnesses.hear({ ...NOTHING, text: 'first' })).toBe(false)
    expect(witnesses.hear(NOTHING)).toBe(false)
    witnesses.end({ failure: null })
    witnesses.see(BIND)
    expect(witnesses.hear({ verdict: 'written', text: 'a number was given' })).toBe(true)
    witnesses.end({ failure: null })
    expect(witnesses.said).toEqual([NOTHING, { verdict: 'written', text: 'a number was given' }])
  })

  test('a process that logged in and was told nothing is a gap that shows; one that did not is none', () => {
    const witnesses = new Witnesses()
    witnesses.see({ ...BIND, verb: 'connect' })
    witnesses.end(SLOW)
    expect(witnesses.said).toEqual([])
    witnesses.see(BIND)
    witnesses.end(SLOW)
    expect(witnesses.said).toMatchObject([{ verdict: 'not-witnessed' }])
  })

  test('what was under way when a process was stopped is said', () => {
    const witnesses = new Witnesses()
    witnesses.see(BIND)
    witnesses.hear(NOTHING)
    witnesses.end(SLOW)
    expect(witnesses.said[0]?.text).toBe('no number was given; then the process that read it was stopped')
  })
})

test('a record of a witness is what it should be, or none', () => {
  expect(recordOf(JSON.stringify({ t: 'witness', witness: { ...NOTHING, more: 1 } }))).toEqual({ t: 'witness', witness: NOTHING })
  for (const witness of [
    null,
    'x',
    {},
    { verdict: 'fine', text: 'x' },
    { verdict: 'toString', text: 'x' },
    { verdict: 'written' },
    { verdict: 'written', text: 7 },
  ])
    expect(recordOf(JSON.stringify({ t: 'witness', witness }))).toBeNull()
})

test('merged snapshots keep what was said of the targets they are taken for', () => {
  const at = (startedAt: string, name: string, collectedAt: string, text: string) =>
    snapshotOf({
      run: { id: startedAt, startedAt, collectedAt },
      targets: [{ name, type: 'database', role: 'identity-db', line: 1, collectedAt }],
      witness: [{ target: name, verdict: 'nothing-written', text }],
    })
  const older = at('2026-01-01T00:00:00.000Z', 'db-1', '2026-01-01T00:00:01.000Z', 'old')
  const newer = at('2026-01-02T00:00:00.000Z', 'db-1', '2026-01-02T00:00:01.000Z', 'new')
  const another = at('2026-01-01T00:00:00.000Z', 'db-2', '2026-01-01T00:00:01.000Z', 'other')
  const merged = mergeSnapshots([another, older, newer], { latest: true })
  expect(merged.ok && merged.snapshot.witness?.map(({ target, text }) => [target, text])).toEqual([
    ['db-1', 'new'],
    ['db-2', 'other'],
  ])
  const without = mergeSnapshots(
    [snapshotOf(), snapshotOf({ run: { id: 'x', startedAt: '2026-01-03T00:00:00.000Z', collectedAt: '2026-01-03T00:00:00.000Z' } })],
    { latest: true },
  )
  expect(without.ok && 'witness' in without.snapshot).toBe(false)
})

describe('the counters of MySQL', () => {
  const counters = (more: Readonly<Record<string, string>> = {}): readonly SqlRow[] =>
    Object.entries({ Com_select: '3', Com_insert: '0', Com_update: '0', Com_show_status: '1', Com_flush: '0', Com_begin: '0', ...more })

  test('only those of reading moved', () => {
    const witness = new MysqlWitness()
    witness.begins(counters())
    witness.hears(counters({ Com_select: '9', Com_begin: '1', Com_show_status: '2' }))
    expect(witness.said()).toEqual({
      verdict: 'nothing-written',
      text: 'of the 6 counters Com_… only those of reading moved in 1 transactions (Com_select 9)',
    })
  })

  test('what the server itself runs for a login was there before', () => {
    const witness = new MysqlWitness()
    witness.begins(counters({ Com_insert: '1' }))
    witness.hears(counters({ Com_insert: '1' }))
    expect(witness.said().verdict).toBe('nothing-written')
  })

  test.each(['Com_insert', 'Com_flush', 'Com_call_procedure', 'Com_load', 'Com_lock_tables', 'Com_commit'])('%s has moved', (name) => {
    const witness = new MysqlWitness()
    witness.begins(counters())
    witness.hears(counters({ [name]: '1' }))
    expect(witness.said()).toEqual({ verdict: 'written', text: `the server counted other statements than those that read: ${name}` })
  })

  test('a server that shows none bears no witness', () => {
    const witness = new MysqlWitness()
    witness.begins([])
    witness.hears([])
    expect(witness.said().verdict).toBe('not-witnessed')
  })
})
