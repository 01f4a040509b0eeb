import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Secret } from '../src/core/secret.ts'
import { COLLECTORS, loadCollector } from '../src/registry/registry.ts'
import { fileSession } from '../src/sessions/file-session.ts'
import { KeptReads } from '../src/sessions/kept-reads.ts'

/** `node read-configuration.ts bare|model DIRECTORY`: reads every document, plainly or into every fact of AM's configuration, and prints the CPU ms it took. */
const [how, root = ''] = process.argv.slice(2)

const bare = (): void => {
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) JSON.parse(readFileSync(join(entry.parentPath, entry.name), 'utf8'))
}

const FACTS = COLLECTORS.map(({ fact }) => fact).filter((fact) =>
  /^am-(?:servers|scripts|script-engines|authentication|identity-stores|features|secret-stores|resource-names)$/.test(fact),
)

const model = async (): Promise<void> => {
  const kept = new KeptReads()
  const signal = new AbortController().signal
  for (const fact of FACTS) {
    const collector = await loadCollector(fact, 'pingam')
    const files = fileSession({
      roots: [root],
      alsoRead: [],
      salt: { saltId: 'bench', key: Secret.of('of the bench') },
      record: () => {},
      kept,
      signal,
    })
    const target = { name: 'bench', type: 'pingam', role: null, fields: { config: root } }
    const plan = { variables: { env: {}, properties: {} }, options: {} }
    const { omitted } = (await collector?.collect({ target, params: { which: 'current' }, plan, files, signal } as never)) ?? {
      omitted: ['no collector'],
    }
    if (omitted.length > 0) throw new Error(omitted.join('\n'))
  }
}

// Loading the code is not what is measured.
for (const fact of FACTS) await loadCollector(fact, 'pingam')
const begun = process.cpuUsage()
if (how === 'bare') bare()
else await model()
const { user, system } = process.cpuUsage(begun)
process.stdout.write(`${((user + system) / 1000).toFixed(0)}\n`)
