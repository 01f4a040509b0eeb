import { execFileSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { keyNamed, KEYPASS, STOREPASS } from '../../fixtures/estate/configuration.ts'
import { makeEstate } from '../../fixtures/estate/estate.ts'
import { instancePaths, put, type InstancePaths } from '../../fixtures/estate/paths.ts'
import { jceks } from '../../fixtures/keystores/jceks-writer.ts'
import type { Report, Result } from '../../src/core/report.ts'
import { audited, reportIn, resultOf, wordsOf } from '../support/audited.ts'
import { temporaryTree } from '../support/files.ts'
import { asOrdinaryUser, giveToOrdinaryUser, requireOrdinaryUser } from '../support/ordinary-user.ts'
import { requireTool } from '../support/required.ts'

/**
 * What cannot be read, through the whole command line (FAULTS.md, "the rule above all"): every result of an audit of a faulty estate is that of the healthy
 * one, or an error with its reason; never a pass more. The second of two instances has the fault.
 */

const tree = temporaryTree()
afterAll(tree.remove)

let healthy: Report
beforeAll(async () => {
  // The temporary directory is for its owner only, and an ordinary user has to enter it.
  chmodSync(tree.root, 0o755)
  const directory = `${tree.root}/healthy`
  mkdirSync(directory)
  healthy = (await audited(['--plan', makeEstate(directory).plan])).report
  expect(healthy.summary.verdict).toBe('passed')
})

type Fault = (paths: InstancePaths, directory: string) => void

interface Expected {
  /** Checks of am-2 (null: the deployment) that must be in error, with reason code and what the sentence says. */
  readonly errors: readonly (readonly [check: string, target: 'am-2' | null, code: string, says: RegExp])[]
}

let made = 0
/** An estate of its own with the fault on am-2. */
const faulty = (fault: Fault): { readonly plan: string; readonly directory: string } => {
  const directory = `${tree.root}/faulty-${(made += 1)}`
  mkdirSync(directory)
  const { plan } = makeEstate(directory)
  fault(instancePaths(directory, 'am-2'), directory)
  return { plan, directory }
}

const keyOf = ({ check, target }: Result): string => `${check} @ ${target ?? 'deployment'}`
/** A result apart from how long it took, where it lies, and the fingerprints of keys, whose salt is this run's. */
const shown = (result: Result): string =>
  JSON.stringify({ ...result, durationMs: 0, findings: result.findings.map((finding) => ({ ...finding, fingerprint: '' })) })
    .replaceAll(/\/[^"\s]*\/(healthy|faulty-\d+)/g, '')
    .replaceAll(/fingerprint [0-9a-f]{8}/g, 'fingerprint')

const expectErrors = (report: Report, directory: string, { errors }: Expected): void => {
  const before = new Map(healthy.results.map((result) => [keyOf(result), result]))
  expect(report.results.map(keyOf).sort()).toEqual([...before.keys()].sort())
  for (const result of report.results) {
    const same = before.get(keyOf(result))
    if (result.outcome === 'error') continue
    expect([keyOf(result), result.outcome]).toEqual([keyOf(result), same?.outcome])
    // The healthy instance is none the worse for its neighbour, to the last word.
    if (result.target === 'am-1') expect(shown(result)).toBe(same === undefined ? '' : shown(same))
  }
  expect(report.results.filter(({ target, outcome }) => target === 'am-1' && outcome === 'error')).toEqual([])
  for (const [check, target, code, says] of errors) {
    const result = resultOf(report, check, target)
    expect([check, result.outcome, result.reason?.code]).toEqual([check, 'error', code])
    expect(wordsOf(result).replaceAll(directory, '')).toMatch(says)
  }
  expect(report.summary).toMatchObject({ verdict: 'incomplete', exitCode: 20 })
}

const KEY = 'pingam/transient-state-key'
const SHARED = 'pingam/transient-state-key-shared'
const KEYSTORE = '/am-2/home/am/security/keystores/keystore.jceks'
const XML = '/am-2/tomcat-10.1/conf/server.xml'
const fifo = (path: string): void => {
  rmSync(path)
  execFileSync('mkfifo', [path])
}
/** Of both passwords in the plan, the second instance's becomes another. */
const otherSecret = (directory: string, field: string, content: string | null): void => {
  const plan = `${directory}/preflight.yaml`
  const text = readFileSync(plan, 'utf8')
  const at = text.lastIndexOf(`secrets/${field}`)
  writeFileSync(plan, `${text.slice(0, at)}secrets/other${text.slice(at + `secrets/${field}`.length)}`)
  if (content !== null) put(`${directory}/secrets/other`, content, 0o600)
}
/** Moves a file out of everything the plan names, where anybody may write it, and leaves a link. */
const linkedOut = (path: string, elsewhere: string): void => {
  renameSync(path, elsewhere)
  chmodSync(elsewhere, 0o666)
  symlinkSync(elsewhere, path)
}

const bothKeyChecks = (code: string, says: RegExp): Expected['errors'] => [
  [KEY, 'am-2', code, says],
  [SHARED, null, code, says],
]

const FAULTS: { readonly [name: string]: Expected & { readonly fault: Fault } } = {
  'a keystore with one byte flipped': {
    fault: ({ keystore }) => {
      const bytes = readFileSync(keystore)
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 30) ^ 1, bytes.length - 30)
      writeFileSync(keystore, bytes)
    },
    errors: [[KEY, 'am-2', 'auth-failed', new RegExp(`${KEYSTORE}: the store password given does not match, or the file is damaged`)]],
  },
  'a wrong key password': {
    fault: (_paths, directory) => otherSecret(directory, 'keypass', 'Wrong-password-1234'),
    errors: bothKeyChecks('auth-failed', /opens with none of the passwords given/),
  },
  'no configuration directory': {
    fault: ({ config }) => rmSync(config, { recursive: true }),
    errors: bothKeyChecks('missing-evidence', /\/am-2\/home\/am: there is no such directory; correct config/),
  },
  'no directory of the new Tomcat': {
    fault: ({ newTomcat }) => rmSync(newTomcat, { recursive: true }),
    errors: [
      ['pingam/tomcat-version', 'am-2', 'missing-evidence', /\/am-2\/tomcat-10\.1: there is no such directory; correct it in the plan/],
      ['pingam/encoded-slash', 'am-2', 'missing-evidence', /\/am-2\/tomcat-10\.1: there is no such directory/],
    ],
  },
  'a server.xml that is cut off': {
    fault: ({ newTomcat }) => truncateSync(`${newTomcat}/conf/server.xml`, 400),
    errors: [
      ['pingam/server-xml', 'am-2', 'parse-failed', new RegExp(`${XML}: \\d+:\\d+: `)],
      ['pingam/encoded-slash', 'am-2', 'parse-failed', new RegExp(`${XML}: \\d+:\\d+: `)],
    ],
  },
  'a server.xml that is a link out of the plan': {
    fault: ({ newTomcat }, directory) => linkedOut(`${newTomcat}/conf/server.xml`, `${directory}/elsewhere.xml`),
    errors: [
      [
        'pingam/server-xml',
        'am-2',
        'permission-denied',
        new RegExp(`${XML}, which leads to /elsewhere.xml, is outside the plan; name /elsewhere.xml under alsoRead in the plan to have it read`),
      ],
    ],
  },
}

describe('an instance with', () => {
  it.concurrent.each(Object.entries(FAULTS))('%s', async (_name, { fault, ...expected }) => {
    const { plan, directory } = faulty(fault)
    const { report } = await audited(['--plan', plan])
    expectErrors(report, directory, expected)
  })

  it.skipIf(!requireTool('mkfifo'))('pipes and links in circles in place of files, which nothing waits for', async () => {
    const { plan, directory } = faulty(({ config, keystore, newTomcat, java }) => {
      for (const path of [`${config}/.version`, keystore, `${newTomcat}/conf/server.xml`]) fifo(path)
      rmSync(`${java}/release`)
      symlinkSync('release', `${java}/release`)
    })
    const { report } = await audited(['--plan', plan])
    const pipe = (path: string): RegExp => new RegExp(`${path} is a pipe, a socket or a device, not a regular file`)
    expectErrors(report, directory, {
      errors: [
        ['pingam/java-version', 'am-2', 'ambiguous', /\/am-2\/java\/release: its symbolic links lead in a circle/],
        ['pingam/source-version', 'am-2', 'unsupported', pipe('/am-2/home/am/.version')],
        ['pingam/server-xml', 'am-2', 'unsupported', pipe(XML)],
        ['pingam/encoded-slash', 'am-2', 'unsupported', pipe(XML)],
        ...bothKeyChecks('unsupported', /is a pipe, a socket or a device, not a regular file/),
      ],
    })
  })
})

describe.concurrent('an instance that is read all the same', () => {
  it('under a configuration directory and a keystore that are links, since the plan names them', async () => {
    const { plan } = faulty(({ config, keystore }, directory) => {
      linkedOut(keystore, `${directory}/elsewhere.jceks`)
      cpSync(config, `${directory}/real-am`, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
      rmSync(config, { recursive: true })
      symlinkSync(`${directory}/real-am`, config)
    })
    const { report } = await audited(['--plan', plan])
    expect(report.results.map((one) => [keyOf(one), one.outcome, one.reason])).toEqual(
      healthy.results.map((one) => [keyOf(one), one.outcome, one.reason]),
    )
  })

  it('with a server.xml that is a link out of the plan to where the plan says links may lead', async () => {
    const { plan } = faulty(({ newTomcat }, directory) => linkedOut(`${newTomcat}/conf/server.xml`, `${directory}/elsewhere.xml`))
    const content: { alsoRead?: readonly string[] } = parse(readFileSync(plan, 'utf8'))
    writeFileSync(plan, stringify({ ...content, alsoRead: [...(content.alsoRead ?? []), 'elsewhere.xml'] }))
    const { report } = await audited(['--plan', plan])
    expect(report.results.map((one) => [keyOf(one), one.outcome, one.reason])).toEqual(
      healthy.results.map((one) => [keyOf(one), one.outcome, one.reason]),
    )
  })

  it('with a store password whose file is gone: the key opens with its own, and that the store is undamaged is said to be unproven', async () => {
    const { plan } = faulty((_paths, directory) => otherSecret(directory, 'storepass', null))
    const { report, ended } = await audited(['--plan', plan])
    expect(ended.stderr).toMatch(/preflight\.yaml:\d+:\d+: file \S+secrets\/other does not exist; what needs this secret will be in error/)
    const { outcome, findings } = resultOf(report, KEY, 'am-2')
    expect([outcome, findings.map(({ severity }) => severity)]).toEqual(['pass', ['info']])
    expect(findings[0]?.message).toContain('the storepass that the plan names could not be read')
  })
})

describe('keystores', () => {
  const good = jceks({
    storepass: STOREPASS,
    entries: [{ kind: 'secret-key', alias: 'shared', algorithm: 'AES', key: keyNamed('shared'), keypass: KEYPASS }],
  })
  // Within the digest at its end: everything can be listed, and none of it is to be trusted.
  const flipped = Buffer.from(good)
  flipped.writeUInt8(flipped.readUInt8(flipped.length - 3) ^ 1, flipped.length - 3)
  const WRONG = 'Wrong-password-1234'
  const CASES: readonly {
    readonly name: string
    readonly content: Uint8Array | string | null
    readonly storepass?: string
    readonly keypass?: string
    readonly code: string
    readonly says: RegExp
  }[] = [
    { name: 'flipped', content: flipped, code: 'auth-failed', says: /the store password does not match, or the file is damaged/ },
    { name: 'empty', content: '', code: 'parse-failed', says: /\/empty: is empty/ },
    { name: 'truncated', content: good.subarray(0, 200), code: 'parse-failed', says: /\/truncated: ends too early/ },
    {
      name: 'oversized',
      content: Buffer.concat([good, Buffer.alloc(5 * 1024 * 1024)]),
      code: 'limit',
      says: /\/oversized has 52\d{5} bytes, more than the 4194304 that are read; see explain limits/,
    },
    { name: 'no-keystore', content: 'hello world', code: 'unsupported', says: /\/no-keystore: is no keystore this tool knows by its first bytes/ },
    { name: 'missing', content: null, code: 'missing-evidence', says: /\/missing: there is no such file or directory/ },
    { name: 'wrong-storepass', content: good, storepass: WRONG, code: 'auth-failed', says: /the store password does not match/ },
    { name: 'wrong-keypass', content: good, keypass: WRONG, code: 'auth-failed', says: /no password given opens it/ },
  ]

  it('that cannot be read are errors, each with its own reason, and keep the comparison of all from passing', async () => {
    const directory = `${tree.root}/keystores`
    mkdirSync(directory)
    const target = (name: string, storepass = STOREPASS, keypass = KEYPASS): object => ({
      type: 'keystore',
      path: name,
      storepass: { insecure: storepass },
      keypass: { insecure: keypass },
    })
    for (const { name, content } of CASES) if (content !== null) writeFileSync(`${directory}/${name}`, content)
    for (const name of ['good', 'better']) writeFileSync(`${directory}/${name}`, good)
    const planOf = (targets: object): string =>
      stringify({
        version: 1,
        profile: 'common',
        phase: 'pre-upgrade',
        parameters: {
          'common/keystore-entry': { alias: 'shared', kind: 'secret-key', bits: 256 },
          'common/keystore-entry-shared': { alias: 'shared' },
        },
        targets,
      })
    const healthyTargets = { good: target('good'), better: target('better') }
    const faultyTargets = Object.fromEntries(CASES.map(({ name, storepass, keypass }) => [name, target(name, storepass, keypass)]))
    const selected = ['--quiet', '--check', 'common/keystore-entry*']

    writeFileSync(`${directory}/preflight.yaml`, planOf({ ...faultyTargets, ...healthyTargets }))
    const { report } = await audited(['--plan', `${directory}/preflight.yaml`, ...selected])
    for (const name of ['good', 'better']) expect(resultOf(report, 'common/keystore-entry', name).outcome).toBe('pass')
    for (const { name, code, says } of CASES) {
      const { outcome, reason } = resultOf(report, 'common/keystore-entry', name)
      expect([name, outcome, reason?.code, reason?.text]).toEqual([name, 'error', code, expect.stringMatching(says)])
    }
    expect(resultOf(report, 'common/keystore-entry-shared', null).outcome).toBe('error')
    expect(report.summary.exitCode).toBe(20)

    // One alone is enough for that; without it they are the same.
    for (const [targets, outcome] of [
      [{ ...healthyTargets, truncated: target('truncated') }, 'error'],
      [healthyTargets, 'pass'],
    ] as const) {
      writeFileSync(`${directory}/preflight.yaml`, planOf(targets))
      const few = (await audited(['--plan', `${directory}/preflight.yaml`, ...selected])).report
      expect(resultOf(few, 'common/keystore-entry-shared', null).outcome).toBe(outcome)
    }
  })
})

describe.skipIf(!requireOrdinaryUser())('for a user who may not read', () => {
  const denied = (path: string): RegExp => new RegExp(`${path}: the operating system denies reading it; run as a user who may, or grant read access`)
  const CASES: { readonly [name: string]: Expected & { readonly fault: Fault } } = {
    'the keystore': {
      fault: ({ keystore }) => chmodSync(keystore, 0),
      errors: bothKeyChecks('permission-denied', denied(KEYSTORE)),
    },
    'the configuration directory': {
      fault: ({ config }) => chmodSync(config, 0),
      errors: [
        ['pingam/source-version', 'am-2', 'permission-denied', denied('/am-2/home/am/.version')],
        ...bothKeyChecks('permission-denied', /\/am-2\/home\/am\/\S*: the operating system denies reading it/),
      ],
    },
    'the libraries of the web application': {
      fault: ({ tomcat }) => chmodSync(`${tomcat}/webapps/am/WEB-INF/lib`, 0),
      errors: [['pingam/source-version', 'am-2', 'permission-denied', denied('/am-2/tomcat/webapps/am/WEB-INF/lib')]],
    },
    'anything of the instance': {
      fault: (_paths, directory) => chmodSync(`${directory}/am-2`, 0),
      errors: [
        ...['pingam/source-version', 'pingam/server-xml', 'pingam/tomcat-version', 'pingam/java-version', 'pingam/encoded-slash'].map(
          (check) => [check, 'am-2', 'permission-denied', /the operating system denies (reading|looking at)/] as const,
        ),
        ...bothKeyChecks('permission-denied', /the operating system denies/),
      ],
    },
  }

  it.concurrent.each(Object.entries(CASES))('%s', async (_name, { fault, ...expected }) => {
    const { plan, directory } = faulty(fault)
    giveToOrdinaryUser(directory)
    const report = reportIn(await asOrdinaryUser(['audit', '--reporter', 'json', '--plan', plan]))
    expectErrors(report, directory, expected)
    // What the plan names is not said to be outside of it.
    expect(report.results.map(wordsOf).join('\n')).not.toContain('outside the plan')
  })
})
