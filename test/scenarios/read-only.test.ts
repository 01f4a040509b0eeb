import {
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { makeEstate, type Estate } from '../../fixtures/estate/estate.ts'
import { COMMAND, preflight, run } from '../support/cli.ts'
import { digestManifest } from '../support/digest-manifest.ts'
import { temporaryTree } from '../support/files.ts'
import { signalled } from '../support/processes.ts'
import { requireTool } from '../support/required.ts'
import { offencesIn, pathsWritten, programsIn, traced } from '../support/system-calls.ts'

/**
 * Read-only, provably (DESIGN, section 4; FAULTS.md, "Proving read-only-ness" 1, 6 and 8): nothing of what is audited changes, and the system is asked for
 * nothing that could change it but the files the user asked for. Each gate has a negative control, since a gate that nothing fails proves nothing.
 */

const HOSTILE = fileURLToPath(new URL('../../fixtures/hostile-checks', import.meta.url))
const tree = temporaryTree()
afterAll(tree.remove)

let estate: Estate
const audited = `${tree.root}/estate`
beforeAll(() => {
  mkdirSync(audited)
  estate = makeEstate(audited)
})

const outputs = (out: string): readonly string[] => [
  `--reporter=json=${out}/report.json`,
  `--reporter=junit=${out}/report.xml`,
  `--save=${out}/snapshot.json`,
  `--transcript=${out}/transcript.ndjson`,
]
const OUTPUTS = ['report.json', 'report.xml', 'snapshot.json', 'transcript.ndjson']

const freshDirectory = (name: string): string => {
  mkdirSync(`${tree.root}/${name}`)
  return `${tree.root}/${name}`
}

/** A plan with the user's own collector that writes `planted` into the directory it audits, swallowing the error. */
const writingPlan = (name: string): { readonly plan: string; readonly sources: string } => {
  const directory = freshDirectory(name)
  const sources = `${directory}/sources`
  mkdirSync(sources)
  writeFileSync(`${sources}/a.txt`, 'a')
  mkdirSync(`${directory}/mine`)
  cpSync(`${HOSTILE}/lib`, `${directory}/mine/lib`, { recursive: true })
  for (const file of ['writes-check.ts', 'writes-collector.ts']) cpSync(`${HOSTILE}/${file}`, `${directory}/mine/${file}`)
  writeFileSync(
    `${directory}/preflight.yaml`,
    stringify({
      version: 1,
      profile: 'common',
      phase: 'pre-upgrade',
      checks: ['mine'],
      targets: { sources: { type: 'directory', path: 'sources' } },
    }),
  )
  return { plan: `${directory}/preflight.yaml`, sources }
}

describe('the digest of everything audited', () => {
  it.concurrent.each(['pre-upgrade', 'staged', 'post-upgrade'])('is the same after an audit in phase %s', async (phase) => {
    const before = digestManifest(audited)
    expect(before.length).toBeGreaterThan(100)
    const ended = await preflight(['audit', '--plan', estate.plan, '--phase', phase, ...outputs(freshDirectory(`digest-${phase}`))])
    expect(ended.stderr).toBe('')
    expect(digestManifest(audited)).toEqual(before)
  })

  it('is the same after a collection, a dry run, and an audit that is stopped', async () => {
    const before = digestManifest(audited)
    const out = freshDirectory('digest-others')
    const collected = await preflight(['collect', '--plan', estate.plan, '--output', `${out}/snapshot.json`])
    expect(collected.code, collected.stderr).toBe(0)
    const dry = await preflight(['audit', '--plan', estate.plan, '--dry-run'])
    expect(dry.code, dry.stderr).toBe(0)
    await preflight(['audit', '--plan', estate.plan], { during: (pid) => void setTimeout(() => signalled(pid, 'SIGTERM'), 700) })
    expect(digestManifest(audited)).toEqual(before)
  })

  // What a manifest cannot see, it cannot hold anybody to.
  it.each<[string, (file: string) => void]>([
    ['another byte', (file) => writeFileSync(file, 'B')],
    ['another mode', (file) => chmodSync(file, 0o600)],
    ['another time', (file) => utimesSync(file, 0, 0)],
    ['the same content and times, written anew', (file) => (writeFileSync(file, 'a'), utimesSync(file, 1, 1))],
    ['a new file', (file) => writeFileSync(`${file}.new`, '')],
    ['another name', (file) => renameSync(file, `${file}.old`)],
    ['a link in its place', (file) => (renameSync(file, `${file}.old`), symlinkSync(`${file}.old`, file))],
  ])('is another after %s', (name, change) => {
    const directory = freshDirectory(`manifest-${name}`)
    writeFileSync(`${directory}/a`, 'a')
    utimesSync(`${directory}/a`, 1, 1)
    const before = digestManifest(directory)
    change(`${directory}/a`)
    expect(digestManifest(directory)).not.toEqual(before)
  })
})

const NODE = realpathSync(process.execPath)

describe.skipIf(!requireTool('strace'))('the system calls of an audit', () => {
  /** The report files, and their temporary names in the same directory. */
  const reportsIn = (out: string) => (path: string) =>
    dirname(path) === out && (OUTPUTS.some((name) => path === `${out}/${name}`) || /\/\.iam-preflight-\d+-[0-9a-f]{12}\.tmp$/.test(path))
  const programs = [process.execPath, NODE]

  it('write nothing but the reports, execute nothing but Node, and connect to nothing', async () => {
    const out = freshDirectory('traced')
    const trace = `${tree.root}/trace`
    const ended = await traced(trace, [process.execPath, COMMAND, 'audit', '--plan', estate.plan, ...outputs(out)])
    expect(ended.code, ended.stderr).toBe(0)
    expect(offencesIn(trace, { write: reportsIn(out), programs })).toEqual([])
    expect(readdirSync(out).sort()).toEqual(OUTPUTS)
    // Each report: one temporary file, opened once, renamed once. And the trace reaches into the collector processes.
    expect(pathsWritten(trace).length).toBe(OUTPUTS.length * 3)
    expect(programsIn(trace).length).toBe(1 + estate.instances.length)
  })

  it('hold no write of a collector that tries to: the permission model refuses it before the system is asked', async () => {
    const { plan, sources } = writingPlan('writing-traced')
    const out = freshDirectory('writing-traced-out')
    const trace = `${tree.root}/writing-trace`
    const before = digestManifest(sources)
    const ended = await traced(trace, [process.execPath, COMMAND, 'audit', '--plan', plan, '--check', 'own/writes', ...outputs(out)])
    expect(ended.code, ended.stderr).toBe(24)
    expect(offencesIn(trace, { write: reportsIn(out), programs })).toEqual([])
    expect(digestManifest(sources)).toEqual(before)
    expect(JSON.parse(readFileSync(`${out}/report.json`, 'utf8')).notes).toContainEqual(expect.stringContaining(`FileSystemWrite ${sources}/planted`))
  })

  it('of a program that writes fail the gate, whichever way it writes', async () => {
    const directory = freshDirectory('control')
    const script = `${tree.root}/control.mjs`
    writeFileSync(
      script,
      `import * as fs from 'node:fs'
       import { connect } from 'node:net'
       import { spawnSync } from 'node:child_process'
       const at = (name) => process.argv[2] + '/' + name
       fs.writeFileSync(at('planted'), 'x')
       fs.appendFileSync(at('planted'), 'x')
       fs.closeSync(fs.openSync(at('planted'), 'r+'))
       fs.truncateSync(at('planted'))
       fs.chmodSync(at('planted'), 0o600)
       fs.utimesSync(at('planted'), 1, 1)
       fs.linkSync(at('planted'), at('hard'))
       fs.symlinkSync(at('planted'), at('soft'))
       fs.renameSync(at('hard'), at('renamed'))
       fs.unlinkSync(at('renamed'))
       fs.mkdirSync(at('made'))
       fs.rmdirSync(at('made'))
       fs.rmSync(at('soft'))
       spawnSync('true')
       connect(9, '127.0.0.1').on('error', () => {})`,
    )
    const trace = `${tree.root}/control-trace`
    await traced(trace, [process.execPath, script, directory])
    const offences = offencesIn(trace, { write: reportsIn(`${tree.root}/elsewhere`), programs })
    const kinds = ['O_WRONLY|O_CREAT|O_TRUNC', 'O_APPEND', 'O_RDWR', 'ftruncate', 'chmod', 'utime', 'link', 'symlink', 'rename', 'unlink', 'mkdir']
    for (const kind of [...kinds, 'rmdir', 'execve', 'socket(', 'connect'])
      expect(
        offences.some((offence) => offence.includes(kind)),
        `${kind} among ${offences.join('\n')}`,
      ).toBe(true)
  })
})

describe('a collector that writes', () => {
  it('plants nothing, and its target is tainted', async () => {
    const { plan, sources } = writingPlan('writing')
    const before = digestManifest(sources)
    const ended = await preflight(['audit', '--plan', plan, '--check', 'own/writes'])
    expect(ended.code).toBe(24)
    expect(ended.stdout).toContain('TAINTED')
    expect(readdirSync(sources)).toEqual(['a.txt'])
    expect(digestManifest(sources)).toEqual(before)
  })
})

describe('the files the tool writes', () => {
  const quick = ['--check', 'pingam/backup-taken']

  it('are for their owner only, whatever the umask, and leave nothing beside', async () => {
    const out = freshDirectory('modes')
    const command = [process.execPath, COMMAND, 'audit', '--plan', estate.plan, ...quick, ...outputs(out)]
    const ended = await run('sh', ['-c', 'umask 0; exec "$@"', 'sh', ...command])
    expect(ended.code, ended.stderr).toBe(0)
    expect(readdirSync(out).sort()).toEqual(OUTPUTS)
    for (const name of OUTPUTS) expect((lstatSync(`${out}/${name}`).mode & 0o7777).toString(8)).toBe('600')
  })

  it('take the place of what was there: a file for everybody, a hard link, a link, a link that leads nowhere', async () => {
    const out = freshDirectory('replaced')
    const precious = freshDirectory('precious')
    writeFileSync(`${precious}/linked`, 'precious')
    writeFileSync(`${out}/report.json`, 'an old report', { mode: 0o644 })
    chmodSync(`${out}/report.json`, 0o644)
    symlinkSync(`${precious}/linked`, `${out}/report.xml`)
    symlinkSync(`${precious}/nothing`, `${out}/snapshot.json`)
    const before = digestManifest(precious)
    const inode = lstatSync(`${out}/report.json`).ino
    const ended = await preflight(['audit', '--plan', estate.plan, ...quick, ...outputs(out)])
    expect(ended.code, ended.stderr).toBe(0)
    expect(digestManifest(precious)).toEqual(before)
    for (const name of OUTPUTS) {
      const stats = lstatSync(`${out}/${name}`)
      expect([name, stats.isFile(), (stats.mode & 0o7777).toString(8)]).toEqual([name, true, '600'])
    }
    expect(lstatSync(`${out}/report.json`).ino).not.toBe(inode)
    expect(JSON.parse(readFileSync(`${out}/report.json`, 'utf8')).summary.verdict).toBe('passed')
    expect(readFileSync(`${out}/report.xml`, 'utf8')).toMatch(/^<\?xml/)
  })

  it('are not written over a directory, a pipe or a device, which is said before anything is read', async () => {
    const out = freshDirectory('obstacles')
    mkdirSync(`${out}/report.json`)
    symlinkSync('/dev/null', `${out}/null`)
    const transcript = `${out}/transcript.ndjson`
    for (const [file, says] of [
      [`${out}/report.json`, 'it is a directory'],
      [`${out}/null`, 'it is a pipe, a socket or a device'],
      [`${out}/nowhere/report.json`, 'there is no directory'],
    ]) {
      const ended = await preflight(['audit', '--plan', estate.plan, '--reporter', `json=${file}`, '--transcript', transcript])
      expect([ended.code, ended.stdout]).toEqual([2, ''])
      expect(ended.stderr).toContain(says)
    }
    expect(readdirSync(out).sort()).toEqual(['null', 'report.json'])
    expect(readlinkSync(`${out}/null`)).toBe('/dev/null')
  })
})
