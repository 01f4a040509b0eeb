import { createHash } from 'node:crypto'
import { Secret } from '../src/core/secret.ts'
import { loadCollector } from '../src/registry/registry.ts'
import { fileSession } from '../src/sessions/file-session.ts'
import { networkDoorsOf } from '../src/sessions/network-doors.ts'

/**
 * `node read-catalogue.ts ENGINE PORT DATABASE`, the password on standard input: reads the whole catalogue as a collector process does and prints its
 * digest, how many tables it has, how many statements were sent, and the ms that it took to be connected and, from there, to the fact.
 */

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
await network?.sql?.connection()
const connected = performance.now()
const { value, omitted } = (await collector?.collect({ target, params: {}, plan: {}, files, signal, network } as never)) ?? {
  value: null,
  omitted: [],
}
const times = { connectMs: connected - begun, readMs: performance.now() - connected }
await doors?.close()
const text = JSON.stringify(value)
const { tables } = value as { readonly tables: readonly unknown[] }
const digest = createHash('sha256').update(text).digest('hex').slice(0, 12)
process.stdout.write(`${JSON.stringify({ digest, tables: tables.length, omitted: omitted.length, statements, ...times, bytes: text.length })}\n`)
