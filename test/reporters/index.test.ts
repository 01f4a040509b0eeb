import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { loadReporter, REPORTERS } from '../../src/reporters/index.ts'

describe('the list of reporters', () => {
  it.each(REPORTERS.map(({ name }) => name))('%s is found by its name', async (name) => {
    expect((await loadReporter(name))?.name).toBe(name)
  })

  it('knows no other', async () => {
    expect(await loadReporter('nosuch')).toBeNull()
    expect(await loadReporter('constructor')).toBeNull()
  })

  it('loads none before it is used', () => {
    const program = `
      const { registerHooks } = await import('node:module')
      const loaded = []
      registerHooks({ load: (url, context, next) => { loaded.push(url); return next(url, context) } })
      await import(${JSON.stringify(new URL('../../src/reporters/index.ts', import.meta.url).href)})
      process.stdout.write(JSON.stringify(loaded))`
    const loaded: unknown = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' }))
    expect(loaded).toEqual([new URL('../../src/reporters/index.ts', import.meta.url).href])
  })
})
