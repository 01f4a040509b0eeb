import { createHash } from 'node:crypto'
import type * as Secrets from '../src/core/secret.ts'
import type * as Registry from '../src/registry/registry.ts'
import type * as Files from '../src/sessions/file-session.ts'
import type * as Doors from '../src/sessions/network-doors.ts'
import { moduleOf } from './built.ts'

/**
 * `node read-catalogue.ts ENGINE PORT DATABASE`, the password on standard input: reads the whole catalogue as a collector process does and prints its
 * digest, how many tables it has, how many statements were sent, and the ms from the connection to the fact.
 */

const { Secret } = await moduleOf<typeof Secrets>('built', 'core/secret')
const { loadCollector } = await moduleOf<typeof Registry>('built', 'registry/registry')
const { fileSession } = await moduleOf<typeof Files>('built', 'sessions/file-session')
const { networkDoorsOf } = await moduleOf<typeof Doors>('built', 'sessions/network-doors')

const [engine = '', port = '', database = ''] = process.argv.slice(2)
let password = ''
for await (const chunk of process.stdin.setEncoding('utf8')) password += String(chunk)

const target = {
  name: 'bench',
  type: 'database',
  role: 'identity-db',
  fields: {
    engine,
    host: '127.0.0.1',
    port: Number(port),
    database,
    user: engine === 'postgres' ? 'postgres' : 'root',
    password: Secret.of(password),
  },
} as never
const collector = await loadCollector('database-catalogue', 'database')
const signal = new AbortController().signal
const files = fileSession({ roots: [], alsoRead: [], salt: { saltId: 'bench', key: Secret.of('of the bench') }, record: () => {}, signal })
const begun = performance.now()
const doors = await networkDoorsOf(target)
let statements = 0
const network = doors?.network({ files, signal, record: ({ verb }) => void (statements += verb === 'select' ? 1 : 0) })
const { value, omitted } = (await collector?.collect({ target, params: {}, plan: {}, files, signal, network } as never)) ?? {
  value: null,
  omitted: [],
}
const ms = performance.now() - begun
await doors?.close()
const text = JSON.stringify(value)
const { tables } = JSON.parse(text) as { readonly tables: readonly unknown[] }
const digest = createHash('sha256').update(text).digest('hex').slice(0, 12)
process.stdout.write(`${JSON.stringify({ digest, tables: tables.length, omitted: omitted.length, statements, ms, bytes: text.length })}\n`)
