import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { keyNamed } from '../../fixtures/estate/configuration.ts'
import { makeEstate, type Estate } from '../../fixtures/estate/estate.ts'
import { put, type InstancePaths } from '../../fixtures/estate/paths.ts'
import { jceks } from '../../fixtures/keystores/jceks-writer.ts'
import type { Report } from '../../src/core/report.ts'
import { outcomesOf, resultOf } from '../support/audited.ts'
import { canary, leaksBelow, leaksIn, plainCanary } from '../support/canaries.ts'
import { preflight, type Ended } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'
import { watchProcesses, type ProcessWatch } from '../support/processes.ts'

/**
 * No secret in any output (DESIGN, section 2, law 5; FAULTS.md, R15), through the whole command line: every secret of the plan, every password in a file
 * that is audited, and every key is a canary, and none may be in anything that the tool prints, writes, or starts a process with.
 */

/** Secrets of the plan, by the way they come in. */
const SECRETS = {
  storepass: canary('storepass'),
  keypass: canary('keypass'),
  salt: canary('salt'),
  token: canary('token'),
  wrong: canary('wrong-password'),
  failing: canary('failing-command'),
  argument: canary('argument-of-a-command'),
  typed: plainCanary('typed-on-the-command-line'),
}

/** Passwords that stand in audited files; nothing tells the tool that they are some, so that only closed schemas keep them out. */
const CONFIGURED = {
  connector: plainCanary('keystorePass of a connector'),
  certificate: plainCanary('certificateKeystorePassword'),
  resource: plainCanary('password of a resource'),
  setenv: plainCanary('keyStorePassword in setenv.sh'),
  unit: plainCanary('trustStorePassword in a unit'),
  environment: plainCanary('Environment of a unit'),
  log: plainCanary('keyStorePassword in catalina.out'),
  catalina: plainCanary('keystore.password in catalina.properties'),
  boot: plainCanary('password in boot.json'),
  install: plainCanary('password in noninteractive-install.properties'),
}

const ALIASES = ['directenctest', 'hmacsigningtest', 'sms.transport.key']

const CANARIES = [
  ...Object.values(SECRETS),
  ...Object.values(CONFIGURED),
  ...['encryption-key-31415926', 'identity-password-27182818', 'application-password-16180339', 'server-default-14142135'].map((name) => ({
    name,
    value: `Canary-${name}`,
  })),
  ...ALIASES.map((name) => ({ name: `key ${name}`, bytes: keyNamed(name) })),
]

const ENVIRONMENT = { CANARY_STOREPASS: SECRETS.storepass.value, CANARY_SALT: SECRETS.salt.value, CANARY_TOKEN: SECRETS.token.value }

const tree = temporaryTree()
afterAll(tree.remove)

type PlanText = { [key: string]: unknown; targets: { [name: string]: { [field: string]: unknown } } }

/** Puts a canary into every place of an instance's files where a password may stand. */
const configure = (paths: InstancePaths): void => {
  const replaced = (file: string, from: string, to: string): void => {
    const text = readFileSync(file, 'utf8')
    if (!text.includes(from)) throw new Error(`${file} does not hold ${from}`)
    writeFileSync(file, text.replace(from, to))
  }
  for (const tomcat of [paths.tomcat, paths.newTomcat]) {
    const xml = `${tomcat}/conf/server.xml`
    replaced(xml, 'redirectPort="8443"', `redirectPort="8443" keystorePass="${CONFIGURED.connector.value}"`)
    replaced(xml, 'certificateKeystoreType=', `certificateKeystorePassword="${CONFIGURED.certificate.value}" certificateKeystoreType=`)
    replaced(
      xml,
      '<Service ',
      `<GlobalNamingResources><Resource name="jdbc/am" username="am" password="${CONFIGURED.resource.value}"/></GlobalNamingResources>\n  <Service `,
    )
    appendFileSync(`${tomcat}/bin/setenv.sh`, `CATALINA_OPTS="$CATALINA_OPTS -Djavax.net.ssl.keyStorePassword=${CONFIGURED.setenv.value}"\n`)
    appendFileSync(`${tomcat}/conf/catalina.properties`, `keystore.password=${CONFIGURED.catalina.value}\n`)
  }
  appendFileSync(
    `${paths.tomcat}/logs/catalina.out`,
    `15-Jan-2026 10:01:12.118 INFO [main] org.apache.catalina.startup.VersionLoggerListener.log Command line argument: -Djavax.net.ssl.keyStorePassword=${CONFIGURED.log.value}\n`,
  )
  replaced(
    paths.unit,
    'ExecStart=',
    `Environment="JAVA_OPTS=-Djavax.net.ssl.trustStorePassword=${CONFIGURED.unit.value}"\nEnvironment=DB_PASSWORD=${CONFIGURED.environment.value}\nExecStart=`,
  )
  const boot = `${paths.config}/config/boot.json`
  writeFileSync(boot, JSON.stringify({ ...JSON.parse(readFileSync(boot, 'utf8')), password: CONFIGURED.boot.value }, null, 2))
  appendFileSync(`${paths.services}/noninteractive-install.properties`, `am.stores.cts.password=${CONFIGURED.install.value}\n`)
  rmSync(`${paths.passwords}/.storepass`)
  rmSync(`${paths.passwords}/.keypass`)
  put(`${paths.passwords}/.storepass`, SECRETS.storepass.value, 0o400)
  put(`${paths.passwords}/.keypass`, SECRETS.keypass.value, 0o400)
  const entry = (alias: string, algorithm = 'AES') =>
    ({ kind: 'secret-key', alias, algorithm, key: keyNamed(alias), keypass: SECRETS.keypass.value }) as const
  put(paths.keystore, jceks({ storepass: SECRETS.storepass.value, entries: ALIASES.map((alias) => entry(alias)) }), 0o600)
}

let estate: Estate
const directory = `${tree.root}/estate`
const edited = (change: (plan: PlanText) => void): string => {
  const plan: PlanText = parse(readFileSync(estate.plan, 'utf8'))
  change(plan)
  return stringify(plan, { lineWidth: 0 })
}
/** A plan beside the estate's own, changed. */
const planWith = (name: string, change: (plan: PlanText) => void): string => {
  const path = `${directory}/${name}.yaml`
  writeFileSync(path, edited(change), { mode: 0o600 })
  return path
}
const withSecrets = (plan: PlanText, name: string, storepass: object, keypass: object): void => {
  const target = plan.targets[name]
  if (target === undefined) throw new Error(`the plan has no target ${name}`)
  target['keystores'] = [{ path: `${name}/home/am/security/keystores/keystore.jceks`, type: 'JCEKS', storepass, keypass }]
}

beforeAll(() => {
  mkdirSync(directory)
  estate = makeEstate(directory)
  for (const instance of estate.instances) configure(instance)
  put(`${directory}/secrets/storepass`, `${SECRETS.storepass.value}\n`, 0o600)
  put(`${directory}/secrets/keypass`, SECRETS.keypass.value, 0o600)
  writeFileSync(
    estate.plan,
    edited((plan) => {
      plan['fingerprintSalt'] = { env: 'CANARY_SALT' }
      withSecrets(plan, 'am-1', { env: 'CANARY_STOREPASS' }, { file: 'secrets/keypass' })
      withSecrets(plan, 'am-2', { exec: ['cat', 'secrets/storepass'] }, { insecure: SECRETS.keypass.value })
      for (const target of Object.values(plan.targets)) target['token'] = { env: 'CANARY_TOKEN' }
    }),
  )
})

let runs = 0
/** An audit that uses every output there is at once: table on standard output, JSON and JUnit, snapshot and transcript in a directory of its own. */
const everywhere = async (
  args: readonly string[],
  during: (pid: number) => void = () => {},
): Promise<{ readonly ended: Ended; readonly out: string; readonly report: Report }> => {
  const out = `${tree.root}/out-${(runs += 1)}`
  mkdirSync(out)
  const ended = await preflight(
    [
      'audit',
      '--verbose',
      '--debug',
      '--reporter=table',
      `--reporter=json=${out}/report.json`,
      `--reporter=junit=${out}/report.xml`,
      `--save=${out}/snapshot.json`,
      `--transcript=${out}/transcript.ndjson`,
      ...args,
    ],
    { env: ENVIRONMENT, during },
  )
  expect(readdirSync(out).sort(), ended.stderr).toEqual(['report.json', 'report.xml', 'snapshot.json', 'transcript.ndjson'])
  return { ended, out, report: JSON.parse(readFileSync(`${out}/report.json`, 'utf8')) }
}

const expectNoLeak = ({ ended, out }: { readonly ended: Ended; readonly out: string }): void => {
  expect([...printedLeaks(ended), ...leaksBelow(out, CANARIES)]).toEqual([])
}
const printedLeaks = ({ stdout, stderr }: Ended): readonly string[] => [...leaksIn(stdout, CANARIES), ...leaksIn(stderr, CANARIES)]

describe('the search itself', () => {
  const { value } = SECRETS.storepass
  it.each([
    ['as it is', value],
    ['within base64', Buffer.from(`user:${value}`).toString('base64')],
    ['in hexadecimal', Buffer.from(value).toString('hex').toUpperCase()],
    ['percent-encoded', encodeURIComponent(value)],
    ['as UTF-16', Buffer.from(`\ufeff${value}`, 'utf16le')],
    ['as UTF-16 in base64', Buffer.from(`\ufeff${value}`, 'utf16le').toString('base64')],
    ['escaped for XML', value.replaceAll('&', '&amp;').replaceAll('<', '&lt;')],
    ['cut in the middle', value.slice(0, 24)],
  ])('finds a canary %s', (_name, output) => {
    expect(leaksIn(output, [SECRETS.storepass])).not.toEqual([])
    expect(leaksIn(output, [SECRETS.keypass])).toEqual([])
  })
  it.each([
    ['as bytes', keyNamed('directenctest')],
    ['in base64', Buffer.from(keyNamed('directenctest')).toString('base64')],
    [
      'as hexadecimal with colons',
      Buffer.from(keyNamed('directenctest'))
        .toString('hex')
        .replaceAll(/..(?=.)/g, '$&:'),
    ],
  ])('finds a key %s', (_name, output) => {
    expect(leaksIn(output, CANARIES)).toEqual([expect.stringContaining('key directenctest')])
  })
})

describe('an audit in which all secrets are right', () => {
  it('tells none of them, and starts no process with one', async () => {
    let watch: ProcessWatch | undefined
    const run = await everywhere(['--plan', estate.plan], (pid) => (watch = watchProcesses(pid)))
    watch?.stop()
    expectNoLeak(run)
    // They were all used: each keystore was proven and its key opened and compared.
    for (const target of ['am-1', 'am-2']) {
      expect(resultOf(run.report, 'pingam/transient-state-key', target).outcome).toBe('pass')
      expect(resultOf(run.report, 'pingam/keystore-password-files', target).outcome).toBe('pass')
    }
    expect(resultOf(run.report, 'pingam/transient-state-key-shared', null).outcome).toBe('pass')
    expect(run.ended.stderr).toContain('the secret is written in the plan')

    const seen = watch?.seen() ?? []
    const collectors = seen.filter(({ command }) => command.some((part) => part.endsWith('collector-process.ts')))
    expect(collectors.length).toBeGreaterThanOrEqual(2)
    for (const { environment } of collectors) expect([...environment].sort()).toEqual(['LANG=C', 'LC_ALL=C', 'TZ=UTC'])
    expect(seen.flatMap(({ command }) => leaksIn(command.join('\0'), CANARIES))).toEqual([])
  })

  it.concurrent.each(['staged', 'post-upgrade'])('tells none of them in phase %s', async (phase) => {
    const run = await everywhere(['--plan', estate.plan, '--phase', phase])
    expectNoLeak(run)
    expect(run.report.results.length).toBeGreaterThan(10)
  })

  it('tells none when it only collects, and none of what it would read', async () => {
    const out = `${tree.root}/collected`
    mkdirSync(out)
    const collected = await preflight(['collect', '--debug', '--plan', estate.plan, '--output', `${out}/snapshot.json`], { env: ENVIRONMENT })
    expect(collected.code, collected.stderr).toBe(0)
    const dry = await preflight(['audit', '--debug', '--plan', estate.plan, '--dry-run'], { env: ENVIRONMENT })
    expect(dry.code, dry.stderr).toBe(0)
    expect(dry.stdout).toContain('environment variable CANARY_STOREPASS')
    expect([...printedLeaks(collected), ...printedLeaks(dry), ...leaksBelow(out, CANARIES)]).toEqual([])
  })
})

describe('errors', () => {
  it('says what is wrong with a password, and not the password', async () => {
    writeFileSync(`${directory}/secrets/failing.sh`, `printf '%s' "$1"; printf '%s' "$1" >&2; exit 3\n`)
    const plan = planWith('wrong', (changed) => {
      withSecrets(changed, 'am-1', { insecure: SECRETS.wrong.value }, { file: 'secrets' })
      withSecrets(
        changed,
        'am-2',
        { exec: ['sh', 'secrets/failing.sh', SECRETS.failing.value] },
        { exec: ['no-such-program-of-ours', `--password=${SECRETS.argument.value}`] },
      )
    })
    const run = await everywhere(['--plan', plan])
    expectNoLeak(run)
    expect(run.ended.code).toBe(20)
    expect(run.ended.stderr).toContain('command sh ended with exit code 3')
    expect(run.ended.stderr).toContain('command no-such-program-of-ours was not found')
    expect(run.ended.stderr).toMatch(/file \S+secrets is a directory, not a file/)
    const states = outcomesOf(run.report).filter((line) => line.includes('transient-state-key'))
    expect(states).toEqual([
      expect.stringMatching(/transient-state-key @ am-1: error/),
      expect.stringMatching(/transient-state-key @ am-2: error secret-unavailable/),
      expect.stringMatching(/transient-state-key-shared @ deployment: error/),
    ])
  })

  it('says what is wrong with a file, and not what stands there', async () => {
    const broken = `${tree.root}/broken`
    cpSync(directory, broken, { recursive: true, preserveTimestamps: true })
    for (const name of ['am-1', 'am-2']) {
      const paths = { config: `${broken}/${name}/home/am`, tomcat: `${broken}/${name}/tomcat`, newTomcat: `${broken}/${name}/tomcat-10.1` }
      for (const tomcat of [paths.tomcat, paths.newTomcat]) {
        const xml = readFileSync(`${tomcat}/conf/server.xml`, 'utf8')
        writeFileSync(`${tomcat}/conf/server.xml`, xml.replace(`"${CONFIGURED.connector.value}"`, `"${CONFIGURED.connector.value} & <`))
        appendFileSync(`${tomcat}/bin/setenv.sh`, `CATALINA_OPTS="-Djavax.net.ssl.keyStorePassword=${CONFIGURED.setenv.value}\n`)
      }
      const install = `${paths.config}/config/services/noninteractive-install.properties`
      appendFileSync(install, `am.stores.other.password=${CONFIGURED.install.value}\\u12\n`)
      const boot = readFileSync(`${paths.config}/config/boot.json`, 'utf8')
      writeFileSync(`${paths.config}/config/boot.json`, boot.slice(0, boot.indexOf(CONFIGURED.boot.value) + CONFIGURED.boot.value.length))
      const server = `${paths.config}/config/services/realm/root/iplanetamplatformservice/1.0/globalconfig/default/com-sun-identity-servers/server-default.json`
      writeFileSync(server, readFileSync(server, 'utf8').replace('14142135"', '14142135\n'))
    }
    for (const phase of ['pre-upgrade', 'staged']) {
      const run = await everywhere(['--plan', `${broken}/preflight.yaml`, '--phase', phase])
      expectNoLeak(run)
      const failed = run.report.results.filter(({ reason }) => reason?.code === 'parse-failed').map(({ check }) => check)
      expect(failed).toContain(phase === 'staged' ? 'pingam/install-properties' : 'pingam/server-xml')
    }
  })

  it('says that the salt cannot be had, and that it ends there', async () => {
    const plan = planWith('salt', (changed) => {
      changed['fingerprintSalt'] = { exec: ['sh', 'secrets/failing.sh', SECRETS.failing.value] }
    })
    const ended = await preflight(['audit', '--debug', '--plan', plan], { env: ENVIRONMENT })
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain('fingerprintSalt')
    expect(printedLeaks(ended)).toEqual([])
  })

  it.concurrent.each([
    ['--keypas=', [`--keypas=${SECRETS.typed.value}`]],
    ['an argument too many', [SECRETS.typed.value]],
    ['the value of a flag nobody knows', ['--password', SECRETS.typed.value]],
  ])('does not repeat what was typed: %s', async (_name, args) => {
    const ended = await preflight(['audit', '--plan', estate.plan, ...args, '--debug'], { env: ENVIRONMENT })
    expect(ended.code).toBe(2)
    expect(printedLeaks(ended)).toEqual([])
    const json = await preflight(['list', 'checks', '--json', '--debug', ...args])
    expect(json.code).toBe(2)
    expect(printedLeaks(json)).toEqual([])
  })
})

describe('a plan that is wrong on the line of a secret', () => {
  const { value } = SECRETS.wrong
  const typed = SECRETS.typed.value
  const HEAD = `version: 1
profile: pingam-8.1
phase: pre-upgrade
options: { route: file-based }
targets:
  am-1:
    type: pingam
    home: am-1/home`
  const target = (lines: readonly string[]): string => [HEAD, ...lines.map((line) => `    ${line}`), ''].join('\n')
  const store = (lines: readonly string[]): string =>
    target(['keystores:', '  - path: am-1/home/am/security/keystores/keystore.jceks', ...lines.map((line) => `    ${line}`)])

  it.concurrent.each([
    ['a literal password', store([`storepass: ${typed}`]), 'is written out'],
    ['a quoted one', store([`storepass: ${JSON.stringify(value)}`]), 'is written out'],
    ['a list', store([`storepass: [${typed}]`]), 'is not a reference'],
    ['a reference with more', store([`storepass: { insecure: ${typed}, hint: ${typed} }`]), 'is not a reference'],
    ['a variable that is no name', store([`storepass: { env: "${typed} ${typed}" }`]), 'is not a reference'],
    ['a misspelt key', store([`storepas: ${typed}`, `keypass: { insecure: ${typed} }`]), 'unknown key "storepas"'],
    ['a key beside it', store([`storepass: { insecure: ${typed} }`, 'colour: red']), 'unknown key "colour"'],
    ['a quote that is never closed', store([`storepass: { insecure: "${typed} }`]), 'preflight'],
    ['a tab', store([`storepass:`, `\t{ insecure: ${typed} }`]), 'preflight'],
    ['the same key twice', store([`storepass: { insecure: ${typed} }`, `storepass: { insecure: ${typed} }`]), 'preflight'],
    ['a block of lines', store(['storepass: |', `  ${typed}`, '  second line']), 'is written out'],
    ['a comment', target([`homme: x # was ${typed}`]), 'unknown key "homme"'],
  ])('names the place and not the value: %s', async (name, text, says) => {
    const plan = `${directory}/preflight-${name.replaceAll(/\W/g, '-')}.yaml`
    writeFileSync(plan, text)
    const ended = await preflight(['audit', '--debug', '--plan', plan])
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(says)
    expect(ended.stderr).toMatch(/\.yaml:\d+:\d+: /)
    expect(printedLeaks(ended)).toEqual([])
  })
})

describe('a secret that gets into a fact or a text', () => {
  it('taints the target whose own collector put it there, and no other', async () => {
    const mine = `${directory}/mine`
    mkdirSync(`${mine}/lib`, { recursive: true })
    writeFileSync(
      `${mine}/lib/facts.ts`,
      `import { defineFact, object, text } from 'iam-preflight'
       export const telling = defineFact({ id: 'own-telling', title: 'what was told', value: object({ said: text() }) })`,
    )
    writeFileSync(
      `${mine}/telling-collector.ts`,
      `import { defineCollector, FactError, known } from 'iam-preflight'
       import { telling } from './lib/facts.ts'
       export default defineCollector({
         fact: telling, type: 'keystore', needs: () => null, touches: () => [],
         collect: async ({ target }) => {
           const secret = target.fields.storepass?.reveal() ?? 'nothing'
           console.log(secret)
           console.error(secret)
           if (target.name === 'thrown') throw new FactError('parse-failed', 'cannot open it with ' + secret)
           if (target.name === 'broken') throw new Error('cannot open it with ' + secret)
           const said = { raw: secret, encoded: Buffer.from('x:' + secret).toString('base64'), wide: Buffer.from(secret, 'utf16le').toString('hex') }
           return known({ said: said[target.name] ?? 'nothing' })
         },
       })`,
    )
    writeFileSync(
      `${mine}/telling-check.ts`,
      `import { defineCheck, own, pass } from 'iam-preflight'
       import { telling } from './lib/facts.ts'
       export default defineCheck({
         id: 'own/telling', title: 'Nothing is told', why: 'A test of the tool itself', remedy: 'None',
         references: [{ title: 'FAULTS.md', section: 'R15' }], scope: 'target', type: 'keystore', phases: { 'pre-upgrade': 'high' },
         facts: { told: own(telling) }, messages: {}, traps: {}, evaluate: ({ facts }) => pass(facts.told.said),
       })`,
    )
    const names = ['raw', 'encoded', 'wide', 'thrown', 'broken', 'silent']
    const plan = `${directory}/telling.yaml`
    writeFileSync(
      plan,
      stringify({
        version: 1,
        profile: 'common',
        phase: 'pre-upgrade',
        checks: ['mine'],
        targets: Object.fromEntries(
          names.map((name) => [
            name,
            { type: 'keystore', path: 'am-1/home/am/security/keystores/keystore.jceks', storepass: { env: 'CANARY_STOREPASS' } },
          ]),
        ),
      }),
    )
    const run = await everywhere(['--plan', plan, '--check', 'own/*'])
    expectNoLeak(run)
    expect(run.ended.code).toBe(24)
    expect(run.report.summary.verdict).toBe('tainted')
    for (const name of ['raw', 'encoded', 'wide']) {
      const { outcome, reason } = resultOf(run.report, 'own/telling', name)
      expect([outcome, reason?.text]).toEqual(['error', expect.stringContaining('a secret of the plan turned up')])
    }
    expect(resultOf(run.report, 'own/telling', 'thrown').reason).toEqual({ code: 'parse-failed', text: 'cannot open it with [secret]' })
    expect(resultOf(run.report, 'own/telling', 'broken').reason?.code).toBe('internal')
    expect(resultOf(run.report, 'own/telling', 'silent')).toMatchObject({ outcome: 'pass', observed: 'nothing' })
  })

  it.each([
    ['audit', ['--reporter', 'json=report.json', '--save', 'snapshot.json', '--transcript', 'transcript.ndjson']],
    ['collect', ['--output', 'snapshot.json', '--transcript', 'transcript.ndjson']],
  ])('writes nothing when the plan itself tells one: %s', async (command, args) => {
    const plan = planWith(`told-${command}`, (changed) => {
      const attestation = { by: 'A. Operator', on: new Date().toISOString().slice(0, 10), note: `it is ${SECRETS.storepass.value}` }
      changed['attestations'] = { 'pingam/backup-taken': attestation }
    })
    const out = `${tree.root}/told-${command}`
    mkdirSync(out)
    const ended = await preflight([command, '--plan', plan, '--check', 'pingam/backup-taken', '--check', 'pingam/transient-state-key', ...args], {
      cwd: out,
      env: ENVIRONMENT,
    })
    expect(ended.code).toBe(24)
    expect(ended.stderr).toContain('nothing was written')
    expect(readdirSync(out)).toEqual([])
    expect(printedLeaks(ended)).toEqual([])
  })
})
