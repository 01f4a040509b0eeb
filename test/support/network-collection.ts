import { defineCheck, own, pass } from '../../src/core/check.ts'
import type { Evidence } from '../../src/core/fact.ts'
import { isJsonObject, type JsonObject } from '../../src/core/json.ts'
import { scrubberOf } from '../../src/core/scrubber.ts'
import type { Operation } from '../../src/core/session.ts'
import type { TargetType } from '../../src/core/target.ts'
import { loadCollector } from '../../src/registry/registry.ts'
import { collectTarget, type TargetEvidence } from '../../src/run/collect-target.ts'
import { FactSchemas } from '../../src/run/fact-schemas.ts'

/** What the passwords and tokens of these tests are: nowhere in anything that comes out. */
export const CANARY = 'c4n4ry-Pa55w0rd-of-the-tests'

export interface NetworkCollection {
  readonly evidence: readonly Evidence[]
  readonly operations: readonly Operation[]
  readonly witness: TargetEvidence['witness']
  readonly seconds: number
  readonly peakMegabytes: number
  /** Everything that came out of it, as text. */
  readonly output: string
}

/** Reads facts of one target by a real collector process. A field `{ secret: text }` travels as a secret does. */
export const collectedOver = async (
  type: TargetType,
  fields: JsonObject,
  facts: readonly string[],
  { roots = [], timeout = 20_000 }: { readonly roots?: readonly string[]; readonly timeout?: number } = {},
): Promise<NetworkCollection> => {
  const secrets: { value: string }[] = []
  const wired = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(wired)
    if (!isJsonObject(value)) return value
    if (typeof value['secret'] === 'string') return { $secret: secrets.push({ value: value['secret'] }) - 1 }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, wired(member)]))
  }
  const collectors = await Promise.all(facts.map((fact) => loadCollector(fact, type)))
  const checks = collectors.map((collector, index) => {
    if (collector === null) throw new Error(`no collector reads ${facts[index] ?? ''} from ${type}`)
    return defineCheck({
      id: `test/${collector.fact.id}`,
      title: 't',
      why: 'w',
      remedy: 'r',
      references: [],
      scope: 'target',
      type,
      phases: { 'pre-upgrade': 'high' },
      facts: { fact: own(collector.fact) },
      messages: {},
      traps: {},
      evaluate: () => pass('read'),
    })
  })
  const operations: Operation[] = []
  const printed: string[] = []
  let peak = 0
  const begun = performance.now()
  const { evidence, tainted, witness } = await collectTarget({
    name: 'target',
    tasks: facts.map((fact) => ({ fact, params: {} })),
    job: {
      target: { name: 'target', type, role: 'identity-store', fields: wired(fields) as JsonObject },
      secrets,
      roots: roots.map((root) => ({ given: root, real: root })),
      alsoRead: [],
      salt: { saltId: 'run:test', key: 'c2FsdA==' },
      plan: { variables: { env: {}, properties: {} }, options: {} },
      modules: [],
    },
    readable: [],
    timeout,
    signal: new AbortController().signal,
    schemas: new FactSchemas(checks),
    scrubber: scrubberOf(secrets.map(({ value }) => ({ value, weak: false }))),
    onOperation: (_at, operation) => void operations.push(operation),
    onEnd: (end) => {
      peak = Math.max(peak, end.peakMemory)
      printed.push(end.printed, end.failure?.text ?? '')
    },
  })
  return {
    evidence,
    operations,
    witness,
    seconds: (performance.now() - begun) / 1000,
    peakMegabytes: peak / 1024 / 1024,
    output: JSON.stringify([evidence, operations, printed, tainted, witness]),
  }
}

/** How each fact ended, in a word: its reason code, or `value`. */
export const endsOf = ({ evidence }: NetworkCollection): readonly string[] =>
  evidence.map((item) => (item.state === 'error' ? item.reason.code : item.state === 'value' && !item.complete ? 'incomplete' : item.state))
