import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** `npm run new:check -- <pack>/<name>`: writes a check and a failing test for it, adds it to the pack's profile, and renews the generated index. */
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const [id = ''] = process.argv.slice(2)
const [pack = '', name = ''] = id.split('/')

const complain = (text: string): void => {
  process.stderr.write(`${text}\n`)
  process.exitCode = 2
}

const checkSource = `import { defineCheck, judged, own, tomcat, type CheckFinding } from '../../src/api.ts'

export default defineCheck({
  id: '${id}',
  title: 'State here what must be true',
  why: 'Say what breaks when it is not',
  remedy: 'Say what to type',
  references: [{ title: 'Name the document', section: 'and its section' }],
  scope: 'target',
  type: 'pingam',
  phases: { 'pre-upgrade': 'high' },
  facts: { tomcat: own(tomcat, { which: 'current' }) },
  messages: { wrong: '{path} is not as it must be' },
  traps: {},
  evaluate: ({ facts, finding }) => {
    const findings: CheckFinding[] = [finding('wrong', { path: facts.tomcat.home }, { subject: facts.tomcat.home })]
    return judged('say what was seen', findings, 'high')
  },
})
`

const testSource = `import { describe, it } from 'vitest'
import check from '../../../checks/${id}.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

// Give at least one passing row, one failing row for each message, and one row for each trap.
testCheck({ describe, it }, check, { pass: [], fail: [] })
`

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text, { flag: 'wx' })
  process.stdout.write(`written: ${path}\n`)
}

/** Adds the id to the sorted list of the pack's profile; false when there is no such list. */
const listed = (): boolean => {
  const file = join(root, 'checks', pack, 'profile.ts')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const list = /^ {2}checks: \[\n((?: {4}'[^']+',\n)+) {2}\],$/m.exec(text)?.[1]
  if (list === undefined) return false
  const lines = [...list.split('\n').filter((line) => line !== ''), `    '${id}',`].sort()
  writeFileSync(file, text.replace(list, `${lines.join('\n')}\n`))
  process.stdout.write(`edited: checks/${pack}/profile.ts\n`)
  return true
}

if (!/^[a-z0-9-]+\/[a-z0-9-]+$/.test(id)) complain('Give the id of the new check, for example: npm run new:check -- pingam/example')
else if (!existsSync(join(root, 'checks', pack))) complain(`There is no pack "${pack}" below checks/`)
else if (existsSync(join(root, 'checks', pack, `${name}.ts`))) complain(`checks/${id}.ts is there already`)
else {
  put(`checks/${id}.ts`, checkSource)
  put(`test/checks/${id}.test.ts`, testSource)
  const byHand = listed() ? '' : `add "${id}" to checks/${pack}/profile.ts, `
  execFileSync(process.execPath, [join(root, 'scripts/generate.ts')], { stdio: 'inherit' })
  process.stdout.write(`Next: write the rule, fill the test, ${byHand}and run: npx vitest run test/checks/${id}.test.ts\n`)
}
