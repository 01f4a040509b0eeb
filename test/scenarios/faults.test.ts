import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { KEYPASS, STOREPASS } from '../../fixtures/estate/configuration.ts'
import { makeEstate, type Estate } from '../../fixtures/estate/estate.ts'
import type { Report, Result } from '../../src/core/report.ts'
import { audited, outcomesOf, resultOf, wordsOf } from '../support/audited.ts'
import { leaksIn } from '../support/canaries.ts'
import { COMMAND, preflight, run, type Ended } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'
import { asOrdinaryUser, giveToOrdinaryUser, requireOrdinaryUser, requireRoot } from '../support/ordinary-user.ts'
import { signalled, stillRunning, watchProcesses, type ProcessWatch, type SeenProcess } from '../support/processes.ts'
import { required, requireTool } from '../support/required.ts'

/**
 * What can happen to the process and its reports (FAULTS.md, "Process and report", R1 to R20): whatever it is, the exit code is not that of a healthy run,
 * or the report is; an old report is whole or replaced; nothing is left behind.
 */

const HOSTILE = fileURLToPath(new URL('../../fixtures/hostile-checks', import.meta.url))
const tree = temporaryTree()
afterAll(tree.remove)

let estate: Estate
let healthy: Report
beforeAll(async () => {
  chmodSync(tree.root, 0o755)
  mkdirSync(`${tree.root}/estate`)
  estate = makeEstate(`${tree.root}/estate`)
  healthy = (await audited(['--plan', estate.plan])).report
  expect(healthy.summary.verdict).toBe('passed')
})

const freshDirectory = (name: string): string => {
  const directory = `${tree.root}/${name}`
  mkdirSync(directory)
  return directory
}
const reportAt = (path: string): Report => JSON.parse(readFileSync(path, 'utf8'))
const keyOf = ({ check, target }: Result): string => `${check} @ ${target ?? 'deployment'}`

/** A part of the audit that reads every instance and compares them, for runs in which the rest would only take time. */
const SOME = ['--check=pingam/transient-state-key*', '--check=pingam/source-version']
/** One that reads nothing. */
const LITTLE = ['--check=pingam/backup-taken']

/** Every result is the healthy one's, or an error. */
const expectHealthyOrError = ({ results }: Report): void => {
  const before = new Map(healthy.results.map((result) => [keyOf(result), result.outcome]))
  expect(results.length).toBeGreaterThanOrEqual(5)
  for (const result of results)
    if (result.outcome !== 'error') expect([keyOf(result), result.outcome]).toEqual([keyOf(result), before.get(keyOf(result))])
}

/** A plan beside the estate's, with checks of one's own from the hostile ones. */
const hostilePlan = (name: string, files: readonly string[]): string => {
  const directory = freshDirectory(name)
  mkdirSync(`${directory}/sources`)
  mkdirSync(`${directory}/mine`)
  cpSync(`${HOSTILE}/lib`, `${directory}/mine/lib`, { recursive: true })
  for (const file of files) cpSync(`${HOSTILE}/${file}.ts`, `${directory}/mine/${file}.ts`)
  const plan = { version: 1, profile: 'common', phase: 'pre-upgrade', checks: ['mine'], targets: { sources: { type: 'directory', path: 'sources' } } }
  writeFileSync(`${directory}/preflight.yaml`, stringify(plan))
  return `${directory}/preflight.yaml`
}

/** Waits for the processes to be gone; which are not after ten seconds. */
const leftRunning = async (processes: readonly SeenProcess[]): Promise<readonly string[]> => {
  for (let tries = 0; tries < 100 && stillRunning(processes).length > 0; tries += 1) await wait(100)
  return stillRunning(processes).map(({ command }) => command.join(' '))
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type Signal = (typeof SIGNALS)[number]
const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 143 } as const

/** Runs the command line, and does something to it once `when` resolves; gives its end, and every process that was below it. */
const disturbed = async (
  command: readonly [string, ...string[]],
  when: (watch: ProcessWatch) => Promise<unknown>,
  disturb: (pid: number) => void,
): Promise<{ readonly ended: Ended; readonly processes: readonly SeenProcess[] }> => {
  let watch: ProcessWatch | undefined
  const [program, ...args] = command
  const ended = await run(program, args, {
    during: (pid) => {
      watch = watchProcesses(pid)
      void disturbedWhen(when(watch), () => disturb(pid))
    },
  })
  watch?.stop()
  return { ended, processes: watch?.seen() ?? [] }
}

const disturbedWhen = async (moment: Promise<unknown>, disturb: () => void): Promise<void> => {
  await moment
  disturb()
}

const COLLECTOR = 'collector-process'
const EVALUATOR = 'evaluator-process'

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
const random = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    const again = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((again ^ (again >>> 14)) >>> 0) / 2 ** 32
  }
}

describe('R1 a signal', () => {
  const OLD = 'the report of yesterday'
  const auditInto = (out: string): readonly [string, ...string[]] => [
    process.execPath,
    COMMAND,
    'audit',
    `--plan=${estate.plan}`,
    `--reporter=json=${out}/report.json`,
    `--save=${out}/snapshot.json`,
    `--transcript=${out}/transcript.ndjson`,
    ...SOME,
  ]
  let runs = 0
  const prepared = (): string => {
    const out = freshDirectory(`signal-${(runs += 1)}`)
    writeFileSync(`${out}/report.json`, OLD)
    return out
  }

  /** What a run may come to that got a signal at any moment at all; gives which of the three it was. */
  const endOf = async ({ ended, processes }: Awaited<ReturnType<typeof disturbed>>, out: string, signal: Signal): Promise<string> => {
    expect(await leftRunning(processes)).toEqual([])
    expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([])
    if (readFileSync(`${out}/report.json`, 'utf8') === OLD) {
      // It had not begun to listen for signals, so it had not begun to read either.
      expect([ended.signal, ended.stderr, readdirSync(out)]).toEqual([signal, '', ['report.json']])
      return 'before'
    }
    const report = reportAt(`${out}/report.json`)
    // Once all is written, a signal ends it as it ends any program.
    if (ended.signal === null) expect(report.summary.exitCode).toBe(ended.code)
    else expect([ended.signal, report.summary.exitCode]).toEqual([signal, 0])
    for (const name of ['report.json', 'snapshot.json', 'transcript.ndjson'])
      expect((lstatSync(`${out}/${name}`).mode & 0o777).toString(8)).toBe('600')
    expect(JSON.parse(readFileSync(`${out}/snapshot.json`, 'utf8')).kind).toBe('iam-preflight-snapshot')
    for (const line of readFileSync(`${out}/transcript.ndjson`, 'utf8').split('\n').slice(0, -1)) expect(JSON.parse(line).kind).toBe('file')
    expectHealthyOrError(report)
    if (report.summary.exitCode === 0) return 'after'
    expect([ended.code, report.summary.verdict]).toEqual([CODES[signal], 'interrupted'])
    expect(report.notes).toContainEqual(expect.stringContaining('the run was stopped by'))
    return 'during'
  }

  it.each(SIGNALS)('%s while targets are read leaves a partial report', async (signal) => {
    const out = prepared()
    const result = await disturbed(
      auditInto(out),
      (watch) => watch.until(COLLECTOR),
      (pid) => signalled(pid, signal),
    )
    expect(await endOf(result, out, signal)).toBe('during')
    expect(result.ended.stderr).toMatch(/^(Interrupted|Terminated): writing what is known so far\. Once more to stop at once\.\n$/)
    expect(result.processes.length).toBeGreaterThan(0)
  })

  it.skipIf(!requireTool('setsid'))('from the keyboard reaches the collectors, too', async () => {
    const out = prepared()
    const result = await disturbed(
      ['setsid', ...auditInto(out)],
      (watch) => watch.until(COLLECTOR),
      (pid) => signalled(-pid, 'SIGINT'),
    )
    expect(await endOf(result, out, 'SIGINT')).toBe('during')
  })

  it('at any moment leaves a report that is whole, or none', async () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 100_000)
    const next = random(seed)
    const ends: string[] = []
    const one = async (signal: Signal, moment: number, delay: number): Promise<void> => {
      // Every fourth is counted from the start of the program, the others from that of the first collector.
      const when = async (watch: ProcessWatch): Promise<void> => {
        if (moment % 4 !== 0) await watch.until(COLLECTOR)
        await wait(delay)
      }
      const out = prepared()
      const result = await disturbed(auditInto(out), when, (pid) => signalled(pid, signal))
      ends.push(`${signal} ${delay} ms ${moment % 4 === 0 ? 'after the start' : 'into reading'}: ${await endOf(result, out, signal)}`)
    }
    // Three at a time.
    for (const round of [0, 1, 2, 3])
      await Promise.all(SIGNALS.map((signal, index) => one(signal, round * SIGNALS.length + index, Math.round(next() * 1500))))
    console.log(`signals with SEED=${seed}\n${ends.join('\n')}`)
    expect(ends.length).toBe(12)
  })

  it('stops the preparation, which is no mistake in the plan', async () => {
    const plan = hostilePlan('signal-preparing', ['fine-check', 'fine-collector'])
    const { ended, processes } = await disturbed(
      [process.execPath, COMMAND, 'audit', `--plan=${plan}`],
      (watch) => watch.until(EVALUATOR),
      (pid) => signalled(pid, 'SIGTERM'),
    )
    expect(await leftRunning(processes)).toEqual([])
    expect([ended.code, ended.stdout]).toEqual([143, ''])
  })
})

describe('R2 a signal while a child is blocked', () => {
  it('kills a collector that never gives up its thread', async () => {
    const plan = hostilePlan('blocked', ['loops-check', 'loops-collector', 'fine-check', 'fine-collector'])
    const { ended, processes } = await disturbed(
      [process.execPath, COMMAND, 'audit', `--plan=${plan}`, '--check=own/*', '--reporter=json'],
      async (watch) => {
        await watch.until(COLLECTOR)
        await wait(1500)
      },
      (pid) => signalled(pid, 'SIGTERM'),
    )
    expect(await leftRunning(processes)).toEqual([])
    expect(ended.code, ended.stderr).toBe(143)
    const report: Report = JSON.parse(ended.stdout)
    expect(report.summary.verdict).toBe('interrupted')
    // Not its own time limit, which would have come much later.
    expect(resultOf(report, 'own/loops', 'sources').reason).toMatchObject({ code: 'deadline', text: expect.stringContaining('the run was stopped') })
  })

  it('and a second one ends a check that spins, and the program with it', async () => {
    const plan = hostilePlan('spinning', ['spins-check', 'fine-collector'])
    const evaluators = (watch: ProcessWatch): number => watch.seen().filter(({ command }) => command.some((part) => part.includes(EVALUATOR))).length
    const { ended, processes } = await disturbed(
      [process.execPath, COMMAND, 'audit', `--plan=${plan}`, '--check=own/*'],
      async (watch) => {
        // The first only describes the checks.
        while (evaluators(watch) < 2) await wait(20)
        await wait(300)
      },
      (pid) => {
        signalled(pid, 'SIGTERM')
        setTimeout(() => signalled(pid, 'SIGTERM'), 200)
      },
    )
    expect([ended.code, ended.signal, ended.stdout]).toEqual([null, 'SIGTERM', ''])
    expect(await leftRunning(processes)).toEqual([])
  })
})

const mounted: string[] = []
const mountedAt = (directory: string, ...options: readonly string[]): boolean => {
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', ['size=64k', 'mode=755', ...options].join(','), 'tmpfs', directory])
  if (status === 0) mounted.push(directory)
  return status === 0
}
const unmountAll = (): void => {
  for (const directory of mounted.splice(0)) execFileSync('umount', [directory])
}
afterAll(unmountAll)

/** Whether a file system can be mounted here: containers often forbid it to root, too. */
const requireMount = (): boolean => {
  if (!requireRoot() || !requireTool('mount')) return false
  const works = mountedAt(freshDirectory('probe'))
  unmountAll()
  return required('mount', works, 'to mount a tmpfs, which is forbidden here')
}

describe.skipIf(!requireMount())('R3 and R4 a disk', () => {
  it('that is full keeps the old report, costs no other one, and says so', async () => {
    const out = freshDirectory('full')
    expect(mountedAt(out)).toBe(true)
    const names = ['report.json', 'report.xml', 'snapshot.json', 'transcript.ndjson']
    for (const name of names) writeFileSync(`${out}/${name}`, `old ${name}`)
    const { bavail = 0, bsize = 0 } = JSON.parse(
      execFileSync(
        process.execPath,
        ['-e', `const s=require('fs').statfsSync('${out}');console.log(JSON.stringify({bavail:s.bavail,bsize:s.bsize}))`],
        {
          encoding: 'utf8',
        },
      ),
    )
    writeFileSync(`${out}/filling`, Buffer.alloc(Math.max(0, bavail * bsize)))
    const ended = await preflight([
      'audit',
      `--plan=${estate.plan}`,
      ...SOME,
      '--reporter=table',
      `--reporter=json=${out}/report.json`,
      `--reporter=junit=${out}/report.xml`,
      `--save=${out}/snapshot.json`,
      `--transcript=${out}/transcript.ndjson`,
    ])
    expect(ended.code).toBe(1)
    expect(ended.stdout).toContain('PASSED')
    expect(readdirSync(out).sort()).toEqual(['filling', ...names])
    for (const name of names) {
      expect(readFileSync(`${out}/${name}`, 'utf8')).toBe(`old ${name}`)
      expect(ended.stderr).toContain(`${out}/${name} could not be written: no space is left on the device`)
    }
    const collected = await preflight(['collect', `--plan=${estate.plan}`, ...SOME, `--output=${out}/snapshot.json`])
    expect([collected.code, readFileSync(`${out}/snapshot.json`, 'utf8')]).toEqual([1, 'old snapshot.json'])
    expect(collected.stderr).toContain('What was there before is untouched.')
  })

  it('that is mounted read-only is said to be before anything is read', async () => {
    const out = freshDirectory('read-only')
    expect(mountedAt(out, 'ro')).toBe(true)
    const ended = await preflight(['audit', `--plan=${estate.plan}`, `--reporter=json=${out}/report.json`])
    expect([ended.code, ended.stdout]).toEqual([2, ''])
    expect(ended.stderr).toContain('the file system is read-only')
  })
})

describe.skipIf(!requireOrdinaryUser())('R4 a directory that may not be written', () => {
  it('is said before a secret is fetched or a target contacted', async () => {
    const directory = freshDirectory('unwritable')
    mkdirSync(`${directory}/estate`)
    const { plan } = makeEstate(`${directory}/estate`)
    const content: { fingerprintSalt?: object } = parse(readFileSync(plan, 'utf8'))
    content.fingerprintSalt = { exec: ['sh', '-c', 'touch fetched; echo a-salt-of-some-length'] }
    writeFileSync(plan, stringify(content))
    mkdirSync(`${directory}/reports`)
    giveToOrdinaryUser(directory)
    const fetched = `${directory}/estate/fetched`
    chmodSync(`${directory}/reports`, 0o555)
    for (const flag of ['--reporter=json=', '--save=', '--transcript=']) {
      const ended = await asOrdinaryUser(['audit', `--plan=${plan}`, `${flag}${directory}/reports/file`])
      expect([flag, ended.code, ended.stdout, existsSync(fetched)]).toEqual([flag, 2, '', false])
      expect(ended.stderr).toContain(`${directory}/reports/file cannot be written: its directory may not be written to by this user`)
    }
    chmodSync(`${directory}/reports`, 0o755)
    const ended = await asOrdinaryUser(['audit', `--plan=${plan}`, ...LITTLE, `--reporter=json=${directory}/reports/file`])
    expect([ended.code, existsSync(fetched), existsSync(`${directory}/reports/file`)], ended.stderr).toEqual([0, true, true])
  })
})

describe('R5 an output that nobody reads', () => {
  const code = `${tree.root}/code`
  const piped = async (redirection: string, args: readonly string[]): Promise<{ readonly code: string; readonly stderr: string }> => {
    const { stderr } = await run('sh', ['-c', `{ "$@" ${redirection}; echo $? >'${code}'; } | true`, 'sh', process.execPath, COMMAND, ...args])
    return { code: readFileSync(code, 'utf8').trim(), stderr }
  }

  it('loses no verdict: the exit code is that of no report, with a sentence', async () => {
    const { code, stderr } = await piped('', ['audit', `--plan=${estate.plan}`, ...LITTLE])
    expect([code, stderr]).toEqual(['1', 'Standard output was closed before the report was written.\n'])
  })

  it('does not keep a report from its file', async () => {
    const out = freshDirectory('unread')
    const { code } = await piped('', ['audit', `--plan=${estate.plan}`, ...LITTLE, '--reporter=table', `--reporter=json=${out}/report.json`])
    expect([code, reportAt(`${out}/report.json`).summary.verdict]).toEqual(['1', 'passed'])
  })

  it('nor when errors cannot be told either', async () => {
    const { code } = await piped('2>&1', ['audit', `--plan=${estate.plan}`, ...LITTLE])
    expect(code).toBe('1')
  })

  it('ends a list in order', async () => {
    expect(await piped('', ['list', 'checks'])).toEqual({ code: '1', stderr: '' })
  })

  it.skipIf(!existsSync('/dev/full'))('and so does a disk that is full behind it', async () => {
    for (const args of [
      ['audit', `--plan=${estate.plan}`, ...LITTLE],
      ['list', 'checks'],
    ]) {
      const ended = await run('sh', ['-c', '"$@" >/dev/full', 'sh', process.execPath, COMMAND, ...args])
      expect(ended.code).toBe(1)
      expect(ended.stderr).not.toMatch(/^\s+at /m)
    }
  })
})

describe('R8 too few file descriptors', () => {
  it.each([32, 28])('%i are enough, or too few: an error, never a pass', async (most) => {
    const out = freshDirectory(`descriptors-${most}`)
    const command = [process.execPath, COMMAND, 'audit', `--plan=${estate.plan}`, ...SOME, `--reporter=json=${out}/report.json`]
    const ended = await run('sh', ['-c', `ulimit -n ${most}; exec "$@"`, 'sh', ...command])
    // Below some number Node itself does not start.
    if (ended.signal !== null || ended.code === 1 || (ended.code ?? 0) > 130) return expect(readdirSync(out)).toEqual([])
    const report = reportAt(`${out}/report.json`)
    expect(report.summary.exitCode).toBe(ended.code)
    expectHealthyOrError(report)
    const errors = report.results.filter(({ outcome }) => outcome === 'error')
    expect(ended.code).toBe(errors.length === 0 ? 0 : 20)
    for (const error of errors) expect([error.reason?.code, wordsOf(error)]).toEqual(['limit', expect.stringContaining('too many files are open')])
  })
})

describe('R11 two runs at once', () => {
  it('write their files side by side, and a common one whole', async () => {
    const out = freshDirectory('twice')
    const audit = (name: string): Promise<Ended> =>
      preflight([
        'audit',
        `--plan=${estate.plan}`,
        `--reporter=json=${out}/${name}.json`,
        `--reporter=junit=${out}/common.xml`,
        `--save=${out}/common.json`,
      ])
    const both = await Promise.all([audit('first'), audit('second')])
    expect(both.map(({ code, stderr }) => [code, stderr])).toEqual([
      [0, ''],
      [0, ''],
    ])
    for (const name of ['first', 'second']) expect(outcomesOf(reportAt(`${out}/${name}.json`))).toEqual(outcomesOf(healthy))
    expect(readFileSync(`${out}/common.xml`, 'utf8')).toMatch(/<\/testsuites>\s*$/)
    const runs = ['first', 'second'].map((name) => reportAt(`${out}/${name}.json`).run.id)
    expect(runs).toContain(JSON.parse(readFileSync(`${out}/common.json`, 'utf8')).run.id)
    expect(readdirSync(out).sort()).toEqual(['common.json', 'common.xml', 'first.json', 'second.json'])
  })
})

describe('R14 hostile names in what is audited', () => {
  it('are shown escaped at a terminal, and are whole in what machines read', async () => {
    const directory = freshDirectory('hostile-names')
    const { plan } = makeEstate(directory, { phase: 'staged' })
    const jar = 'openam-core-\n\u001b[31mPASSED\u001b]0;owned\u0007 ]]> <b>&amp;"\' =cmd()\u202e\u2028-7.4.1.jar'
    writeFileSync(`${directory}/am-2/tomcat/webapps/am/WEB-INF/lib/${jar}`, 'not a jar')
    const out = freshDirectory('hostile-out')
    const ended = await preflight([
      'audit',
      `--plan=${plan}`,
      '--verbose',
      '--debug',
      '--reporter=table',
      `--reporter=json=${out}/report.json`,
      `--reporter=junit=${out}/report.xml`,
      `--save=${out}/snapshot.json`,
      `--transcript=${out}/transcript.ndjson`,
    ])
    // oxlint-disable-next-line no-control-regex -- control characters are what it looks for
    const unsafe = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028]/u
    for (const text of [ended.stdout, ended.stderr, ...['report.json', 'report.xml'].map((name) => readFileSync(`${out}/${name}`, 'utf8'))])
      expect(text).not.toMatch(unsafe)
    const report = reportAt(`${out}/report.json`)
    const words = report.results.map((result) => JSON.stringify([wordsOf(result), result.findings])).join('\n')
    expect(words).toContain(JSON.stringify(jar).slice(1, -1))
    expect(ended.stdout.replaceAll(/\s+/g, '')).toContain('\\x1b[31mPASSED')
    for (const line of readFileSync(`${out}/transcript.ndjson`, 'utf8').split('\n').slice(0, -1)) expect(JSON.parse(line).kind).toBe('file')
    if (requireTool('xmllint')) execFileSync('xmllint', ['--noout', '--nonet', `${out}/report.xml`])
  })
})

describe('R16 an environment that changes Node', () => {
  it('changes no result, tells no secret, and does not reach the collectors', async () => {
    const directory = freshDirectory('environment')
    const loaded = `${directory}/loaded`
    writeFileSync(`${directory}/evil.cjs`, `require('fs').appendFileSync(${JSON.stringify(loaded)}, process.argv[1] + '\\n')`)
    const plan = `${tree.root}/estate/environment.yaml`
    const text = readFileSync(estate.plan, 'utf8')
      .replaceAll('file: secrets/storepass', 'env: EVIL_STOREPASS')
      .replaceAll('file: secrets/keypass', 'exec: [cat, secrets/keypass]')
    writeFileSync(plan, text)
    const { ended, report } = await audited(['--plan', plan, '--debug'], {
      env: {
        EVIL_STOREPASS: STOREPASS,
        NODE_OPTIONS: `--require=${directory}/evil.cjs --trace-warnings --stack-trace-limit=100`,
        DEBUG: '*',
        NODE_TLS_REJECT_UNAUTHORIZED: '0',
        NODE_PENDING_DEPRECATION: '1',
        HTTPS_PROXY: 'http://127.0.0.1:9',
        PGHOST: '127.0.0.1',
      },
    })
    expect(ended.stderr.length).toBeGreaterThan(1000)
    expect(outcomesOf(report)).toEqual(outcomesOf(healthy))
    const secrets = [
      { name: 'storepass', value: STOREPASS },
      { name: 'keypass', value: KEYPASS },
    ]
    expect([...leaksIn(ended.stderr, secrets), ...leaksIn(ended.stdout, secrets)]).toEqual([])
    // The user's own wish for the program they start; what it starts is the tool's.
    expect([...new Set(readFileSync(loaded, 'utf8').trim().split('\n'))]).toEqual([COMMAND])
  })

  it('is refused where Node would print secrets itself', async () => {
    const ended = await preflight(['audit', `--plan=${estate.plan}`], { env: { NODE_DEBUG: 'child_process,stream' } })
    expect([ended.code, ended.stdout]).toEqual([2, ''])
    expect(ended.stderr).toContain('NODE_DEBUG is set')
  })

  it.skipIf(!requireRoot() || !requireTool('setpriv'))('does not need an account, a home or a shell', async () => {
    const command = ['setpriv', '--reuid=12345', '--regid=12345', '--clear-groups', process.execPath, COMMAND, 'list', 'reporters']
    const ended = await run('env', ['-u', 'HOME', '-u', 'SHELL', ...command])
    expect([ended.code, ended.stderr]).toEqual([0, ''])
    expect(ended.stdout).toContain('junit')
  })
})

describe('R20 another locale and time zone', () => {
  const ENVIRONMENTS = [
    { LANG: 'C', LC_ALL: 'C', TZ: 'UTC' },
    { LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8', TZ: 'Pacific/Kiritimati' },
  ] as const

  it('gives the same bytes, but for the times and the id of the run', async () => {
    const plan = `${tree.root}/estate/locale.yaml`
    writeFileSync(plan, `${readFileSync(estate.plan, 'utf8')}\nfingerprintSalt: { insecure: a-salt-for-comparing }\n`)
    const out = freshDirectory('locale')
    const texts: string[] = []
    for (const [index, env] of ENVIRONMENTS.entries()) {
      const ended = await preflight(['audit', `--plan=${plan}`, `--reporter=json=${out}/${index}.json`, `--save=${out}/snapshot-${index}.json`], {
        env,
      })
      expect(ended.code, ended.stderr).toBe(0)
      const { run: _run, ...report } = reportAt(`${out}/${index}.json`)
      // The lines of the transcript say when; how many there were must be the same.
      texts.push(JSON.stringify({ ...report, transcript: report.transcript.operations }))
    }
    expect(texts[1]).toBe(texts[0])

    const judged: string[] = []
    for (const [index, env] of ENVIRONMENTS.entries()) {
      const files = ['json', 'table', 'junit'].map((reporter) => `${out}/judged-${index}.${reporter}`)
      const reporters = files.map((file) => `--reporter=${file.split('.').at(-1)}=${file}`)
      const ended = await preflight(['audit', `--from=${out}/snapshot-0.json`, '--verbose', ...reporters], { env })
      expect(ended.code, ended.stderr).toBe(0)
      const finishedAt = reportAt(`${out}/judged-${index}.json`).run.finishedAt
      judged.push(files.map((file) => readFileSync(file, 'utf8').replaceAll(finishedAt, '')).join('\n'))
    }
    expect(judged[1]).toBe(judged[0])
  })
})
