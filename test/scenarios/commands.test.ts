import { execFileSync } from 'node:child_process'
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeEstate } from '../../fixtures/estate/estate.ts'
import { EXIT_CODES } from '../../src/core/exit-codes.ts'
import { PHASES, REASON_CODES } from '../../src/core/vocabulary.ts'
import { LIMITS } from '../../src/limits.ts'
import { CHECKS, COLLECTORS, PROFILES } from '../../src/registry/registry.ts'
import { REPORTERS } from '../../src/reporters/index.ts'
import { COMMAND, preflight, run, type Ended } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'
import { expectGolden } from '../support/golden.ts'

/** What a user types and reads: help, lists, explanations, other formats, the dry run, and the sentence for everything that is typed wrongly. */
const tree = temporaryTree()
afterAll(tree.remove)
const path = (name: string): string => `${tree.root}/${name}`
let plan: string
beforeAll(() => {
  mkdirSync(path('estate'))
  plan = makeEstate(path('estate'), { defects: ['encoded-slash'] }).plan
})

const golden = (name: string): URL => new URL(`golden/${name}`, import.meta.url)
const WIDTH = { COLUMNS: '80', OCLIF_COLUMNS: '80' }

describe('help', () => {
  it.for([
    { args: ['--help'], file: 'help.txt' },
    { args: ['audit', '--help'], file: 'audit-help.txt' },
  ])('of $args is what it was', async ({ args, file }) => {
    const { code, stdout, stderr } = await preflight(args, { env: WIDTH })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    // The one line that tells version, platform and Node.
    expectGolden(golden(file), stdout.replace(/^ {2}iam-preflight\/.*$/m, '  iam-preflight/VERSION PLATFORM NODE'))
  })

  it('of every command has an example, and is told by --help', async () => {
    const { stdout } = await preflight(['--help'], { env: WIDTH })
    const commands = [...(stdout.split('COMMANDS\n')[1] ?? '').matchAll(/^ {2}(\w+) {2}/gm)].map(([, name]) => name ?? '')
    expect(commands).toEqual(expect.arrayContaining(['audit', 'collect', 'explain', 'list', 'render']))
    for (const command of commands) expect((await preflight([command, '--help'])).stdout, command).toMatch(/EXAMPLES\n\s+\$ iam-preflight /)
  })
})

describe('list', () => {
  it.for([
    { kind: 'profiles', key: 'profile', all: PROFILES.map(({ id }) => id) },
    { kind: 'checks', key: 'check', all: CHECKS.map(({ id }) => id) },
    { kind: 'facts', key: 'fact', all: COLLECTORS.map(({ fact }) => fact) },
    { kind: 'reporters', key: 'name', all: REPORTERS.map(({ name }) => name) },
  ])('$kind: all there are, for people and as JSON', async ({ kind, key, all }) => {
    const [text, json] = await Promise.all([preflight(['list', kind]), preflight(['list', kind, '--json'])])
    const rows: readonly Record<string, string>[] = JSON.parse(json.stdout)
    expect(rows.map((row) => row[key]).sort()).toEqual([...all].sort())
    const words = text.stdout.split('\n').map((line) => line.split(' ')[0])
    for (const one of all) expect(words, one).toContain(one)
    for (const { code, stderr } of [text, json]) expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('checks of a profile and a phase', async () => {
    const { stdout } = await preflight(['list', 'checks', '--profile', 'pingam-8.1', '--phase', 'post-upgrade', '--json'])
    const rows: readonly { check: string; phases: string }[] = JSON.parse(stdout)
    const wanted = CHECKS.filter(({ id, phases }) => id.startsWith('pingam/') && phases['post-upgrade'] !== undefined).map(({ id }) => id)
    expect(rows.map(({ check }) => check)).toEqual(wanted)
    expect(new Set(rows.map(({ phases }) => phases))).toEqual(new Set(['post-upgrade']))
  })
})

describe('explain', () => {
  it('a check: why, when, from what, what to do, and who says so', async () => {
    const { code, stdout } = await preflight(['explain', 'pingam/transient-state-key'])
    expect(code).toBe(0)
    for (const heading of ['Why', 'Holds in', 'Judged from', 'What to do', 'Source']) expect(stdout).toMatch(new RegExp(`^${heading}$`, 'm'))
    expect(stdout).toContain('am-keystores')
  })

  it('a reason, the limits and the exit codes: each by its name', async () => {
    const [reason, limits, codes] = await Promise.all([
      preflight(['explain', 'timeout']),
      preflight(['explain', 'limits']),
      preflight(['explain', 'exit-codes']),
    ])
    expect(reason.stdout).toMatch(/^timeout\n\n\w.*\.\n$/s)
    for (const [name, { value }] of Object.entries(LIMITS)) expect(limits.stdout).toMatch(new RegExp(`^${name} +${value} `, 'm'))
    for (const { code, name, meaning } of EXIT_CODES) expect(codes.stdout).toMatch(new RegExp(`^${code} +${name} +${meaning.slice(0, 12)}`, 'm'))
    expect(REASON_CODES).toContain('timeout')
  })

  it.for([
    ['pingam/transient-state-kye', 'pingam/transient-state-key'],
    ['timeuot', 'timeout'],
    ['exit-code', 'exit-codes'],
  ])('%s: did you mean %s?', async ([topic = '', meant = '']) => {
    const ended = await preflight(['explain', topic])
    expectUsageError(ended)
    expect(ended.stderr).toContain(`did you mean "${meant}"?`)
  })
})

const expectUsageError = ({ code, stdout, stderr }: Ended): void => {
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toMatch(/^Error: \S.*\n/)
  expect(stderr).not.toMatch(/^ {4}at |collector process/m)
}

describe('render', () => {
  it('gives what the audit itself gave, by every reporter, to file and to standard output, with the exit code of the audit', async () => {
    const files = (prefix: string): readonly string[] => REPORTERS.flatMap(({ name }) => ['--reporter', `${name}=${path(`${prefix}.${name}`)}`])
    const audit = await preflight(['audit', '--plan', plan, ...files('audit')])
    expect(audit.code).toBe(22)
    const rendered = await preflight(['render', path('audit.json'), ...files('render')])
    expect(rendered).toMatchObject({ code: 22, stdout: '', stderr: '' })
    for (const { name } of REPORTERS) {
      const text = readFileSync(path(`audit.${name}`), 'utf8')
      expect(text.length, name).toBeGreaterThan(100)
      expect(readFileSync(path(`render.${name}`), 'utf8'), name).toBe(text)
    }
    const printed = await preflight(['render', path('audit.json'), '--reporter', 'json'])
    expect(printed.stdout).toBe(readFileSync(path('audit.json'), 'utf8'))

    const shown = await preflight(['audit', '--plan', plan, '--reporter', 'table', '--reporter', `json=${path('shown.json')}`])
    const again = await preflight(['render', path('shown.json')])
    expect(again.stdout).toBe(shown.stdout)
    expect(again.stdout.trimEnd().split('\n').at(-1)).toMatch(/^FAILED: /)
  })

  it('what is no report: a sentence', async () => {
    writeFileSync(path('none.json'), '{}')
    const ended = await preflight(['render', path('none.json')])
    expectUsageError(ended)
    expect(ended.stderr).toContain(path('none.json'))
  })
})

describe('the dry run', () => {
  /** Files and trees by target, as the dry run lists them. */
  const listed = (text: string): ReadonlyMap<string, readonly { readonly kind: string; readonly what: string }[]> =>
    new Map(
      text.split('\n\n').flatMap((block) => {
        const [head = '', ...lines] = block.split('\n')
        const target = /^(\S+) would be read:$/.exec(head)?.[1]
        const touches = lines.flatMap((line) => {
          const [, kind, what] = /^ {2}(file|tree) +(\/.*)$/.exec(line) ?? []
          return kind === undefined || what === undefined ? [] : [{ kind, what }]
        })
        return target === undefined ? [] : [[target, touches] as const]
      }),
    )

  it.for(PHASES.filter((phase) => phase === 'pre-upgrade' || phase === 'staged'))(
    'lists every path that the audit in phase %s then looks at, and reads none itself',
    async (phase) => {
      const dry = await preflight(['audit', '--plan', plan, '--phase', phase, '--dry-run', '--debug'])
      expect(dry).toMatchObject({ code: 0, stderr: '' })
      const touches = listed(dry.stdout)
      expect([...touches.keys()]).toEqual(['am-1', 'am-2'])
      expect(dry.stdout).toContain('secrets/storepass')

      const transcript = path(`${phase}.ndjson`)
      await preflight(['audit', '--plan', plan, '--phase', phase, '--transcript', transcript])
      const operations = readFileSync(transcript, 'utf8').trimEnd().split('\n')
      expect(operations.length).toBeGreaterThan(50)
      for (const line of operations) {
        const { target, verb, what }: { target: string; verb: string; what: string } = JSON.parse(line)
        const looked = what.split(' -> ')[0] ?? ''
        const covered = (touches.get(target) ?? []).some(
          (touch) =>
            looked === touch.what ||
            (touch.kind === 'tree' && looked.startsWith(`${touch.what}/`)) ||
            // Whether a directory above is there at all may be asked; nothing in it is read.
            (verb === 'stat' && touch.what.startsWith(`${looked}/`)),
        )
        expect(covered, line).toBe(true)
      }
    },
  )
})

describe('what is typed wrongly', () => {
  it.for([
    { what: 'an unknown flag', args: ['--concurency', '2'], said: /unknown flag --concurency; did you mean --concurrency\?/ },
    { what: 'an argument too many', args: ['Typed-by-mistake'], said: /unexpected argument/ },
    {
      what: 'a check that is not there',
      args: ['--check', 'pingam/transient-state-kye'],
      said: /no check matches .*did you mean "pingam\/transient-state-key"/,
    },
    { what: 'a glob that matches nothing', args: ['--exclude', 'wso2/*'], said: /no check matches "wso2\/\*"/ },
    { what: 'an unknown reporter', args: ['--reporter', 'jsno'], said: /no reporter "jsno"; did you mean "json"/ },
    { what: 'two reporters for standard output', args: ['--reporter', 'json', '--reporter', 'junit'], said: /cannot both write to standard output/ },
    { what: 'a reporter without a file', args: ['--reporter', 'json='], said: /names no file/ },
    { what: 'two reporters for one file', args: ['--reporter', 'json=/tmp/one', '--reporter', 'junit=/tmp/one'], said: /cannot both write/ },
    {
      what: 'a target that the plan does not have',
      args: ['--target', 'am-3'],
      said: /--target am-3: .*did you mean "am-[12]"/,
    },
    { what: 'an unknown phase', args: ['--phase', 'preupgrade'], said: /--phase.*pre-upgrade/ },
    { what: 'a step of a phase without steps', args: ['--step', 'swap'], said: /phase pre-upgrade of pingam-8\.1 has no steps/ },
    { what: 'an unknown step', args: ['--phase', 'staged', '--step', 'swapp'], said: /no step "swapp".*did you mean "swap"/ },
    { what: 'an unknown profile', args: ['--profile', 'pingam-81'], said: /no profile "pingam-81"|pingam-81/ },
    { what: 'a time limit that is none', args: ['--timeout', 'soon'], said: /--timeout|integer/ },
    {
      what: 'checks that no phase holds',
      args: ['--phase', 'pre-upgrade', '--check', 'pingam/traffic-restored'],
      said: /no check that matches "pingam\/traffic-restored" holds in phase pre-upgrade/,
    },
    { what: 'a dry run of saved snapshots', args: ['--from', 'x.json', '--dry-run'], said: /--from contacts nothing/ },
  ])('$what: one sentence, exit code 2, nothing contacted', async ({ args, said }) => {
    const ended = await preflight(['audit', '--plan', plan, '--debug', ...args])
    // What oclif throws is shown with its stack under --debug, a sentence first.
    expect({ code: ended.code, stdout: ended.stdout }).toEqual({ code: 2, stdout: '' })
    expect(ended.stderr).toMatch(said)
    expect(ended.stderr).not.toContain('collector process')
  })

  it.for([
    { what: 'in a directory that is not there', file: () => path('nowhere/r.json') },
    { what: 'where a directory is', file: () => tree.root },
    { what: 'below a file', file: () => `${plan}/r.json` },
  ])('a report $what is refused before anything is read', async ({ what, file }) => {
    const transcript = path(`refused ${what}.ndjson`)
    const ended = await preflight(['audit', '--plan', plan, '--debug', '--reporter', `json=${file()}`, '--transcript', transcript])
    expectUsageError(ended)
    expect(ended.stderr).toContain(file())
    expect(existsSync(transcript)).toBe(false)
  })

  it.for([
    { what: 'after an unknown flag', args: ['--passwrd', 'Canary-typed-31415926'] },
    { what: 'in an unknown flag', args: ['--passwrd=Canary-typed-31415926'] },
    { what: 'as an argument', args: ['Canary-typed-31415926'] },
    { what: 'after an unknown short flag', args: ['-w', 'Canary-typed-31415926'] },
    { what: 'in an unknown short flag', args: ['-wCanary-typed-31415926'] },
  ])('a secret typed $what is not printed again, with --json neither', async ({ args }) => {
    for (const more of [[], ['--json', '--debug']]) {
      const { code, stdout, stderr } = await preflight(['audit', '--plan', plan, ...args, ...more])
      expect(code).toBe(2)
      expect(stdout + stderr).not.toContain('31415926')
      expect((stdout + stderr).trim()).not.toBe('')
    }
  })

  it('an unknown command', async () => {
    const { code, stdout, stderr } = await preflight(['audti'])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/audti/)
  })
})

/** The first Node.js on the PATH, outside of node_modules, that is too old for the tool. */
const oldNode = (): string | null => {
  const directories = ['/usr/local/bin', ...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin'].filter(
    (one) => one !== '' && !one.includes('node_modules'),
  )
  for (const directory of directories) {
    const program = join(directory, 'node')
    try {
      accessSync(program, constants.X_OK)
      const [major = 0] = execFileSync(program, ['--version'], { encoding: 'utf8' }).slice(1).split('.').map(Number)
      if (major > 0 && major < 22) return program
    } catch {
      continue
    }
  }
  process.stderr.write('skipped (1): the test on a Node.js that is too old, of which there is none here\n')
  return null
}

describe('a Node.js that is too old', () => {
  const program = oldNode()
  it.skipIf(program === null)('is told in one sentence, whatever was typed', async () => {
    for (const args of [['audit', '--plan', plan], ['--help'], []]) {
      const { code, stdout, stderr } = await run(program ?? '', [COMMAND, ...args])
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toMatch(/^iam-preflight needs Node\.js 22\.19 or newer, and this is \d+\.\d+\.\d+: [^\n]+\n$/)
    }
  })
})
