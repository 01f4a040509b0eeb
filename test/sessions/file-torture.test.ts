import { readdirSync } from 'node:fs'
import { afterEach, describe, expect, test } from 'vitest'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import { FactError } from '../../src/core/fact-error.ts'
import type { FileSession } from '../../src/core/session.ts'
import { installFaultHook } from '../../src/sessions/fault-points.ts'
import { sessionOver, temporaryTree } from '../support/files.ts'

afterEach(() => installFaultHook(null))

type Scenario = (files: FileSession, root: string) => Promise<unknown>

/** Each answers with everything it saw, so that a wrong answer cannot hide. */
const SCENARIOS: Readonly<Record<string, Scenario>> = {
  read: (files, root) => files.readText(`${root}/d/a.txt`),
  'read through a link out of the plan': async (files, root) => (await files.readText(`${root}/passwd`)).length,
  tail: async (files, root) => Buffer.from((await files.readTail(`${root}/d/a.txt`, 3)).bytes).toString(),
  digest: (files, root) => files.digest(`${root}/d/a.txt`),
  stat: (files, root) => files.stat(`${root}/link`),
  list: (files, root) => files.list(root),
  walk: (files, root) => files.walk(root),
  'texts of a walk': async (files, root) => {
    const { entries, omitted } = await files.walk(`${root}/d`)
    const texts = await files.readTexts(entries.filter(({ kind }) => kind === 'file'))
    // What could not be read is told in the place of the text.
    for (const { text } of texts) if (text instanceof FactError) throw text
    if (omitted.length > 0) throw new FactError('missing-evidence', omitted.join())
    return texts.map(({ entry, text }) => [entry.relative, text])
  },
  archive: async (files, root) => {
    const archive = await files.openArchive(`${root}/a.jar`)
    let content: Uint8Array | null
    try {
      content = await archive.readEntry('A.class')
    } finally {
      await archive.close()
    }
    return [archive.entries, Buffer.from(content ?? []).toString()]
  },
}

const faultOf = (code: string): Error => Object.assign(new Error(`${code}: injected`), { code })

/** How a scenario ends when its k-th touch of the operating system fails; `reached` says whether there was a k-th. */
async function endOf(scenario: Scenario, root: string, k: number, code: string): Promise<{ reached: boolean; answer?: unknown; error?: unknown }> {
  let count = 0
  installFaultHook(() => {
    if (++count === k) throw faultOf(code)
  })
  try {
    return { answer: await scenario(sessionOver([root]).files, root), reached: count >= k }
  } catch (error) {
    return { error, reached: count >= k }
  } finally {
    installFaultHook(null)
  }
}

const openDescriptors = (): number => readdirSync('/proc/self/fd').length

describe.each(['EIO', 'EACCES', 'EMFILE', 'ESTALE', 'ETIMEDOUT', 'EWHATEVER'])('every touch of the operating system fails once with %s', (code) => {
  test.each(Object.entries(SCENARIOS))('%s', async (_name, scenario) => {
    const { root, remove } = temporaryTree({
      'd/a.txt': 'all there is',
      'd/deeper/b.txt': '',
      'a.jar': zipOf({ 'A.class': 'x'.repeat(5000) }),
      link: { link: 'd/a.txt' },
      directory: { link: 'd' },
      passwd: { link: '/etc/passwd' },
    })
    try {
      const healthy = await scenario(sessionOver([root]).files, root)
      const before = openDescriptors()
      let k = 1
      for (; ; k++) {
        const { reached, answer, error } = await endOf(scenario, root, k, code)
        if (!reached) {
          expect(answer).toEqual(healthy)
          break
        }
        if (error !== undefined) expect(error, `touch ${k}`).toBeInstanceOf(FactError)
        else expect(answer, `touch ${k}`).toMatchObject({ complete: false, omitted: { length: 1 } })
      }
      expect(k).toBeGreaterThan(3)
      expect(openDescriptors()).toBe(before)
    } finally {
      remove()
    }
  })
})
