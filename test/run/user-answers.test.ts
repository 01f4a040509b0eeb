import { writeFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { described, isJudgement } from '../../src/run/user-answers.ts'
import { describedChecks } from '../../src/run/user-evaluation.ts'
import { temporaryTree } from '../support/files.ts'

const FINDING = { message: 'm', subject: 's' }
const FACT = { id: 'own-fact', title: 't', value: { json: { type: 'object', additionalProperties: false } }, params: { json: {} } }
const CHECK = {
  id: 'own/check',
  title: 't',
  why: 'w',
  remedy: 'r',
  references: [{ title: 'a', section: 'b' }],
  scope: 'target',
  type: 'directory',
  phases: { 'pre-upgrade': 'high' },
  facts: { read: { fact: FACT, select: { of: 'own', optional: false }, params: {} } },
  messages: {},
  traps: {},
}

describe('what a check of the user returns', () => {
  it.for<[string, unknown, boolean]>([
    ['a pass', { outcome: 'pass', observed: 'o', findings: [] }, true],
    [
      'a failure with all there can be',
      { outcome: 'fail', findings: [{ ...FINDING, severity: 'low', expected: 'e', actual: 'a', location: { path: '/a', line: 1 } }], remedy: 'r' },
      true,
    ],
    ['an error', { outcome: 'error', code: 'timeout', text: 't' }, true],
    ['what does not apply', { outcome: 'not-applicable', text: 't' }, true],
    ['nothing', null, false],
    ['a pass without findings', { outcome: 'pass', observed: 'o' }, false],
    ['a pass whose evidence is a number', { outcome: 'pass', observed: 1, findings: [] }, false],
    ['a pass that is an error, too', { outcome: 'pass', observed: 'o', findings: [], code: 'timeout' }, false],
    ['an error of an unknown reason', { outcome: 'error', code: 'tired', text: 't' }, false],
    ['a finding of an unknown severity', { outcome: 'fail', findings: [{ ...FINDING, severity: 'awful' }] }, false],
    ['a finding in an odd place', { outcome: 'fail', findings: [{ ...FINDING, location: { path: {} } }] }, false],
    ['a finding that expects an object', { outcome: 'fail', findings: [{ ...FINDING, expected: {} }] }, false],
    ['a remedy that is a number', { outcome: 'fail', findings: [FINDING], remedy: 1 }, false],
    ['what was not asked', { outcome: 'not-checked', text: 't' }, false],
  ])('%s', ([, answer, expected]) => {
    expect(isJudgement(answer)).toBe(expected)
  })
})

describe('a check of the user as it describes itself', () => {
  it('is taken when it is whole', () => {
    expect(described(CHECK)).toEqual({ check: CHECK })
    const read = { ...CHECK.facts.read, select: { of: 'own', optional: false, types: ['endpoint'] } }
    const spanning = { ...CHECK, type: ['keystore', 'endpoint'], facts: { read } }
    expect(described(spanning)).toEqual({ check: spanning })
  })

  it.for<[string, object, string]>([
    ['without a remedy', { remedy: undefined }, "the document must have required property 'remedy'"],
    ['with an id that is no path', { id: 'own check' }, '/id must match pattern'],
    ['without phases', { phases: undefined }, "'phases'"],
    ['with a severity of its own', { phases: { 'pre-upgrade': 'critical' } }, '/phases/pre-upgrade must be equal to one of the allowed values'],
    ['with references in plain text', { references: ['FAULTS.md'] }, '/references/0 must be object'],
    ['with a misspelt member', { quantifer: 'any' }, 'has a member "quantifer"'],
    ['for a target there is none of', { type: 'router' }, '/type'],
    ['for one of two there is none of', { type: ['keystore', 'router'] }, '/type'],
  ])('is refused %s', ([, over, said]) => {
    const outcome = described(JSON.parse(JSON.stringify({ ...CHECK, ...over })))
    expect('flaw' in outcome ? outcome.flaw : 'taken').toContain(said)
  })
})

describe('the module of a check of the user', () => {
  const tree = temporaryTree()
  afterAll(tree.remove)

  it.for<[string, object, RegExp]>([
    ['what it lacks', { title: undefined }, /the check own\/check of your own is not well formed: .*'title'/],
    [
      'that its schema is none',
      { facts: { read: { ...CHECK.facts.read, fact: { ...FACT, value: { json: { type: 'octopus' } } } } } },
      /the check own\/check of your own declares a schema that is none/,
    ],
  ])('is refused with a sentence that says %s', async ([name, over, said]) => {
    const file = `${tree.root}/${name.replaceAll(' ', '-')}.mjs`
    const plain = JSON.stringify({ ...CHECK, ...over })
    writeFileSync(
      file,
      `const plain = ${plain}\nfor (const request of Object.values(plain.facts)) request.params = () => ({})\nexport default { ...plain, evaluate: () => null }\n`,
    )
    await expect(describedChecks([file], [file], {}, new AbortController().signal)).rejects.toThrow(said)
  })
})
