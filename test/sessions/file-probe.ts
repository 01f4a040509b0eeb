import { text } from 'node:stream/consumers'
import { FactError } from '../../src/core/fact-error.ts'
import { Secret } from '../../src/core/secret.ts'
import { fileSession } from '../../src/sessions/file-session.ts'

/**
 * Run in a process of its own, under the permission model or as another user: reads { roots, alsoRead, steps: [[verb, path]] } from standard input and
 * writes one outcome a step, the answer or the reason code.
 */
const job: { roots: { given: string; real: string }[]; alsoRead: { given: string; real: string }[]; steps: [string, string][] } = JSON.parse(
  await text(process.stdin),
)

const files = fileSession({
  roots: job.roots,
  alsoRead: job.alsoRead,
  salt: { saltId: 'test', key: Secret.of('salt of the tests') },
  record: () => {},
  signal: new AbortController().signal,
})

async function answerOf(verb: string, path: string): Promise<unknown> {
  if (verb === 'read') return files.readText(path)
  if (verb === 'stat') return (await files.stat(path))?.kind ?? null
  if (verb === 'list') return (await files.list(path)).map((entry) => entry.name)
  if (verb === 'digest') return (await files.digest(path)).size
  const { entries, complete, omitted } = await files.walk(path)
  return { names: entries.map((entry) => entry.relative), complete, omitted }
}

const outcomes: unknown[] = []
for (const [verb, path] of job.steps) {
  outcomes.push(await answerOf(verb, path).catch((error: unknown) => (error instanceof FactError ? { code: error.code } : { defect: String(error) })))
}
process.stdout.write(JSON.stringify(outcomes))
