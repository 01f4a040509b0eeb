import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadPlan } from '../../src/config/plan.ts'
import { complaints, HEAD, KNOWN, planDirectory, TARGETS } from './plan-harness.ts'

const CANARY = 'Canary-4711-Xyzzy'
const head = `${HEAD}targets:\n  am-1:\n    type: pingam\n    config: openam\n`

/** Plans with a secret where none should be, or beside something else that is wrong; with what must be said all the same. */
const CASES: readonly (readonly [name: string, plan: string, said: RegExp])[] = [
  [
    'a literal',
    `${head}    token: ${CANARY}\n`,
    /8:12: targets\.am-1\.token is written out, and secrets are given by reference\n {6}token: \*\*\*\n {13}\^\nwrite \{ env: NAME \}/,
  ],
  ['a quoted literal', `${head}    token: "${CANARY}"\n`, /is written out/],
  ['a literal over several lines', `${head}    token: |\n      first\n      ${CANARY}\n`, /is written out/],
  ['a literal in a list', `${head}    token: [${CANARY}]\n`, /token is not a reference to a secret/],
  ['a map of one literal', `${head}    token: { ${CANARY} }\n`, /token is not a reference to a secret/],
  ['two sources at once', `${head}    token: { env: A, insecure: ${CANARY} }\n`, /token is not a reference to a secret/],
  ['an unknown source', `${head}    token: { vault: ${CANARY} }\n`, /token is not a reference to a secret/],
  ['a literal as the name of a variable', `${head}    token: { env: "${CANARY}!" }\n`, /token is not a reference to a secret/],
  ['a command as text', `${head}    token: { exec: echo ${CANARY} }\n`, /token is not a reference to a secret/],
  ['an empty command', `${head}    token: { exec: [] }\n    zz: ${CANARY}\n`, /token is not a reference to a secret/],
  ['a store password', `${head}    keystores: [{ path: x, storepass: ${CANARY} }]\n`, /keystores\[0\]\.storepass is written out/],
  ['a salt', `${HEAD}fingerprintSalt: ${CANARY}\n${TARGETS}`, /fingerprintSalt is written out/],
  ['a misspelt secret', `${head}    tokne: ${CANARY}\n`, /unknown key "tokne" in targets\.am-1\n {6}tokne: \*\*\*\n {6}\^\ndid you mean "token"\?/],
  [
    'an unknown key that sounds like a secret',
    `${head}    adminPassword: ${CANARY}\n`,
    /unknown key "adminPassword" in targets\.am-1\n {6}adminPassword: \*\*\*/,
  ],
  [
    'an unknown key of a sub-map',
    `${head}    credentials: { name: ${CANARY} }\n`,
    /unknown key "credentials" in targets\.am-1\n {6}credentials: \*\*\*/,
  ],
  ['a key that lost its colon', `${head}    keystores: [{ path: x, storepass ${CANARY} }]\n`, /unknown key in targets\.am-1\.keystores\[0\]/],
  [
    'an error before an insecure value on its line',
    `${HEAD}targets:\n  am-1: { type: pingam, tomcatt: 1, token: { insecure: ${CANARY} } }\n`,
    /unknown key "tomcatt" .*\n {4}am-1: \{ type: pingam, tomcatt: 1, token: \*\*\*/,
  ],
  [
    'an error after an insecure value on its line',
    `${HEAD}targets:\n  am-1: { type: pingam, token: { insecure: ${CANARY} }, zz: 1 }\n`,
    /unknown key "zz" .*\n {4}am-1: \{ type: pingam, token: \*\*\*/,
  ],
  ['an error beside a command', `${HEAD}targets:\n  am-1: { type: pingam, token: { exec: [curl, -u, ${CANARY}] }, zz: 1 }\n`, /unknown key "zz"/],
  ['an error beside a comment', `${head}    tomcatt: 1 # was ${CANARY}\n`, /unknown key "tomcatt" in targets\.am-1\n {6}tomcatt: 1 \*\*\*/],
  ['an error beside a variable', `${HEAD}variables: { env: { AM_PWD: ${CANARY} }, zz: 1 }\n${TARGETS}`, /unknown key "zz" in variables/],
  ['a variable of another kind', `${HEAD}variables: { env: { AM_PWD: [${CANARY}] } }\n${TARGETS}`, /variables\.env\.AM_PWD must be text, not a list/],
  ['a secret in place of a target', `${HEAD}targets:\n  am-1: ${CANARY}\n`, /targets\.am-1 must be a map, not text/],
  ['a duplicate secret', `${head}    token: ${CANARY}\n    token: ${CANARY}\n`, /the key is there twice: lines 8 and 9/],
  ['a bad escape in a secret', `${head}    token: "a\\q${CANARY}"\n`, /there is no such escape/],
  ['a bad escape in an insecure secret', `${head}    token: { insecure: "a\\q${CANARY}" }\n`, /there is no such escape/],
  ['a bad escape after a secret', `${HEAD}targets:\n  am-1: { type: pingam, token: ${CANARY}, config: "\\q" }\n`, /there is no such escape/],
  ['a bad escape in the second line of a secret', `${head}    token: "a\n      ${CANARY} \\q"\n`, /there is no such escape/],
  ['a secret that looks like an alias', `${head}    token: *${CANARY}\n`, /the alias .* has no anchor/],
  ['a secret that looks like a tag', `${head}    token: !${CANARY}\n`, /tags .* are not read/],
  ['a secret that looks like an anchor', `${head}    token: &${CANARY}\n`, /token is empty/],
  ['a secret with two colons', `${head}    token: ${CANARY}: x\n`, /there are two keys on one line/],
  ['a secret that opens a bracket', `${head}    token: {${CANARY}\n`, /bracket is not closed/],
  ['a secret that opens a quote', `${head}    token: "${CANARY}\n`, /the quote is not closed/],
  ['a secret with a reserved sign', `${head}    token: @${CANARY}\n`, /may not begin with this character/],
  ['a secret with a per cent sign', `${head}    token: %${CANARY}\n`, /may not begin with this character/],
  ['a secret that looks like a block', `${head}    token: >${CANARY}\n`, /./],
  ['a secret alone on its line', `${head}    token:\n    ${CANARY}\n`, /./],
  ['a secret below a bad indentation', `${head}     token: ${CANARY}\n`, /./],
  ['a secret after a tab', `${head}\ttoken: ${CANARY}\n`, /indented by a tab/],
  ['a secret in a second document', `${head}--- ${CANARY}\n`, /second document/],
  ['a secret in a directive', `%${CANARY}\n---\n${head}`, /directives/],
  ['a secret in a profile', `version: 1\nprofile: [${CANARY}]\n${TARGETS}`, /profile must be text, not a list/],
  ['an unknown name with spaces', `${HEAD}"my ${CANARY}": 1\n${TARGETS}`, /unknown key in the plan/],
  ['a file of a secret that cannot be', `${head}    token: { file: "~/${CANARY}" }\n`, /token\.file begins with ~/],
  ['a line that is not UTF-8', `${head}    token: ${CANARY}\udc00\u0007\n`, /control character/],
]

describe('no secret in what is said about a plan', () => {
  it.each(CASES)('%s', async (_name, plan, said) => {
    const printed = await complaints(plan)
    expect(printed).not.toContain(CANARY)
    expect(printed).not.toMatch(/anary|4711|yzzy/i)
    expect(printed).toMatch(said)
  })

  it('nor in the problems themselves, or in a plan that prints itself', async () => {
    for (const [, plan] of CASES) {
      const directory = planDirectory()
      writeFileSync(directory.plan, plan)
      expect(JSON.stringify(await loadPlan(directory.plan, KNOWN))).not.toContain(CANARY)
      directory.remove()
    }
    const directory = planDirectory()
    writeFileSync(directory.plan, `${head}    token: { insecure: ${CANARY} }\n`)
    const outcome = await loadPlan(directory.plan, KNOWN)
    directory.remove()
    expect(outcome.ok).toBe(true)
    expect(JSON.stringify(outcome)).not.toContain(CANARY)
  })
})
