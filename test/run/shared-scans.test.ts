import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { classOf } from '../../fixtures/archives/class-writer.ts'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import { defineCheck, own, pass } from '../../src/core/check.ts'
import { defineFact } from '../../src/core/fact.ts'
import { object, text } from '../../src/core/schema.ts'
import { scrubberOf } from '../../src/core/scrubber.ts'
import { loadCheck } from '../../src/registry/registry.ts'
import { collectTarget, type TargetEvidence } from '../../src/run/collect-target.ts'
import { FactSchemas } from '../../src/run/fact-schemas.ts'
import type { CollectJob, CollectTask } from '../../src/run/protocol.ts'
import { cacheDirectory, isCacheAllowed, keepInCache } from '../../src/run/scan-cache.ts'
import { preflight } from '../support/cli.ts'
import { treeOf } from '../support/trees.ts'

const SERVLET = classOf({ name: 'com/acme/A', classes: ['javax/servlet/Filter'], major: 61 })
const jar = (name: string): Buffer => zipOf(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${name}/C${index}.class`, SERVLET])))
const FILES = {
  'lib/a.jar': jar('a'),
  'app.war': zipOf({ 'WEB-INF/lib/a.jar': jar('a'), 'WEB-INF/lib/b.jar': jar('b') }),
  'x.txt': 'javax.servlet.Y',
}

const madeUp = defineFact({ id: 'own-first', title: 'made up', value: object({ said: text() }) })
const ownCheck = defineCheck({
  id: 'own/one',
  title: 'It is read',
  why: 'w',
  remedy: 'r',
  references: [],
  scope: 'target',
  type: 'directory',
  phases: { 'pre-upgrade': 'high' },
  facts: { first: own(madeUp) },
  messages: {},
  traps: {},
  evaluate: () => pass('it'),
})

interface Collected extends TargetEvidence {
  readonly processes: number
  readonly remembered: readonly string[]
}
const ARCHIVES: CollectTask = { fact: 'archive-references', params: { place: 'path', prefixes: ['javax.servlet'] } }
const collected = async (
  root: string,
  scans: NonNullable<CollectJob['scans']>,
  modules: readonly string[] = [],
  tasks: readonly CollectTask[] = [ARCHIVES],
): Promise<Collected> => {
  const check = await loadCheck('common/archive-references')
  if (check === null) throw new Error('the check is not there')
  let processes = 0
  const remembered: string[] = []
  const result = await collectTarget({
    name: 'tree',
    tasks,
    job: {
      target: { name: 'tree', type: 'directory', role: 'sources', fields: { path: root } },
      secrets: [],
      roots: [{ given: root, real: root }],
      alsoRead: [],
      salt: { saltId: 'run:test', key: 'c2FsdA==' },
      plan: { variables: { env: {}, properties: {} }, options: {} },
      modules,
      scans,
    },
    readable: modules,
    timeout: 60_000,
    signal: new AbortController().signal,
    schemas: new FactSchemas([check, ownCheck]),
    scrubber: scrubberOf([]),
    onOperation: () => {},
    onEnd: () => (processes += 1),
    onRemembered: async (name, content) => {
      remembered.push(name)
      if (scans.memory !== null) await keepInCache(scans.memory.directory, name, content)
    },
  })
  return { ...result, processes, remembered }
}

describe('a large scan', () => {
  it('is done by several collector processes, and told as one would tell it', async () => {
    const root = treeOf(FILES)
    const alone = await collected(root, { processes: 1, memory: null })
    const shared = await collected(root, { processes: 3, shareFrom: 1, memory: null })
    expect(alone.evidence[0]).toMatchObject({ state: 'value', complete: true })
    expect(shared.evidence).toEqual(alone.evidence)
    expect([alone.processes, shared.processes]).toEqual([1, 5])
  })

  it('is done by one when all of it is known', async () => {
    const root = treeOf(FILES)
    const scans = { processes: 3, shareFrom: 1000, rememberFrom: 1, memory: { directory: join(treeOf(), 'kept'), version: '1' } }
    const first = await collected(root, scans)
    const again = await collected(root, scans)
    expect(again.evidence).toEqual(first.evidence)
    expect([first.processes, again.processes]).toEqual([5, 1])
    expect([first.remembered.length, again.remembered.length]).toEqual([1, 0])
  })

  it('is kept only where that takes no room from facts', async () => {
    const long = zipOf(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`${'n'.repeat(50_000)}${index}.class`, SERVLET])))
    const root = treeOf({ 'a.jar': long })
    const tasks = [1, 2, 3, 4].map((index) => ({ ...ARCHIVES, params: { ...ARCHIVES.params, prefixes: ['javax.servlet', `javax.x${index}`] } }))
    const scans = { processes: 1, rememberFrom: 1, memory: { directory: join(treeOf(), 'kept'), version: '1' } }
    const alone = await collected(root, { processes: 1, memory: null }, [], tasks)
    for (const run of [1, 2]) {
      const { evidence, remembered } = await collected(root, scans, [], tasks)
      expect(evidence).toEqual(alone.evidence)
      expect(remembered, `run ${run}`).toHaveLength(1)
    }
  })

  it('of which a share fails is an error, and one that nobody may ask for is none', async () => {
    const root = treeOf(FILES)
    const wanting = (path: string, of: number): string => {
      const file = join(treeOf(), 'own.mjs')
      const wanted = JSON.stringify({ path, prefixes: ['javax'], of, digest: 'x', known: [] })
      writeFileSync(
        file,
        `import { writeSync } from 'node:fs'
        import { defineCollector, defineFact, object, text } from 'iam-preflight'
        const say = (record) => writeSync(3, JSON.stringify(record) + '\\n')
        export default defineCollector({
          fact: defineFact({ id: 'own-first', title: 'made up', value: object({ said: text() }) }),
          type: 'directory', needs: () => null, touches: () => [],
          collect: async () => {
            say({ t: 'answer', index: 0, answer: { wanted: ${wanted} } })
            say({ t: 'remember', name: '${'0'.repeat(64)}', text: 'forged' })
            say({ t: 'done' })
            process.exit(0)
          },
        })`,
      )
      return file
    }
    const task = { fact: 'own-first', params: {} }
    const reasonOf = async (path: string, of: number): Promise<unknown> => {
      const { evidence, remembered } = await collected(root, { processes: 2, memory: null }, [wanting(path, of)], [task])
      expect(remembered).toEqual([])
      const [item] = evidence
      return item?.state === 'error' ? item.reason.code : item
    }
    expect(await reasonOf('/etc', 2)).toBe('permission-denied')
    expect(await reasonOf(root, 2)).toBe('changed')
    expect(await reasonOf(root, 1000)).toBe('internal')
  })
})

describe('the directory that scans are kept in', () => {
  it('is never taken from where the tool was started', () => {
    expect(cacheDirectory({ XDG_CACHE_HOME: '/c' })).toBe('/c/iam-preflight')
    for (const home of ['', '.', 'home/am']) {
      vi.stubEnv('HOME', home)
      expect(cacheDirectory({ XDG_CACHE_HOME: 'cache' }), home).toBeNull()
    }
    vi.unstubAllEnvs()
  })

  it('is made for this user alone, as are the files in it', async () => {
    const directory = join(treeOf(), 'cache/iam-preflight')
    await keepInCache(directory, 'a'.repeat(64), 'text')
    expect(statSync(directory).mode & 0o777).toBe(0o700)
    expect(statSync(join(directory, `${'a'.repeat(64)}.json`)).mode & 0o777).toBe(0o600)
  })

  it('is not used when it is a link, when others may look in, and inside what is audited', async () => {
    const root = treeOf({ 'there/x': '' })
    const link = join(root, 'link')
    symlinkSync(join(root, 'there'), link)
    chmodSync(join(root, 'there'), 0o755)
    for (const directory of [link, join(root, 'there')]) {
      expect(await isCacheAllowed(directory, [])).toBe(false)
      await keepInCache(directory, 'a'.repeat(64), 'text')
      expect(readdirSync(join(root, 'there'))).toEqual(['x'])
    }
    const fresh = join(root, 'fresh/iam-preflight')
    expect(await isCacheAllowed(fresh, [])).toBe(true)
    expect(await isCacheAllowed(fresh, [{ given: root, real: root }])).toBe(false)
    expect(await isCacheAllowed(join(link, 'fresh'), [{ given: '/x', real: join(root, 'there') }])).toBe(false)
  })

  it('keeps the newest 64, and nothing of others is touched', async () => {
    const directory = join(treeOf(), 'cache')
    mkdirSync(directory, { mode: 0o700 })
    writeFileSync(join(directory, 'other'), '')
    const name = (index: number): string => index.toString(16).padStart(64, '0')
    for (let index = 0; index < 70; index++) {
      writeFileSync(join(directory, `${name(index)}.json`), '')
      utimesSync(join(directory, `${name(index)}.json`), index, index)
    }
    await keepInCache(directory, name(999), 'text')
    const left = readdirSync(directory)
    expect(left).toHaveLength(65)
    expect(left).toContain('other')
    expect(left).not.toContain(`${name(6)}.json`)
    expect(left).toContain(`${name(7)}.json`)
  })
})

describe('--no-cache', () => {
  it('keeps nothing and believes nothing; without it the second run reads what the first kept', async () => {
    const root = treeOf({
      'big.jar': zipOf([
        { name: 'filler', content: randomBytes(17_000_000), stored: true },
        { name: 'A.class', content: SERVLET },
      ]),
    })
    const home = treeOf()
    const plan = join(home, 'plan.yaml')
    writeFileSync(
      plan,
      `version: 1\nprofile: common\nphase: pre-upgrade\nparameters: { "common/archive-references": { prefixes: [javax.servlet] } }\ntargets:\n  t: { type: directory, role: sources, path: ${root} }\n`,
    )
    const run = async (...flags: readonly string[]): Promise<unknown> => {
      const output = join(home, 'out.json')
      const ended = await preflight(['collect', '--plan', plan, '--check', 'common/archive-references', '--output', output, ...flags], {
        env: { XDG_CACHE_HOME: join(home, 'cache') },
      })
      expect(ended.code, ended.stderr).toBe(0)
      const { evidence }: { readonly evidence: unknown } = JSON.parse(readFileSync(output, 'utf8'))
      return evidence
    }
    const kept = join(home, 'cache/iam-preflight')
    const anew = await run('--no-cache')
    expect(existsSync(kept)).toBe(false)
    expect(await run()).toEqual(anew)
    const [file = ''] = readdirSync(kept)
    const before = statSync(join(kept, file)).mtimeMs
    expect(await run()).toEqual(anew)
    expect(statSync(join(kept, file)).mtimeMs).toBe(before)
  })
})
