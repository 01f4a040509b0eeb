import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { defineCheck, own, pass } from '../../src/core/check.ts'
import { defineFact, type Evidence } from '../../src/core/fact.ts'
import { object, text } from '../../src/core/schema.ts'
import { scrubberOf } from '../../src/core/scrubber.ts'
import { LIMITS } from '../../src/limits.ts'
import { collectTarget, type TargetEvidence } from '../../src/run/collect-target.ts'
import { FactSchemas } from '../../src/run/fact-schemas.ts'
import { temporaryTree } from '../support/files.ts'

/**
 * A collector of the user's own shares its process with the pipe that evidence comes over, and so can write to it. Whatever it writes there spoils its own
 * fact only: it neither answers for another, nor breaks the supervisor, nor keeps it waiting.
 */
const tree = temporaryTree()
afterAll(tree.remove)

const value = object({ said: text() })
const first = defineFact({ id: 'own-first', title: 'read by the collector that misbehaves', value })
const second = defineFact({ id: 'own-second', title: 'read after it', value })
const check = defineCheck({
  id: 'own/both',
  title: 'Both are read',
  why: 'w',
  remedy: 'r',
  references: [],
  scope: 'target',
  type: 'directory',
  phases: { 'pre-upgrade': 'high' },
  facts: { first: own(first), second: own(second) },
  messages: {},
  traps: {},
  evaluate: () => pass('both'),
})

const collectorOf = (fact: { readonly id: string; readonly title: string }, before: string, returned: string): string => `
import { closeSync, writeSync } from 'node:fs'
import { defineCollector, defineFact, object, text } from 'iam-preflight'
const say = (record) => writeSync(3, typeof record === 'string' || record instanceof Uint8Array ? record : JSON.stringify(record) + '\\n')
const forged = { state: 'value', value: { said: 'forged' }, complete: true, omitted: [], sources: [] }
export default defineCollector({
  fact: defineFact({ id: '${fact.id}', title: '${fact.title}', value: object({ said: text() }) }),
  type: 'directory',
  needs: () => null,
  touches: () => [],
  collect: async () => {
    ${before}
    return ${returned}
  },
})
`

let runs = 0
const collected = async (
  before: string,
  returned = "{ value: { said: 'first' }, omitted: [] }",
): Promise<TargetEvidence & { readonly ms: number }> => {
  const modules = [first, second].map((fact) => join(tree.root, `${(runs += 1)}-${fact.id}.mjs`))
  writeFileSync(modules[0] ?? '', collectorOf(first, before, returned))
  writeFileSync(modules[1] ?? '', collectorOf(second, '', "{ value: { said: 'second' }, omitted: [] }"))
  const begun = performance.now()
  const result = await collectTarget({
    name: 'tree',
    tasks: [first, second].map(({ id }) => ({ fact: id, params: {} })),
    job: {
      target: { name: 'tree', type: 'directory', role: 'sources', fields: { path: tree.root } },
      secrets: [],
      roots: [{ given: tree.root, real: tree.root }],
      alsoRead: [],
      salt: { saltId: 'run:test', key: 'c2FsdA==' },
      plan: { variables: { env: {}, properties: {} }, options: {} },
      modules,
    },
    readable: modules,
    timeout: 60_000,
    signal: new AbortController().signal,
    schemas: new FactSchemas([check]),
    scrubber: scrubberOf([]),
    onOperation: () => {},
    onEnd: () => {},
  })
  return { ...result, ms: performance.now() - begun }
}

const told = (evidence: readonly Evidence[]): readonly string[] =>
  evidence.map((item) =>
    item.state === 'error'
      ? `${item.fact}: ${item.reason.code}`
      : `${item.fact}: ${item.state} ${JSON.stringify('value' in item ? item.value : null)}`,
  )

const SPOILT = ['own-first: internal', 'own-second: value {"said":"second"}']
const UNTOUCHED = ['own-first: value {"said":"first"}', 'own-second: value {"said":"second"}']

describe.concurrent('records that a collector of the user forges', () => {
  it.for([
    ['an answer for the next fact', "say({ t: 'answer', index: 1, answer: forged })"],
    ['an answer of its own, and so two', "say({ t: 'answer', index: 0, answer: forged })"],
    ['the beginning of the next fact', "say({ t: 'start', index: 1 })"],
    ['a beginning that is no index', "say({ t: 'start', index: '__proto__' })"],
    ['the last record', "say({ t: 'done' })"],
    ['an operation without one', "say({ t: 'operation', at: '' })"],
    ['an operation of an unknown kind', "say({ t: 'operation', at: '', operation: { kind: 'toString', verb: '', what: '', amount: null } })"],
    ['a taint without words', "say({ t: 'tainted', text: { toString: 1 } })"],
    ['null', "say('null\\n')"],
    ['an unknown record', "say({ t: 'passed' })"],
    ['what is no JSON', "say('{\\n')"],
    ['what is no UTF-8', 'say(Buffer.from([0x22, 0xff, 0x22, 0x0a]))'],
    ['half a record', 'say(\'{"t":"ans\')'],
    ['a line without end', `for (let i = 0; i < ${LIMITS.childOutput.value / 65_536 + 100}; i += 1) say(Buffer.alloc(65536, 32))`],
    ['nothing more', 'closeSync(3)'],
  ] as const)('%s', async ([, before]) => {
    const { evidence, tainted } = await collected(before)
    const [spoilt = '', other] = told(evidence)
    expect({ spoilt, other, tainted }).toEqual({ spoilt: expect.stringMatching(/^own-first: (internal|limit)$/), other: SPOILT[1], tainted: null })
  })

  it.for([
    ['no list of what is missing', "{ value: { said: 'first' } }"],
    ['a text for that list', "{ value: { said: 'first' }, omitted: 'all' }"],
    ['numbers in that list', "{ value: { said: 'first' }, omitted: [1] }"],
    ['an undeclared member', "{ value: { said: 'first', password: 'x' }, omitted: [] }"],
    ['nothing', 'undefined'],
  ] as const)('is an error of its own when a collector returns %s', async ([, returned]) => {
    expect(told((await collected('', returned)).evidence)).toEqual(SPOILT)
  })

  it('believes a taint', async () => {
    const { evidence, tainted } = await collected("say({ t: 'tainted', text: 'FileSystemWrite' })")
    expect(tainted).toContain('FileSystemWrite')
    expect(told(evidence)).toEqual(['own-first: internal', 'own-second: internal'])
  })

  it('does not wait for what a collector leaves running', async () => {
    const { evidence, ms } = await collected('setInterval(() => {}, 1000)')
    expect(told(evidence)).toEqual(UNTOUCHED)
    // The process has 60 s.
    expect(ms).toBeLessThan(30_000)
  })
})
