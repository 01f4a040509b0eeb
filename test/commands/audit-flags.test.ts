import { writeFileSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { preflight } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'

const SECRET = 'Printed-storepass-3141'
const tree = temporaryTree()
afterAll(tree.remove)

it('shows with --debug what a collector process printed, its passwords masked', async () => {
  const source = (what: string): string => `
import { defineCheck, defineCollector, defineFact, known, object, own, pass, text } from 'iam-preflight'
const fact = defineFact({ id: 'own-talk', title: 't', value: object({ said: text() }) })
export default ${what}`
  writeFileSync(
    `${tree.root}/collector.mjs`,
    source(`defineCollector({ fact, type: 'keystore', needs: () => null, touches: () => [], collect: async ({ target }) => {
  console.log('opened with', target.fields.storepass.reveal())
  console.error(Buffer.from(target.fields.storepass.reveal()).toString('base64'), '\\u001b[2J')
  return known({ said: 'done' })
} })`),
  )
  writeFileSync(
    `${tree.root}/check.mjs`,
    source(`defineCheck({ id: 'own/talk', title: 't', why: 'w', remedy: 'r', references: [], scope: 'target', type: 'keystore',
  phases: { 'pre-upgrade': 'high' }, facts: { talk: own(fact) }, messages: {}, traps: {}, evaluate: ({ facts }) => pass(facts.talk.said) })`),
  )
  writeFileSync(`${tree.root}/store.jks`, '')
  writeFileSync(`${tree.root}/pass`, SECRET, { mode: 0o600 })
  const plan = `${tree.root}/preflight.yaml`
  writeFileSync(
    plan,
    'version: 1\nprofile: common\nphase: pre-upgrade\nchecks: [check.mjs, collector.mjs]\ntargets: { ks: { type: keystore, path: store.jks, storepass: { file: pass } } }\n',
  )
  const { code, stdout, stderr } = await preflight(['audit', '--plan', plan, '--check', 'own/*', '--debug'])
  expect({ code, stderr }).toMatchObject({ code: 0 })
  expect(stderr).toContain('ks: it printed: opened with [secret]\n')
  expect(stderr).toContain('[secret]')
  expect(stdout + stderr).not.toContain('\u001b[2J')
  for (const form of [SECRET, Buffer.from(SECRET).toString('base64').slice(0, 20)]) expect(stdout + stderr).not.toContain(form)
})

it.for<[string, readonly string[], RegExp]>([
  ['to write one file twice', ['--save', 'a.json', '--reporter', 'json=./a.json'], /two outputs cannot both write/],
  ['to overwrite the plan', ['--reporter', 'json=preflight.yaml'], /preflight.yaml is read by this command, and would be overwritten/],
  ['a time limit beyond a day', ['--timeout', '9999999'], /timeout/],
])('refuses %s before anything is read', async ([, args, said]) => {
  const { code, stderr } = await preflight(['audit', ...args], { cwd: tree.root })
  expect(code).toBe(2)
  expect(stderr).toMatch(said)
})
