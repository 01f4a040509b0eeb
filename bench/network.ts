import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Secret } from '../src/core/secret.ts'
import type { Target } from '../src/core/target.ts'
import { loadCheck, loadCollector } from '../src/registry/registry.ts'
import { networkDoorsOf } from '../src/sessions/network-doors.ts'
import { fileSession } from '../src/sessions/file-session.ts'
import { AUDITOR, startSlapd } from '../test/servers/slapd.ts'
import { machine } from './measure.ts'

/**
 * `npm run bench:network`: a schema of 5,000 definitions, read and looked through, against one ldapsearch of the same entry; and eight targets that never
 * answer, against one. Needs slapd and ldapsearch.
 */
const DEFINITIONS = 5_000
const ROUNDS = 7
const say = (text: string): void => void process.stdout.write(`${text}\n`)
const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN

say(`machine: ${machine()}`)
const schema = Array.from(
  { length: DEFINITIONS },
  (_, index) =>
    `attributetype ( 1.3.6.1.4.1.99999.1.${index} NAME 'benchAttribute${index}' DESC 'one of many' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )`,
).join('\n')
const slapd = await startSlapd({ schema })
try {
  const url = `ldap://127.0.0.1:${slapd.port}`
  const ldapsearch: number[] = []
  const ours: number[] = []
  const target: Target = {
    name: 'ds',
    type: 'ldap',
    role: 'identity-store',
    fields: { url, baseDn: 'dc=example,dc=test', bindDn: AUDITOR.dn, password: Secret.of(AUDITOR.password) },
  }
  const collector = await loadCollector('ldap-schema', 'ldap')
  await loadCheck('pingam/webauthn-schema')
  for (let round = 0; round <= ROUNDS; round++) {
    let begun = performance.now()
    spawnSync(
      'ldapsearch',
      ['-x', '-LLL', '-H', url, '-D', AUDITOR.dn, '-w', AUDITOR.password, '-b', 'cn=Subschema', '-s', 'base', 'attributeTypes', 'objectClasses'],
      { maxBuffer: 64 * 1024 * 1024 },
    )
    if (round > 0) ldapsearch.push(performance.now() - begun)
    begun = performance.now()
    const doors = await networkDoorsOf(target)
    const signal = new AbortController().signal
    const files = fileSession({ roots: [], alsoRead: [], salt: { saltId: 'bench', key: Secret.of('of the bench') }, record: () => {}, signal })
    const network = doors?.network({ files, signal, record: () => {} })
    const collected = await collector?.collect({
      target,
      params: {},
      plan: { variables: { env: {}, properties: {} }, options: {} },
      files,
      signal,
      network,
    } as never)
    if (JSON.stringify(collected).split('benchAttribute').length <= DEFINITIONS) throw new Error('not all were read')
    await doors?.close()
    if (round > 0) ours.push(performance.now() - begun)
  }
  say(`\n${DEFINITIONS} definitions, median of ${ROUNDS}`)
  say(`ldapsearch of the entry              ${median(ldapsearch).toFixed(0).padStart(6)} ms`)
  say(`connected, read, every one parsed    ${median(ours).toFixed(0).padStart(6)} ms   goal: ${(2 * median(ldapsearch) + 100).toFixed(0)} ms`)
} finally {
  await slapd.stop()
}

const directory = mkdtempSync(join(tmpdir(), 'iam-preflight-bench-'))
const blackHole = createServer(() => {})
await new Promise<void>((resolve) => blackHole.listen(0, '127.0.0.1', resolve))
const { port } = blackHole.address() as AddressInfo
try {
  const timed = (targets: number): number => {
    const plan = join(directory, `${targets}.yaml`)
    const stores = Array.from(
      { length: targets },
      (_, index) => `  ds-${index}: { type: ldap, role: identity-store, url: "ldap://127.0.0.1:${port}", baseDn: ou=identities }`,
    )
    writeFileSync(
      plan,
      `version: 1\nprofile: pingam-8.1\nphase: pre-upgrade\ntargets:\n  am: { type: pingam, home: ${directory} }\n${stores.join('\n')}\n`,
    )
    const begun = performance.now()
    const names = Array.from({ length: targets }, (_, index) => ['--target', `ds-${index}`]).flat()
    spawnSync(process.execPath, [
      join(import.meta.dirname, '../bin/dev.js'),
      'audit',
      '--plan',
      plan,
      '--concurrency',
      '8',
      '--reporter',
      'json',
      ...names,
    ])
    return performance.now() - begun
  }
  say('\ntargets that accept and never answer, --concurrency 8')
  say(`one                                  ${timed(1).toFixed(0).padStart(6)} ms`)
  say(`eight                                ${timed(8).toFixed(0).padStart(6)} ms`)
} finally {
  blackHole.close()
  rmSync(directory, { recursive: true, force: true })
}
