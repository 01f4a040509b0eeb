import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { jceks } from '../../fixtures/keystores/jceks-writer.ts'
import { audited, outcomesOf, printFigures, resultOf } from '../support/audited.ts'
import { preflight } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'

/**
 * Checks and collectors of the user's own that misbehave (FAULTS.md, R19): each spoils its own answer only, and none can change what is audited. They lie
 * in a temporary directory, with what they share in a subdirectory, as a user would have them.
 */
const HOSTILE = fileURLToPath(new URL('../../fixtures/hostile-checks', import.meta.url))
const STOREPASS = 'Ring-store-password-2718'
const tree = temporaryTree()
afterAll(tree.remove)

/** Copies what the named checks need into a directory of its own. `survivor` is `fine` under a name that is read after `loops`. */
const ownChecks = (label: string, names: readonly string[]): string => {
  const directory = `${tree.root}/${label}/mine`
  mkdirSync(`${directory}/lib`, { recursive: true })
  const survivor = (text: string): string => text.replaceAll(/\bfine\b/g, 'survivor')
  const facts = readFileSync(`${HOSTILE}/lib/facts.ts`, 'utf8')
  writeFileSync(`${directory}/lib/facts.ts`, `${facts}export const survivor = said('own-survivor', 'read after what loops')\n`)
  for (const name of names)
    for (const part of ['check', 'collector']) {
      const file = `${HOSTILE}/${name}-${part}.ts`
      if (name === 'survivor') writeFileSync(`${directory}/survivor-${part}.ts`, survivor(readFileSync(`${HOSTILE}/fine-${part}.ts`, 'utf8')))
      else if (existsSync(file)) cpSync(file, `${directory}/${name}-${part}.ts`)
    }
  return directory
}

/** A plan with one directory of two files, and those checks. */
const planWith = (label: string, names: readonly string[], more: { readonly parameters?: object; readonly targets?: object } = {}): string => {
  const plan = `${tree.root}/${label}/preflight.yaml`
  const checks = [ownChecks(label, names)]
  mkdirSync(`${tree.root}/${label}/sources`, { recursive: true })
  for (const file of ['a.txt', 'b.txt']) writeFileSync(`${tree.root}/${label}/sources/${file}`, 'x')
  writeFileSync(
    plan,
    stringify({
      version: 1,
      profile: 'common',
      phase: 'pre-upgrade',
      checks,
      gaps: { 'common/certificate': 'not looked at here', 'common/keystore-*': 'not looked at here' },
      ...more,
      targets: { sources: { type: 'directory', role: 'sources', path: 'sources' }, ...more.targets },
    }),
  )
  return plan
}

const ownOf = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.startsWith('own/'))

describe('checks and collectors of the user that misbehave', () => {
  it('passes with those that do not', async () => {
    const { ended, report } = await audited(['--plan', planWith('fine', ['fine', 'survivor']), '--debug'])
    printFigures('well-behaved', ended)
    expect(ownOf(outcomesOf(report))).toEqual(['own/fine @ sources: pass', 'own/survivor @ sources: pass'])
    expect(report.summary.exitCode).toBe(0)
  })

  // On a busy machine the time of the target may be over before the last fact is read; that is right, and says nothing.
  it('stops a collector that never gives up its thread, and reads the rest of the target', { retry: 2 }, async () => {
    const { ended, report } = await audited(['--plan', planWith('loops', ['loops', 'fine', 'survivor']), '--debug', '--timeout', '14'])
    printFigures('loops', ended)
    expect(ownOf(outcomesOf(report))).toEqual(['own/fine @ sources: pass', 'own/loops @ sources: error timeout', 'own/survivor @ sources: pass'])
    expect(report.summary.exitCode).toBe(20)
  })

  it('stops a collector that takes memory without end, and survives one that ends its process', async () => {
    const plan = planWith('allocates', ['allocates', 'exits', 'fine'])
    const { ended, report } = await audited(['--plan', plan, '--debug'])
    printFigures('allocates and exits', ended)
    expect(ownOf(outcomesOf(report))).toEqual([
      'own/allocates @ sources: error limit',
      'own/exits @ sources: error internal',
      'own/fine @ sources: pass',
    ])
    expect(report.summary.exitCode).toBe(20)
  })

  it('drops the evidence of a target in which a collector writes, and keeps that of the others', async () => {
    const parameters = { 'common/keystore-entry': { alias: 'kept', kind: 'secret-key' } }
    const targets = {
      other: { type: 'keystore', role: 'keystore', path: 'other.jceks', storepass: { file: 'storepass' }, keypass: { file: 'storepass' } },
    }
    const [harmless, writing] = [
      planWith('harmless', ['fine'], { parameters, targets }),
      planWith('writes', ['fine', 'writes'], { parameters, targets }),
    ]
    for (const label of ['harmless', 'writes']) {
      const entry = { kind: 'secret-key', alias: 'kept', algorithm: 'AES', key: new Uint8Array(32).fill(7), keypass: STOREPASS } as const
      writeFileSync(`${tree.root}/${label}/other.jceks`, jceks({ storepass: STOREPASS, entries: [entry] }))
      writeFileSync(`${tree.root}/${label}/storepass`, STOREPASS, { mode: 0o600 })
    }
    const [before, after] = await Promise.all([audited(['--plan', harmless]), audited(['--plan', writing, '--debug'])])
    printFigures('writes', after.ended)

    expect(after.report.summary).toMatchObject({ verdict: 'tainted', exitCode: 24 })
    expect(readdirSync(`${tree.root}/writes/sources`).sort()).toEqual(['a.txt', 'b.txt'])
    expect(ownOf(outcomesOf(after.report))).toEqual(['own/fine @ sources: error internal', 'own/writes @ sources: error internal'])
    expect(resultOf(after.report, 'own/fine', 'sources').reason?.text).toMatch(/tainted.*FileSystemWrite.*planted/)
    expect(after.report.notes.join('\n')).toContain('sources')

    const ofOther = (report: typeof after.report): readonly string[] => outcomesOf(report).filter((line) => line.includes('@ other'))
    expect(ofOther(before.report)).toContain('common/keystore-entry @ other: pass')
    expect(ofOther(after.report)).toEqual(ofOther(before.report))
  })

  it('judges the others when a check throws, loops, returns garbage or ends its process', async () => {
    const { ended, report } = await audited(['--plan', planWith('judging', ['fine', 'throws', 'spins', 'garbage', 'quits']), '--debug'])
    printFigures('checks that misbehave while judging', ended)
    expect(ownOf(outcomesOf(report))).toEqual([
      'own/fine @ sources: pass',
      'own/garbage @ sources: error internal',
      'own/quits @ sources: error internal',
      'own/spins @ sources: error internal',
      'own/throws @ sources: error internal',
    ])
    expect(report.summary.exitCode).toBe(20)
  })

  it.for([
    { what: 'a module that exports neither', text: 'export const nothing = 1\n', said: /no default export/ },
    { what: 'a module that throws while it is loaded', text: "throw new TypeError('not today')\n", said: /TypeError: not today/ },
    {
      what: 'a module that reads what is outside',
      text: "import { readFileSync } from 'node:fs'\nreadFileSync('/etc/passwd')\n",
      said: /\/etc\/passwd/,
    },
  ])('says before anything is read why $what is no check', async ({ what, text, said }) => {
    const plan = planWith(`unusable ${what}`, ['fine'])
    writeFileSync(plan.replace('preflight.yaml', 'mine/unusable.ts'), text)
    const { code, stdout, stderr } = await preflight(['audit', '--plan', plan, '--debug'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(said)
    expect(stderr).not.toContain('collector process')
  })
})
