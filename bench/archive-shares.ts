import type * as Scrubber from '../src/core/scrubber.ts'
import type * as Registry from '../src/registry/registry.ts'
import type * as CollectTarget from '../src/run/collect-target.ts'
import type * as Schemas from '../src/run/fact-schemas.ts'

/** The compiled package, as it is installed: from sources every process would begin by taking the types off them. */
const compiled = async <M>(path: string): Promise<M> => {
  const module: M = await import(new URL(`../dist/src/${path}.js`, import.meta.url).href)
  return module
}

/** Least wall time, s, of reading the fact of one path by one collector process and by two, in turn. Throws when the two do not tell the same. */
export const sharedSeconds = async (path: string, rounds: number): Promise<readonly [one: number, two: number]> => {
  const { scrubberOf } = await compiled<typeof Scrubber>('core/scrubber')
  const { loadCheck } = await compiled<typeof Registry>('registry/registry')
  const { collectTarget } = await compiled<typeof CollectTarget>('run/collect-target')
  const { FactSchemas } = await compiled<typeof Schemas>('run/fact-schemas')
  const check = await loadCheck('common/archive-references')
  if (check === null) throw new Error('the check is not there')
  const read = async (processes: number): Promise<{ readonly seconds: number; readonly told: string }> => {
    const began = performance.now()
    const { evidence } = await collectTarget({
      name: 'bench',
      tasks: [{ fact: 'archive-references', params: { place: 'path', prefixes: ['javax.servlet', 'javax.websocket'] } }],
      job: {
        target: { name: 'bench', type: 'directory', role: 'sources', fields: { path } },
        secrets: [],
        roots: [{ given: path, real: path }],
        alsoRead: [],
        salt: { saltId: 'run:bench', key: 'c2FsdA==' },
        plan: { variables: { env: {}, properties: {} }, options: {} },
        modules: [],
        scans: { processes, memory: null },
      },
      readable: [],
      timeout: 300_000,
      signal: new AbortController().signal,
      schemas: new FactSchemas([check]),
      scrubber: scrubberOf([]),
      onOperation: () => {},
      onEnd: () => {},
    })
    return { seconds: (performance.now() - began) / 1000, told: JSON.stringify(evidence) }
  }
  let [one, two] = [Infinity, Infinity]
  for (let round = 0; round < rounds; round++) {
    const [alone, shared] = [await read(1), await read(2)]
    if (alone.told !== shared.told) throw new Error(`${path}: two processes tell something else than one`)
    one = Math.min(one, alone.seconds)
    two = Math.min(two, shared.seconds)
  }
  return [one, two]
}
