import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'yaml'
import type { AnyCheck } from '../../src/core/check.ts'
import type { AnyCollector } from '../../src/core/collector.ts'
import { evaluate, judgeHere } from '../../src/core/evaluate.ts'
import type { Evidence } from '../../src/core/fact.ts'
import type { Result } from '../../src/core/report.ts'
import { Secret } from '../../src/core/secret.ts'
import { wantedFacts, type Selection } from '../../src/core/selection.ts'
import { evidenceKey, type Snapshot } from '../../src/core/snapshot.ts'
import { fieldsSchema, mapFields, rootsOf } from '../../src/core/target-fields.ts'
import { factErrorOf } from '../../src/sessions/fact-error-of.ts'
import { fileSession } from '../../src/sessions/file-session.ts'
import type { Estate } from '../../fixtures/estate/estate.ts'

/**
 * Audits a sample estate within this process: the real collectors on the real files, then the real checks. What the command line adds (plan validation,
 * processes, limits) is left to the scenario tests.
 */
export const auditedEstate = async (
  estate: Estate,
  checks: readonly AnyCheck[],
  baseline: Snapshot | null = null,
): Promise<{ results: readonly Result[]; snapshot: Snapshot }> => {
  const plan = parse(readFileSync(estate.plan, 'utf8'))
  const directory = estate.plan.replace(/\/[^/]*$/, '')
  const targets = Object.entries<Record<string, unknown>>(plan.targets).map(([name, { type: _type, role, ...fields }]) => ({
    name,
    type: 'pingam' as const,
    role: typeof role === 'string' ? role : 'instance',
    line: null,
    collectedAt: null,
    fields: mapFields<Secret>(fieldsSchema('pingam'), fields, {
      path: (path) => `${directory}/${path}`,
      secret: (value) => Secret.of(readFileSync(`${directory}/${(value as { file: string }).file}`, 'utf8')),
    }) as object,
  }))
  const selection: Selection = {
    phase: plan.phase,
    step: plan.step ?? null,
    options: plan.options,
    parameters: plan.parameters,
    only: [],
    exclude: [],
    targets: null,
  }
  const alsoRead = plan.alsoRead.map((path: string) => `${directory}/${path}`)
  const collectors = await collectorsByFact()
  const evidence = new Map<string, Evidence>()
  for (const { fact, target, params } of wantedFacts(checks, targets, selection)) {
    const named = targets.find(({ name }) => name === target.name)
    const key = evidenceKey(fact, target.name, params)
    if (named !== undefined && !evidence.has(key)) evidence.set(key, await evidenceOf(collectors, fact, named, params, alsoRead))
  }
  const snapshot: Snapshot = {
    schemaVersion: 1,
    kind: 'iam-preflight-snapshot',
    tool: { name: 'iam-preflight', version: '0' },
    run: { id: 'test', startedAt: new Date().toISOString(), collectedAt: new Date().toISOString() },
    planDigest: `sha256:${'0'.repeat(64)}`,
    profile: plan.profile,
    phase: plan.phase,
    step: selection.step,
    options: plan.options,
    parameters: plan.parameters,
    gaps: {},
    attestations: plan.attestations,
    saltId: 'test',
    targets: targets.map(({ name, type, role }) => ({ name, type, role, line: null, collectedAt: null })),
    evidence: [...evidence.values()],
    interrupted: null,
    tainted: [],
    transcript: { digest: `sha256:${'0'.repeat(64)}`, operations: { files: 0, sql: 0, ldap: 0, http: 0 } },
  }
  return { results: evaluate(snapshot, checks, selection, judgeHere, baseline).results, snapshot }
}

const collectorsByFact = async (): Promise<ReadonlyMap<string, AnyCollector>> => {
  const folder = new URL('../../src/collectors/', import.meta.url)
  const names = readdirSync(folder).filter((name) => name.endsWith('.ts'))
  const loaded = await Promise.all(names.map(async (name) => ((await import(new URL(name, folder).href)) as { default: AnyCollector }).default))
  return new Map(loaded.map((collector) => [`${collector.fact.id} ${collector.type}`, collector]))
}

type Target = { readonly name: string; readonly type: 'pingam'; readonly role: string; readonly fields: object }

const evidenceOf = async (
  collectors: ReadonlyMap<string, AnyCollector>,
  fact: string,
  target: Target,
  params: Evidence['params'],
  alsoRead: readonly string[],
): Promise<Evidence> => {
  const head = { target: target.name, fact, params }
  const collector = collectors.get(`${fact} ${target.type}`)
  if (collector === undefined) throw new Error(`no collector reads ${fact} from ${target.type}`)
  const needs = collector.needs(target as never, params as never)
  if (needs !== null) return { ...head, state: 'not-in-plan', needs }
  const files = fileSession({
    roots: rootsOf(target),
    alsoRead,
    salt: { saltId: 'test', key: Secret.of('salt of the test') },
    record: () => {},
    signal: new AbortController().signal,
  })
  try {
    const plan = { variables: { env: {}, properties: {} }, options: {} }
    const { value, omitted } = await collector.collect({ target, params, plan, files, signal: new AbortController().signal } as never)
    return { ...head, state: 'value', value: JSON.parse(JSON.stringify(value)), complete: omitted.length === 0, omitted, sources: [] }
  } catch (error) {
    const { code, message } = factErrorOf(error, fact)
    return { ...head, state: 'error', reason: { code, text: message } }
  }
}

/** The checks of a pack's profile, in its order. */
export const checksOf = async (ids: readonly string[]): Promise<readonly AnyCheck[]> =>
  Promise.all(ids.map(async (id) => ((await import(new URL(`../../checks/${id}.ts`, import.meta.url).href)) as { default: AnyCheck }).default))
