import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { makeEstate } from '../../fixtures/estate/estate.ts'
import { preflight } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'

let tree: ReturnType<typeof temporaryTree>
beforeEach(() => {
  tree = temporaryTree()
  makeEstate(tree.root, {})
})
afterEach(() => tree.remove())

const doctor = (...more: readonly string[]) => preflight(['doctor', '--plan', join(tree.root, 'preflight.yaml'), ...more])

describe('doctor', () => {
  test('a healthy estate is ready, and nothing is kept', async () => {
    const { stdout, code } = await doctor()
    expect(stdout).toMatch(/am-1 \(pingam, instance\): \d+ of \d+ facts read/)
    expect(stdout).toContain('READY: what the plan names can be read.')
    expect(code).toBe(0)
  })

  test('what cannot be read is named, with the checks that suffer', async () => {
    rmSync(join(tree.root, 'am-1/tomcat/conf/server.xml'))
    rmSync(join(tree.root, 'am-1/home/am/security/keystores/keystore.jceks'))
    writeFileSync(join(tree.root, 'am-1/home/am/security/keystores/keystore.jceks'), 'not a keystore')
    const { stdout, code } = await doctor()
    expect(stdout).toMatch(/x incomplete: .*keystore\.jceks.*\n +without it no verdict of .*pingam\/transient-state-key/)
    expect(stdout).toMatch(/x missing-evidence: .*server\.xml.*\n +without it no verdict of .*pingam\/server-xml/)
    expect(stdout).toContain('NOT READY')
    expect(code).toBe(20)
  })

  test('a secret that cannot be had, and one that lies open', async () => {
    const plan = join(tree.root, 'preflight.yaml')
    const [first = ''] = /file: secrets\/\w+/.exec(readFileSync(plan, 'utf8')) ?? []
    chmodSync(join(tree.root, first.replace('file: ', '')), 0o644)
    const { stdout } = await doctor()
    expect(stdout).toMatch(/Secrets\n {2}! .*can be read by others than its owner/)
  })
})
