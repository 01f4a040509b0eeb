import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { keyNamed, KEYPASS, putConfiguration, STOREPASS } from '../../fixtures/estate/configuration.ts'
import { instancePaths, put, type InstancePaths } from '../../fixtures/estate/paths.ts'
import { jceks } from '../../fixtures/keystores/jceks-writer.ts'
import type { Report } from '../../src/core/report.ts'
import { audited, outcomesOf, resultOf, wordsOf } from '../support/audited.ts'
import { keyPairArguments, keytoolAvailable, secretKeyArguments, workshop, type Workshop } from '../support/keytool.ts'
import { requireFile } from '../support/required.ts'

/**
 * Keystores that the real keytool made, judged through the command line in the configuration of an AM instance; and a real Tomcat 10 of Debian, whose
 * libraries are links, with a CATALINA_BASE of its own, started once so that its logs are real.
 */
const TOMCAT_HOME = '/usr/share/tomcat10'
const ALIAS = 'directenctest'
const KEY = 'pingam/transient-state-key'
const SHARED = 'pingam/transient-state-key-shared'

interface Passwords {
  readonly storepass?: string
  readonly keypass?: string
}

/** A plan of instances below a directory; each has a configuration as AM 7.5 writes it, and the keystore that `keystoreOf` put there. */
const planOf = (directory: string, instances: readonly (readonly [InstancePaths, Passwords, object?])[]): string => {
  for (const [file, text] of Object.entries({ store: STOREPASS, key: KEYPASS, wrong: 'not the password 1618' }))
    put(`${directory}/${file}`, text, 0o600)
  const fileOf = (password: string): object => ({ file: { [STOREPASS]: 'store', [KEYPASS]: 'key' }[password] ?? 'wrong' })
  const targets = instances.map(([{ name, config, keystore }, { storepass, keypass }, more]) => [
    name,
    {
      type: 'pingam',
      config,
      keystores: [
        {
          path: keystore,
          ...(storepass === undefined ? {} : { storepass: fileOf(storepass) }),
          ...(keypass === undefined ? {} : { keypass: fileOf(keypass) }),
        },
      ],
      ...more,
    },
  ])
  put(
    `${directory}/preflight.yaml`,
    stringify({ version: 1, profile: 'pingam-8.1', phase: 'pre-upgrade', options: { route: 'file-based' }, targets: Object.fromEntries(targets) }),
  )
  return `${directory}/preflight.yaml`
}

/** The configuration of an instance whose secret store has this type. The keystore of the sample estate is replaced afterwards. */
const instanceIn = (directory: string, name: string, storetype: string): InstancePaths => {
  const paths = instancePaths(directory, name)
  putConfiguration(paths, '7.5.0')
  const store = `${paths.services}/realm/root/keystoresecretstore/1.0/globalconfig/default/default-keystore.json`
  writeFileSync(store, readFileSync(store, 'utf8').replace('"storetype": "JCEKS"', `"storetype": "${storetype}"`))
  return paths
}

describe.skipIf(!keytoolAvailable())('keystores made by keytool', () => {
  let shop: Workshop
  let report: Report
  beforeAll(async () => {
    shop = await workshop()
  })
  afterAll(() => shop.remove())

  type Maker = (file: string) => Promise<unknown>
  const BOTH = { storepass: STOREPASS, keypass: KEYPASS }
  const ONE = { storepass: STOREPASS, keypass: STOREPASS }
  const aes =
    (
      bits: number,
      passwords: { storepass: string; keypass: string },
      storetype: 'JCEKS' | 'PKCS12' = 'JCEKS',
      alias = ALIAS,
      more: readonly string[] = [],
    ): Maker =>
    (file) =>
      shop.keytool(...secretKeyArguments({ keystore: file, storetype, ...passwords }, alias, bits), ...more)
  const handMade =
    (algorithm: string): Maker =>
    async (file) =>
      writeFileSync(
        file,
        jceks({ storepass: STOREPASS, entries: [{ kind: 'secret-key', alias: ALIAS, algorithm, key: keyNamed(ALIAS), keypass: KEYPASS }] }),
      )

  /** Made once each, since starting keytool is what takes the time. */
  const [AES_256, AES_256_ONE, AES_256_PKCS12] = [aes(256, BOTH), aes(256, ONE), aes(256, ONE, 'PKCS12')]

  /** By name of the instance: the keystore, what the plan says, and what must come out. */
  const CASES: {
    readonly [name: string]: {
      readonly make: Maker
      readonly storetype?: string
      readonly plan: Passwords
      readonly outcome: string
      readonly said: RegExp
    }
  } = {
    'aes-256': { make: AES_256, plan: BOTH, outcome: 'pass', said: /AES, 256 bits, opens with the entry password/ },
    'aes-128': { make: aes(128, BOTH), plan: BOTH, outcome: 'fail', said: /is a secret key AES, 128 bits; AM needs AES, 256 bits/ },
    'rsa-pair': {
      make: (file) => shop.keytool(...keyPairArguments({ keystore: file, storetype: 'JCEKS', ...BOTH }, ALIAS)),
      plan: BOTH,
      outcome: 'fail',
      said: /is a private key, not a secret key/,
    },
    'raw-256': { make: handMade('RAW'), plan: BOTH, outcome: 'pass', said: /RAW, 256 bits, opens with the entry password/ },
    'hmac-256': { make: handMade('HmacSHA256'), plan: BOTH, outcome: 'fail', said: /HmacSHA256, 256 bits; AM needs AES/ },
    'return-pressed': {
      make: AES_256_ONE,
      plan: BOTH,
      outcome: 'fail',
      said: /opens with the store password but not with the entry password, and AM uses the entry password/,
    },
    'one-password': { make: AES_256_ONE, plan: ONE, outcome: 'pass', said: /AES, 256 bits, opens with the entry password/ },
    'upper-case': { make: aes(256, BOTH, 'JCEKS', 'DirectEncTest'), plan: BOTH, outcome: 'pass', said: /AES, 256 bits/ },
    'pkcs12-upper-case': { make: aes(256, ONE, 'PKCS12', 'DirectEncTest'), storetype: 'PKCS12', plan: ONE, outcome: 'pass', said: /AES, 256 bits/ },
    'pkcs12-current': { make: AES_256_PKCS12, storetype: 'PKCS12', plan: ONE, outcome: 'pass', said: /AES, 256 bits/ },
    'pkcs12-legacy': {
      make: aes(256, ONE, 'PKCS12', ALIAS, ['-J-Dkeystore.pkcs12.legacy']),
      storetype: 'PKCS12',
      plan: ONE,
      outcome: 'pass',
      said: /AES, 256 bits/,
    },
    'pkcs12-as-jceks': {
      make: AES_256_PKCS12,
      storetype: 'JCEKS',
      plan: ONE,
      outcome: 'fail',
      said: /configured as JCEKS .*PKCS12 in fact/,
    },
    'other-alias': {
      make: aes(256, BOTH, 'JCEKS', 'directenctest2'),
      plan: BOTH,
      outcome: 'fail',
      said: /"directenctest" is in no key store configured globally/,
    },
    'no-password': { make: AES_256, plan: {}, outcome: 'error secret-unavailable', said: /secret key of unknown size.*storepass.*keypass/s },
    'store-password-only': {
      make: AES_256,
      plan: { storepass: STOREPASS },
      outcome: 'error secret-unavailable',
      said: /keypass \(not given\)/,
    },
    'wrong-store-password': {
      make: AES_256,
      plan: { storepass: 'wrong', keypass: KEYPASS },
      outcome: 'error auth-failed',
      said: /does not match, or the file is damaged/,
    },
    'wrong-entry-password': {
      make: AES_256,
      plan: { storepass: STOREPASS, keypass: 'wrong' },
      outcome: 'error auth-failed',
      said: /opens with none of the passwords given/,
    },
  }

  beforeAll(async () => {
    const directory = shop.path('cases')
    const files = new Map([...new Set(Object.values(CASES).map(({ make }) => make))].map((make, index) => [make, shop.path(`made-${index}`)]))
    await Promise.all([...files].map(([make, file]) => make(file)))
    const instances = Object.entries(CASES).map(([name, { make, storetype = 'JCEKS', plan }]) => {
      const paths = instanceIn(directory, name, storetype)
      copyFileSync(files.get(make) ?? '', paths.keystore)
      return [paths, plan] as const
    })
    report = (await audited(['--plan', planOf(directory, instances), '--check', KEY, '--concurrency', '2'])).report
  })

  it.for(Object.entries(CASES).map(([name, { outcome, said }]) => ({ name, outcome, said })))('$name: $outcome', ({ name, outcome, said }) => {
    const result = resultOf(report, KEY, name)
    expect(outcomesOf({ results: [result] })).toEqual([`${KEY} @ ${name}: ${outcome}`])
    expect(wordsOf(result)).toMatch(said)
  })

  it('holds a result for each, and neither password in any', () => {
    expect(report.results).toHaveLength(Object.keys(CASES).length)
    expect(report.summary.exitCode).toBe(23)
    for (const password of [STOREPASS, KEYPASS]) expect(JSON.stringify(report)).not.toContain(password)
  })

  it('tells a key that two instances share from two different ones, whatever the container', async () => {
    const directory = shop.path('pairs')
    const [one, same, other] = [
      instanceIn(directory, 'am-1', 'JCEKS'),
      instanceIn(directory, 'am-2', 'PKCS12'),
      instanceIn(directory, 'am-3', 'JCEKS'),
    ]
    copyFileSync(`${shop.path('cases')}/aes-256/home/am/security/keystores/keystore.jceks`, one.keystore)
    const copy = ['-srckeystore', one.keystore, '-srcstoretype', 'JCEKS', '-srcstorepass', STOREPASS, '-srckeypass', KEYPASS, '-srcalias', ALIAS]
    const into = ['-destkeystore', shop.path('same'), '-deststoretype', 'PKCS12', '-deststorepass', STOREPASS, '-destkeypass', STOREPASS]
    await shop.keytool('-importkeystore', '-noprompt', ...copy, ...into)
    copyFileSync(shop.path('same'), same.keystore)
    copyFileSync(`${shop.path('cases')}/upper-case/home/am/security/keystores/keystore.jceks`, other.keystore)

    const checks = ['--check', KEY, '--check', SHARED]
    const alike = await audited([
      '--plan',
      planOf(directory, [
        [one, BOTH],
        [same, ONE],
      ]),
      ...checks,
    ])
    expect(outcomesOf(alike.report)).toEqual([`${KEY} @ am-1: pass`, `${KEY} @ am-2: pass`, `${SHARED} @ deployment: pass`])
    expect(wordsOf(resultOf(alike.report, SHARED, null))).toMatch(/2 instances hold one key of 256 bits/)

    const unlike = await audited([
      '--plan',
      planOf(directory, [
        [one, BOTH],
        [same, ONE],
        [other, BOTH],
      ]),
      ...checks,
    ])
    const result = resultOf(unlike.report, SHARED, null)
    expect(result).toMatchObject({ outcome: 'fail', severity: 'blocker' })
    expect(result.findings.map(({ subject }) => subject)).toEqual(['am-3'])
    expect(wordsOf(result)).toMatch(/am-3 holds another key "directenctest" \(fingerprint [0-9a-f]{8}\) than am-1, am-2/)

    const hidden = await audited([
      '--plan',
      planOf(directory, [
        [one, BOTH],
        [same, ONE],
        [other, {}],
      ]),
      ...checks,
    ])
    expect(resultOf(hidden.report, SHARED, null)).toMatchObject({ outcome: 'error', reason: { code: 'secret-unavailable' } })
  })
})

const START_SECONDS = 15

describe.skipIf(!requireFile(`${TOMCAT_HOME}/lib/catalina.jar`) || !keytoolAvailable())('a Tomcat 10 of Debian', () => {
  let shop: Workshop
  /** CATALINA_BASE. */
  let base: string
  let started = false

  beforeAll(async () => {
    shop = await workshop()
    base = shop.path('base')
    for (const folder of ['bin', 'conf', 'lib', 'logs', 'temp', 'webapps', 'work']) mkdirSync(`${base}/${folder}`, { recursive: true })
    for (const file of ['catalina.properties', 'context.xml', 'logging.properties', 'web.xml'])
      copyFileSync(`${TOMCAT_HOME}/etc/${file}`, `${base}/conf/${file}`)
    const packaged = readFileSync(`${TOMCAT_HOME}/etc/server.xml`, 'utf8')
    writeFileSync(`${base}/conf/server.xml`, packaged.replace('port="8005"', 'port="-1"').replace('port="8080"', 'port="0" address="127.0.0.1"'))
    started = await startedOnce(base)
  })
  afterAll(() => shop.remove())

  const audit = async (): Promise<Report> => {
    const directory = shop.path('plan')
    const paths = instanceIn(directory, 'am-1', 'JCEKS')
    const plan = planOf(directory, [[paths, { storepass: STOREPASS, keypass: KEYPASS }, { tomcat: base, catalinaHome: TOMCAT_HOME }]])
    const checks = ['tomcat-version', 'java-version', 'server-xml', 'encoded-slash'].flatMap((name) => ['--check', `pingam/${name}`])
    return (await audited(['--plan', plan, ...checks])).report
  }

  it('is recognised through the links of its package, with its release', async () => {
    const report = await audit()
    const release = resultOf(report, 'pingam/tomcat-version', 'am-1')
    expect(release.outcome).toBe('pass')
    expect(wordsOf(release)).toMatch(/Tomcat 10\.1\.\d+ by \/usr\/share\/tomcat10\/lib\/catalina\.jar/)
    expect(resultOf(report, 'pingam/server-xml', 'am-1').outcome).toBe('pass')
    expect(wordsOf(resultOf(report, 'pingam/server-xml', 'am-1'))).toContain(`${base}/conf/server.xml`)
    // Which Java runs it, and with what properties, is known from the log of a start alone.
    if (!started) return
    const java = resultOf(report, 'pingam/java-version', 'am-1')
    const logs = readdirSync(`${base}/logs`).map((name) => readFileSync(`${base}/logs/${name}`, 'utf8'))
    const version = /JVM Version: +(\S+)/.exec(logs.join('\n'))?.[1] ?? 'no JVM version in the log'
    expect(java.outcome).toBe('pass')
    expect(wordsOf(java)).toContain(version.split('+')[0])
    expect(wordsOf(java)).toContain(`${base}/logs/`)
    expect(resultOf(report, 'pingam/encoded-slash', 'am-1').outcome).toBe('pass')
  })
})

/** Starts Tomcat on a port of the system's choice, waits until it says that it has started, and stops it. False when that takes too long. */
const startedOnce = async (base: string): Promise<boolean> => {
  const startedAt = performance.now()
  const child = spawn(`${TOMCAT_HOME}/bin/catalina.sh`, ['run'], {
    env: { PATH: process.env['PATH'] ?? '', CATALINA_HOME: TOMCAT_HOME, CATALINA_BASE: base, LC_ALL: 'C' },
    stdio: 'ignore',
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  const says = (): boolean =>
    existsSync(`${base}/logs`) &&
    readdirSync(`${base}/logs`).some((name) => readFileSync(`${base}/logs/${name}`, 'utf8').includes('Server startup in'))
  try {
    while (performance.now() - startedAt < START_SECONDS * 1000 && child.exitCode === null) {
      if (says()) return true
      await sleep(100)
    }
    process.stderr.write(`skipped (1): the logs of a Tomcat that started: it did not within ${START_SECONDS} s\n`)
    return false
  } finally {
    child.kill('SIGTERM')
    await Promise.race([ended, sleep(10_000).then(() => child.kill('SIGKILL'))])
    console.log(`Tomcat started and stopped: ${Math.round(performance.now() - startedAt)} ms`)
  }
}
