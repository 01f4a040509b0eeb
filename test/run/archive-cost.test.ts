import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { classOf } from '../../fixtures/archives/class-writer.ts'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import { childFlags } from '../../src/run/child-flags.ts'
import { temporaryTree } from '../support/files.ts'

/**
 * What the search of archives costs, by counters and CPU time, never by a clock: `npm run bench:archives` measures the rest. Contents are made by a fixed
 * rule, so that the same archives are read everywhere.
 */
const BENCH = fileURLToPath(new URL('../../bench', import.meta.url))
const MB = 1024 * 1024
const tree = temporaryTree()
afterAll(tree.remove)

let seed = 1
const word = (): string => {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
  return seed.toString(36)
}
const text = (words: number): string => Array.from({ length: words }, word).join(' ')

/** A web application with libraries of 60 classes of some 2 kB; one class in 30 refers to what is sought. Its size, and what all its layers inflate to. */
const webApplication = (name: string, libraries: number): { readonly path: string; readonly size: number; readonly inflated: number } => {
  let inflated = 0
  const entries: Record<string, Buffer> = {}
  for (let library = 0; library < libraries; library++) {
    const classes: Record<string, Buffer> = {}
    for (let index = 0; index < 60; index++) {
      const refers = index % 30 === 0 ? ['javax/servlet/Filter'] : [`com/acme/${word()}`]
      const content = classOf({ name: `com/acme/p${library}/C${index}`, classes: refers, strings: [text(240)] })
      classes[`com/acme/p${library}/C${index}.class`] = content
      inflated += content.length
    }
    const jar = zipOf(classes)
    entries[`WEB-INF/lib/l${library}.jar`] = jar
    inflated += jar.length
  }
  const archive = zipOf(entries)
  const path = join(tree.root, name)
  writeFileSync(path, archive)
  return { path, size: archive.length, inflated }
}

const small = webApplication('small.war', 60)
const large = webApplication('large.war', 240)

interface Figures {
  readonly scanMs: number
  readonly bareMs: number
  readonly rssMb: number
  readonly archives: number
  readonly counters: Readonly<Record<'reads' | 'bytesRead' | 'bytesInflated' | 'gunzipCalls', number>>
}
const measured = (mode: string, path: string, more = '', flags = childFlags([BENCH, path], false)): Figures => {
  const figures: Figures = JSON.parse(
    execFileSync(process.execPath, [...flags, join(BENCH, 'archive-child.ts'), mode, path, more], { encoding: 'utf8' }),
  )
  return figures
}

describe('the search of archives', () => {
  it.for([small, large])('reads every byte once, inflates every byte once, and many entries by one call', ({ path, size, inflated }) => {
    const { counters, archives } = measured('scan', path)
    expect(archives).toBe(1 + (path === small.path ? 60 : 240))
    expect(counters.bytesInflated).toBe(inflated)
    expect(counters.bytesRead).toBeLessThan(1.1 * size + MB)
    expect(counters.reads).toBeLessThanOrEqual(Math.ceil((1.1 * size) / MB) + 3)
    // A library is a batch of its own at the least, and lies in one.
    expect(counters.gunzipCalls).toBeLessThanOrEqual(2 * (archives - 1) + 2)
  })

  it('takes no more memory for a larger archive, nor more than a collector process should have', () => {
    const [one, four] = [measured('scan', small.path).rssMb, measured('scan', large.path).rssMb]
    console.log(`peak ${one.toFixed(0)} MB of ${(small.size / MB).toFixed(0)} MB, ${four.toFixed(0)} MB of ${(large.size / MB).toFixed(0)} MB`)
    expect(four).toBeLessThan(256)
    expect(four - one).toBeLessThan(40)
  })

  it('costs little more than inflating the same batches does', () => {
    const { scanMs, bareMs } = measured('ratio', large.path, '3')
    console.log(`CPU ${scanMs.toFixed(0)} ms, of gunzipSync alone ${bareMs.toFixed(0)} ms: ${(scanMs / bareMs).toFixed(2)}`)
    expect(scanMs / bareMs).toBeLessThan(2)
  })

  it('inflates nothing of what it has seen before', () => {
    const directory = join(tree.root, 'kept')
    const first = measured('again', large.path, directory, [])
    const again = measured('again', large.path, directory, [])
    expect(first.counters.bytesInflated).toBe(large.inflated)
    expect(again.counters).toMatchObject({ bytesInflated: 0, gunzipCalls: 0 })
    expect(again.counters.bytesRead).toBeLessThan(0.05 * large.size + MB / 4)
  })
})
