import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadPlan, type Plan } from '../../src/config/plan.ts'
import { problemsText } from '../../src/config/problem-text.ts'
import { resolveSecrets, unresolvedSecrets, type ResolvedSecrets } from '../../src/config/secrets.ts'
import { FactError } from '../../src/core/fact-error.ts'
import { scrubberOf } from '../../src/core/scrubber.ts'
import { HEAD, planDirectory } from './plan-harness.ts'

const CANARY = 'Canary-4711-Xyzzy'
const directory = planDirectory()
const never = new AbortController().signal

/** A program that prints, waits or fails, as a command for `exec`. */
const node = (program: string): string => JSON.stringify([process.execPath, '-e', program])

const planWith = async (token: string, more = ''): Promise<Plan> => {
  writeFileSync(directory.plan, `${HEAD}${more}targets:\n  am-1: { type: pingam, token: ${token} }\n`)
  const outcome = await loadPlan(directory.plan)
  if (!outcome.ok) throw new Error(problemsText(outcome.problems))
  return outcome.plan
}

const tokenOf = (plan: Plan, secrets: ResolvedSecrets): string => {
  const reference = plan.targets[0]?.fields['token']
  if (typeof reference !== 'object' || reference === null || !('where' in reference) || !('from' in reference)) throw new Error('no reference')
  // The shape was just looked at; the plan's own type is wider.
  const secret = secrets.of(reference as Parameters<ResolvedSecrets['of']>[0])
  try {
    return secret.reveal()
  } catch (error) {
    if (error instanceof FactError && error.code === 'secret-unavailable') return `unavailable: ${error.message}`
    throw error
  }
}

interface Told {
  readonly value: string
  readonly warnings: readonly string[]
  readonly secrets: ResolvedSecrets
}

const resolved = async (token: string, env: NodeJS.ProcessEnv = {}, deadline = 5_000): Promise<Told> => {
  const plan = await planWith(token)
  const secrets = await resolveSecrets(plan, env, never, deadline)
  const value = tokenOf(plan, secrets)
  return { value, warnings: secrets.warnings, secrets }
}

const fileWith = (name: string, content: string | Uint8Array, mode = 0o600): void => {
  writeFileSync(join(directory.path, name), content)
  chmodSync(join(directory.path, name), mode)
}

afterAll(() => directory.remove())

describe('environment variables', () => {
  it('give their value as it is', async () => {
    expect(await resolved('{ env: TOKEN }', { TOKEN: `${CANARY}\n` })).toMatchObject({ value: `${CANARY}\n`, warnings: [] })
  })

  it.each([
    [{}, 'environment variable TOKEN is not set (preflight.yaml:5:32)'],
    [{ TOKEN: '' }, 'environment variable TOKEN is empty (preflight.yaml:5:32)'],
  ])('that say nothing are told with their place: %j', async (env, said) => {
    const { value, warnings } = await resolved('{ env: TOKEN }', env)
    expect(value).toBe(`unavailable: ${said}`)
    expect(warnings).toEqual([`preflight.yaml:5:32: ${said.replace(/ \(.*/, '')}; what needs this secret will be in error`])
  })
})

describe('files', () => {
  it.each([
    ['without a newline', CANARY, CANARY],
    ['with a newline', `${CANARY}\n`, CANARY],
    ['with a Windows newline', `${CANARY}\r\n`, CANARY],
    ['with two newlines, of which one is part of it', `${CANARY}\n\n`, `${CANARY}\n`],
    ['with blanks, which are part of it', ` ${CANARY} \n`, ` ${CANARY} `],
    ['with a byte-order mark', `\ufeff${CANARY}\n`, CANARY],
  ])('%s', async (_name, content, value) => {
    fileWith('token', content)
    expect(await resolved('{ file: token }')).toMatchObject({ value, warnings: [] })
  })

  it('may be links, as mounted secrets are', async () => {
    fileWith('real', CANARY)
    symlinkSync('real', join(directory.path, 'link'))
    expect((await resolved('{ file: link }')).value).toBe(CANARY)
  })

  it.runIf(process.platform !== 'win32').each([0o640, 0o604, 0o622])('that others may read or write are told (mode %i)', async (mode) => {
    fileWith('open', CANARY, mode)
    const { value, warnings } = await resolved('{ file: open }')
    expect(value).toBe(CANARY)
    expect(warnings).toEqual([
      `preflight.yaml:5:32: file ${directory.path}/open can be read by others than its owner (mode 0${mode.toString(8)}); run chmod 600`,
    ])
  })

  const refused: readonly (readonly [name: string, make: (path: string) => void, said: string])[] = [
    ['missing', () => {}, 'does not exist'],
    ['a directory', (path) => mkdirSync(path), 'is a directory, not a file'],
    ['a pipe', (path) => execFileSync('mkfifo', [path]), 'is a pipe, a socket or a device, not a file'],
    ['a device', (path) => symlinkSync('/dev/zero', path), 'is a pipe, a socket or a device, not a file'],
    ['empty', (path) => writeFileSync(path, '', { mode: 0o600 }), 'is empty'],
    ['only a newline', (path) => writeFileSync(path, '\n', { mode: 0o600 }), 'is empty'],
    ['too large', (path) => writeFileSync(path, CANARY.repeat(5_000), { mode: 0o600 }), 'is larger than 64 KB'],
    [
      'binary',
      (path) => writeFileSync(path, Buffer.concat([Buffer.from(CANARY), Buffer.from([0xff, 0xfe])]), { mode: 0o600 }),
      'does not give UTF-8 text',
    ],
    ['with a NUL', (path) => writeFileSync(path, `${CANARY}\0x`, { mode: 0o600 }), 'does not give text: it holds a NUL byte'],
  ]
  it.each(refused)('that are %s give nothing', async (name, make, said) => {
    const file = name.replaceAll(' ', '-')
    make(join(directory.path, file))
    const { value, warnings } = await resolved(`{ file: ${file} }`)
    expect(value).toBe(`unavailable: file ${directory.path}/${file} ${said} (preflight.yaml:5:32)`)
    expect(JSON.stringify(warnings)).not.toContain(CANARY)
  })
})

describe('commands', () => {
  it('give what they print, without one newline', async () => {
    expect((await resolved(`{ exec: ${node(`console.log('${CANARY}')`)} }`)).value).toBe(CANARY)
  })

  it('run in the directory of the plan, with the environment, and without a shell or an input', async () => {
    const program = "process.stdin.on('end', () => console.log(process.cwd(), process.env.WHO, process.argv[1])).resume()"
    const command = JSON.stringify([process.execPath, '-e', program, '$(id); *'])
    const { value } = await resolved(`{ exec: ${command} }`, { WHO: 'me' })
    expect(value).toBe(`${directory.path} me $(id); *`)
  })

  const failing: readonly (readonly [name: string, command: string, said: RegExp])[] = [
    ['are not there', `[no-such-command, ${CANARY}]`, /^command no-such-command was not found$/],
    ['may not be run', `[./not-executable, ${CANARY}]`, /^command \.\/not-executable may not be run by this user$/],
    ['fail', node(`console.log('${CANARY}'); console.error('${CANARY}'); process.exit(3)`), /^command .* ended with exit code 3$/],
    [
      'are killed',
      node(`console.log('${CANARY}'); process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 9999)`),
      /^command .* was ended by signal SIGTERM$/,
    ],
    ['print nothing', node(''), /^command .* is empty$/],
    [
      'print without end',
      node(`const more = () => process.stdout.write('${CANARY}'.repeat(1000), more); more()`),
      /^command .* prints more than 64 KB$/,
    ],
    ['print bytes that are no text', node('process.stdout.write(Buffer.from([0xff, 0xfe, 0x41]))'), /^command .* does not give UTF-8 text$/],
  ]
  it.each(failing)('that %s give nothing, and nothing they said is repeated', async (_name, command, said) => {
    fileWith('not-executable', '', 0o600)
    const { value, warnings, secrets } = await resolved(`{ exec: ${command} }`)
    expect(value.replace('unavailable: ', '').replace(' (preflight.yaml:5:32)', '')).toMatch(said)
    expect(JSON.stringify([value, warnings, secrets.described])).not.toContain(CANARY)
  })

  it.each([
    ['sleep', 'setTimeout(() => {}, 60_000)'],
    ['loop', 'for (;;);'],
    ['ignore signals', "process.on('SIGTERM', () => {}); process.on('SIGINT', () => {}); setTimeout(() => {}, 60_000)"],
  ])('that %s are killed at their deadline', async (_name, program) => {
    const pidFile = join(directory.path, `pid-${Math.random()}`)
    const started = performance.now()
    const { value } = await resolved(`{ exec: ${node(`fs.writeFileSync('${pidFile}', String(process.pid)); ${program}`)} }`, {}, 1_500)
    expect(value).toContain('did not end within 1.5 s')
    expect(performance.now() - started).toBeLessThan(5_000)
    await gone(Number(readFileSync(pidFile, 'utf8')))
  })

  it('are killed with the children they started', async () => {
    const pidFile = join(directory.path, 'pid-child')
    const child = `fs.writeFileSync('${pidFile}', String(process.pid)); setTimeout(() => {}, 60_000)`
    const program = `child_process.spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit' })`
    expect((await resolved(`{ exec: ${node(program)} }`, {}, 2_500)).value).toContain('did not end within 2.5 s')
    await gone(Number(readFileSync(pidFile, 'utf8')))
  })

  it('that leave a process behind which keeps the output open give nothing, and do not hang', async () => {
    const pidFile = join(directory.path, 'pid-left')
    const left = `fs.writeFileSync('${pidFile}', String(process.pid)); setTimeout(() => {}, 60_000)`
    const waited = `const t = setInterval(() => { if (fs.existsSync('${pidFile}')) { console.log('${CANARY}'); process.exit(0) } }, 20)`
    const program = `child_process.spawn(process.execPath, ['-e', ${JSON.stringify(left)}], { stdio: 'inherit' }).unref(); ${waited}`
    expect((await resolved(`{ exec: ${node(program)} }`, {}, 20_000)).value).toContain('left a process behind that keeps its output open')
    await gone(Number(readFileSync(pidFile, 'utf8')))
  })

  it('are stopped with the run', async () => {
    const stop = new AbortController()
    const plan = await planWith(`{ exec: ${node('setTimeout(() => {}, 60_000)')} }`)
    setTimeout(() => stop.abort(), 300)
    const started = performance.now()
    const secrets = await resolveSecrets(plan, {}, stop.signal)
    expect(performance.now() - started).toBeLessThan(4_000)
    expect(tokenOf(plan, secrets)).toContain('was stopped with the run')
    expect(tokenOf(plan, await resolveSecrets(plan, {}, stop.signal))).toContain('was stopped with the run')
  })
})

describe('all secrets of a plan', () => {
  let plan: Plan
  beforeAll(async () => {
    fileWith('one', `${CANARY}\n`)
    const count = node("fs.appendFileSync('runs', 'x'); console.log('from-a-command')")
    writeFileSync(
      directory.plan,
      `${HEAD}fingerprintSalt: { env: SALT }
targets:
  am-1: { type: pingam, token: { exec: ${count} }, keystores: [{ path: a, storepass: { file: one }, keypass: { insecure: changeit } }] }
  am-2: { type: pingam, token: { exec: ${count} }, keystores: [{ path: a, storepass: { file: one }, keypass: { env: MISSING } }] }
`,
    )
    const outcome = await loadPlan(directory.plan)
    if (!outcome.ok) throw new Error(problemsText(outcome.problems))
    plan = outcome.plan
  })

  it('are read once each, known to the scrubber, and warned about', async () => {
    const secrets = await resolveSecrets(plan, { SALT: 'salt-of-some-length' }, never)
    expect(readFileSync(join(directory.path, 'runs'), 'utf8')).toBe('x')
    expect(secrets.known).toEqual([
      { value: 'salt-of-some-length', weak: false },
      { value: 'from-a-command', weak: false },
      { value: CANARY, weak: false },
      { value: 'changeit', weak: true },
    ])
    expect(secrets.salt?.reveal()).toBe('salt-of-some-length')
    expect(secrets.warnings.map((warning) => warning.replace(/^preflight\.yaml:(\d+):\d+/, 'line $1'))).toEqual([
      'line 6: the secret is written in the plan; use env, file or exec',
      'line 6: the secret from the plan itself (insecure) is a published default',
      'line 7: environment variable MISSING is not set; what needs this secret will be in error',
    ])
    expect(scrubberOf(secrets.known).found(JSON.stringify([secrets.warnings, secrets.described, secrets.salt]))).toBe(false)
  })

  it('are not read in a dry run', () => {
    const before = existsSync(join(directory.path, 'runs')) ? readFileSync(join(directory.path, 'runs'), 'utf8') : ''
    const secrets = unresolvedSecrets(plan)
    expect(secrets.known).toEqual([])
    expect(secrets.salt?.available).toBe(false)
    expect(secrets.described[0]).toBe('environment variable SALT (preflight.yaml:4:18)')
    expect(secrets.described).toHaveLength(7)
    expect(existsSync(join(directory.path, 'runs')) ? readFileSync(join(directory.path, 'runs'), 'utf8') : '').toBe(before)
  })

  it.each([
    ['wso2carbon', true],
    ['ChangeIt', true],
    ['password', true],
    ['1234567', true],
    ['12345678', false],
  ])('%s is weak: %s', async (value, weak) => {
    expect((await resolved('{ env: T }', { T: value })).secrets.known).toEqual([{ value, weak }])
  })
})

/** Waits until no process of this id is left (a killed one may linger a moment until it is reaped). */
const gone = async (pid: number): Promise<void> => {
  for (let round = 0; round < 100; round += 1) {
    if (!existsSync(`/proc/${pid}`) || / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))) return
    await pause(50)
  }
  throw new Error(`process ${pid} is still there`)
}
