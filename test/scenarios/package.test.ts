import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeEstate } from '../../fixtures/estate/estate.ts'
import { outcomesOf, reportIn } from '../support/audited.ts'
import { preflight, run, type Ended } from '../support/cli.ts'
import { temporaryTree } from '../support/files.ts'
import { required, requireTool } from '../support/required.ts'

/** The package as a user installs it, and a new check as a colleague begins it: both in copies, so that nothing is written here. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const tree = temporaryTree()
afterAll(tree.remove)

/** A copy of the repository with the dependencies linked into place. */
const copyOfRepository = (name: string): string => {
  const copy = `${tree.root}/${name}`
  const left = new Set(['node_modules', '.git', 'dist', 'oclif.manifest.json'])
  cpSync(ROOT, copy, { recursive: true, filter: (from) => !(dirname(from) === ROOT && left.has(basename(from))) })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

/** Files of the repository with their content, by path; dependencies left out. */
const filesIn = (directory: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(directory, { withFileTypes: true })
      .filter(({ name }) => name !== 'node_modules')
      .flatMap((top) => (top.isDirectory() ? readdirSync(join(directory, top.name), { recursive: true, withFileTypes: true }) : [top]))
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(directory, file), readFileSync(file, 'latin1')]),
  )

/** How this machine reaches its registry: npm's own settings, authorities and proxies. */
const reachingRegistry = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined &&
      /^(?:npm_config_(?:userconfig|globalconfig|cache|cafile|registry)|NODE_EXTRA_CA_CERTS|SSL_CERT_(?:FILE|DIR)|https?_proxy|no_proxy)$/i.test(name)
        ? [[name, value]]
        : [],
    ),
  )

const npm = (cwd: string, ...args: readonly string[]): Promise<Ended> =>
  run('npm', ['--no-audit', '--no-fund', '--no-update-notifier', ...args], { cwd, env: { ...reachingRegistry(), npm_config_loglevel: 'error' } })

/** The versions this repository is locked to, which npm has at hand. */
const lockedVersions = (): Record<string, string> => {
  const lock: { packages: Record<string, { version?: string; dev?: boolean }> } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
  return Object.fromEntries(
    Object.entries(lock.packages).flatMap(([path, { version, dev }]) => {
      const name = /^node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1]
      return name === undefined || version === undefined || dev === true ? [] : [[name, version]]
    }),
  )
}

describe.skipIf(!requireTool('npm'))('the package', () => {
  const home = `${tree.root}/installed`
  const bin = `${home}/node_modules/.bin/iam-preflight`
  let packed: readonly string[] = []
  let installed = false

  beforeAll(async () => {
    const copy = copyOfRepository('packed')
    const pack = await npm(copy, 'pack', '--json', '--pack-destination', tree.root)
    if (pack.code !== 0) throw new Error(`npm pack failed: ${pack.stdout}${pack.stderr}`)
    // What the build prints comes before the JSON.
    const [{ filename, files }]: [{ filename: string; files: readonly { path: string }[] }] = JSON.parse(
      pack.stdout.slice(pack.stdout.search(/^\[/m)),
    )
    packed = files.map(({ path }) => path)
    mkdirSync(home)
    writeFileSync(`${home}/package.json`, JSON.stringify({ private: true, type: 'module', overrides: lockedVersions() }))
    const install = await npm(home, 'install', '--prefer-offline', '--ignore-scripts', join(tree.root, filename))
    const unreachable = /E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|CONNRESET|TIMEDOUT)|ENOTCACHED|network|EAI_AGAIN/.test(install.stderr)
    if (install.code !== 0 && !unreachable) throw new Error(`npm install failed: ${install.stderr}`)
    installed = required('packages', install.code === 0, 'packages to be had by npm')
  }, 170_000)

  it('holds what is needed to run it, and nothing of its making', () => {
    for (const file of [
      'package.json',
      'bin/run.js',
      'bin/startable.js',
      'oclif.manifest.json',
      'LICENSE',
      'dist/src/api.js',
      'dist/src/api.d.ts',
      'schemas/plan.schema.json',
    ])
      expect(packed).toContain(file)
    expect(
      packed.filter((path) => /^(?:src|test|fixtures|bench|scripts|checks|\.|node_modules)/.test(path) || /\.test\.|dev\.js/.test(path)),
    ).toEqual([])
  })

  it('gives the same results as the sources, with checks of the user, by the command that npm linked', async ({ skip }) => {
    skip(!installed, 'npm reaches no packages')
    const estate = `${tree.root}/estate`
    mkdirSync(`${estate}/mine/lib`, { recursive: true })
    const { plan } = makeEstate(estate, { defects: ['different-key', 'trailing-newline'] })
    const hostile = join(ROOT, 'fixtures/hostile-checks')
    // The one that behaves, for a target that the profile looks at.
    for (const file of ['fine-check.ts', 'fine-collector.ts', 'lib/facts.ts']) {
      const text = readFileSync(`${hostile}/${file}`, 'utf8')
      writeFileSync(`${estate}/mine/${file}`, text.replaceAll("'directory'", "'pingam'").replaceAll('target.fields.path', "target.fields.home ?? ''"))
    }
    writeFileSync(plan, `fingerprintSalt: { env: PREFLIGHT_SALT }\nchecks: [mine]\n${readFileSync(plan, 'utf8')}`)
    const args = ['audit', '--plan', plan, '--reporter', 'json']
    const env = { PREFLIGHT_SALT: 'Scenario-fingerprint-salt-9b8a7c6d5e4f' }
    const [package_, sources] = [await run(bin, args, { env, cwd: home }), await preflight(args, { env })]
    const [of, ours] = [reportIn(package_), reportIn(sources)]
    expect(of.results).toEqual(ours.results)
    expect(of.summary).toEqual(ours.summary)
    expect(of.checks).toEqual(ours.checks)
    expect(outcomesOf(of)).toEqual(expect.arrayContaining(['own/fine @ am-1: pass', 'own/fine @ am-2: pass']))
    expect(of.summary.exitCode).toBe(23)
    console.log(`installed: ${Math.round(package_.wallMs)} ms, from sources: ${Math.round(sources.wallMs)} ms`)
  })

  it('shows its help and its lists from what was packed', async ({ skip }) => {
    skip(!installed, 'npm reaches no packages')
    const [help, list, ours] = [await run(bin, ['audit', '--help']), await run(bin, ['list', 'checks']), await preflight(['list', 'checks'])]
    expect({ code: help.code, stderr: help.stderr }).toEqual({ code: 0, stderr: '' })
    expect(help.stdout).toContain('$ iam-preflight audit --plan preflight.yaml')
    expect(list.stdout).toBe(ours.stdout)
  })

  it('offers its doors to authors of checks', async ({ skip }) => {
    skip(!installed, 'npm reaches no packages')
    writeFileSync(
      `${home}/doors.js`,
      "import { defineCheck } from 'iam-preflight'\nimport { testCheck } from 'iam-preflight/testing'\nconsole.log(typeof defineCheck, typeof testCheck)\n",
    )
    const { code, stdout, stderr } = await run(process.execPath, [`${home}/doors.js`])
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'function function\n', stderr: '' })
    expect(existsSync(`${home}/node_modules/iam-preflight/schemas/plan.schema.json`)).toBe(true)
    expect(statSync(bin).mode & 0o111).not.toBe(0)
  })
})

describe.skipIf(!requireTool('npm'))('npm run new:check', () => {
  it('writes a check and a failing test, and nothing else by hand', async () => {
    const copy = copyOfRepository('new-check')
    await run(process.execPath, ['scripts/generate.ts'], { cwd: copy })
    const before = filesIn(copy)
    const made = await npm(copy, 'run', 'new:check', '--', 'pingam/example')
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' })

    const changed = [...filesIn(copy)].filter(([file, text]) => before.get(file) !== text).map(([file]) => file)
    const generated = (file: string): boolean => /^(?:docs\/checks|schemas)\/|^docs\/reference\.md$|\.generated\.ts$/.test(file)
    expect(changed.filter((file) => !generated(file)).sort()).toEqual([
      'checks/pingam/example.ts',
      'checks/pingam/profile.ts',
      'test/checks/pingam/example.test.ts',
    ])
    expect(made.stdout).toContain('edited: checks/pingam/profile.ts')
    expect(made.stdout).not.toContain('add "pingam/example"')
    expect(readFileSync(join(copy, 'checks/pingam/profile.ts'), 'utf8')).toContain("    'pingam/encoded-slash',\n    'pingam/example',\n")
    expect(changed).toEqual(expect.arrayContaining(['src/registry/builtin.generated.ts', 'docs/checks/pingam/example.md']))

    const test = await run(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', 'test/checks/pingam/example.test.ts'], {
      cwd: copy,
    })
    expect(test.code).toBe(1)
    expect(test.stdout + test.stderr).toMatch(/pingam\/example/)

    const again = await npm(copy, 'run', 'new:check', '--', 'pingam/example')
    expect(again.code).not.toBe(0)
    expect(again.stderr).toContain('checks/pingam/example.ts is there already')
  })
})
