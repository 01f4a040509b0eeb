import { chmodSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { makeEstate } from '../../fixtures/estate/estate.ts'
import { directory389Available, MANAGER, start389 } from '../servers/directory-389.ts'
import { AUDITOR, slapdAvailable, startSlapd, type RunningSlapd } from '../servers/slapd.ts'
import { preflight } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'
import { required } from '../support/required.ts'

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

/** A plan with one instance and one directory. */
const planWith = (directory: object): void =>
  writeFileSync(
    join(tree.root, 'preflight.yaml'),
    stringify({
      version: 1,
      profile: 'pingam-8.1',
      phase: 'pre-upgrade',
      options: { route: 'file-based' },
      targets: { 'am-1': { type: 'pingam', config: 'am-1/home/am' }, 'ds-1': { type: 'ldap', role: 'identity-store', ...directory } },
    }),
  )

test('a server whose clock is ten minutes ahead (FAULTS.md R10)', async () => {
  const server = createServer((_request, response) =>
    response.writeHead(200, { date: new Date(Date.now() + 600_000).toUTCString(), 'content-api-version': 'resource=1.0' }).end(),
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    const { port } = server.address() as AddressInfo
    writeFileSync(
      join(tree.root, 'preflight.yaml'),
      stringify({
        version: 1,
        profile: 'pingam-8.1',
        phase: 'pre-upgrade',
        targets: { 'am-1': { type: 'pingam', config: 'am-1/home/am', url: `http://127.0.0.1:${port}/am` } },
      }),
    )
    expect((await doctor()).stdout).toMatch(/! its clock and the one here differ by (?:59\d|60\d) s/)
  } finally {
    server.close()
  }
})

describe.skipIf(!required('slapd', slapdAvailable(), 'slapd'))('a directory, slapd', () => {
  let slapd: RunningSlapd
  beforeAll(async () => {
    slapd = await startSlapd()
  })
  afterAll(() => slapd.stop())
  const account = { baseDn: 'dc=example,dc=test', bindDn: AUDITOR.dn, password: { insecure: AUDITOR.password } }

  test('a password in clear, and rights that it does not tell', async () => {
    planWith({ url: `ldap://127.0.0.1:${slapd.port}`, ...account })
    const { stdout, stderr } = await doctor('--target', 'ds-1')
    expect(stdout).toContain(`! the password of ${AUDITOR.dn} crosses the network in clear: give ldaps://, or startTls: true`)
    expect(stdout).toContain(`! whether ${AUDITOR.dn} may change the directory is not known`)
    expect(stdout + stderr).not.toContain(AUDITOR.password)
  })

  test('the password of the product in clear, where the directory is read as nobody', async () => {
    planWith({
      url: `ldap://127.0.0.1:${slapd.port}`,
      baseDn: account.baseDn,
      productAccount: { bindDn: account.bindDn, password: account.password },
    })
    const { stdout } = await doctor('--target', 'ds-1')
    expect(stdout).toContain(`! the password of ${AUDITOR.dn} crosses the network in clear: give ldaps://, or startTls: true`)
  })

  test('a password that is refused is named, with the checks that suffer', async () => {
    planWith({ url: `ldap://127.0.0.1:${slapd.port}`, ...account, password: { insecure: 'not the word 1414' } })
    const { stdout, code } = await doctor('--target', 'ds-1')
    expect(stdout).toMatch(/x auth-failed: .*refuses the account or its password\n +without it no verdict of .*pingam\/directory-version/)
    expect(code).toBe(20)
  })

  test('nobody there', async () => {
    writeFileSync(
      join(tree.root, 'preflight.yaml'),
      'version: 1\nprofile: pingam-8.1\nphase: pre-upgrade\ntargets:\n  am-1: { type: pingam, config: am-1/home/am, url: "http://127.0.0.1:9/am" }\n',
    )
    expect((await doctor()).stdout).toContain('! nothing listens at http://127.0.0.1:9/am')
    planWith({ url: 'ldap://127.0.0.1:9', ...account })
    const { stdout, code } = await doctor('--target', 'ds-1')
    expect(stdout).toMatch(/x unreachable: 127\.0\.0\.1:9: nothing answers there/)
    expect(code).toBe(20)
  })
})

describe.skipIf(!required('389-ds', directory389Available(), '389-ds-base, and root to make an instance'))('a directory, 389-ds', () => {
  test('an account that may change it', async () => {
    const server = await start389()
    try {
      planWith({
        url: `ldaps://127.0.0.1:${server.tlsPort}`,
        baseDn: 'dc=example,dc=test',
        bindDn: MANAGER.dn,
        password: { insecure: MANAGER.password },
        tls: { ca: server.authority.ca },
      })
      const { stdout } = await doctor('--target', 'ds-1')
      expect(stdout).toMatch(/! cn=Directory Manager may change the directory \(.*write aci.*\); to read is enough: \(targetattr/)
    } finally {
      await server.stop()
    }
  })
})
