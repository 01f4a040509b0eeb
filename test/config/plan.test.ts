import { createHash } from 'node:crypto'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadPlan } from '../../src/config/plan.ts'
import { problemsText } from '../../src/config/problem-text.ts'
import { LIMITS } from '../../src/limits.ts'
import { complaints, goodPlan, HEAD, KNOWN, loaded, planDirectory, TARGETS } from './plan-harness.ts'

const FULL = `version: 1
profile: pingam-8.1
phase: staged
step: convert
options: { route: file-based }
variables: { env: { AM_HOME: /opt/am }, properties: { am.port: '8443' } }
fingerprintSalt: { env: PREFLIGHT_SALT }
parameters: { pingam/version: { newest: 3 } }
gaps: { 'pingam/tom*': tested by hand }
alsoRead: [/usr/share/java]
attestations:
  pingam/backup-taken: { by: 'A. Operator', on: 2026-11-20, note: change 4711 }
targets:
  am-1:
    type: pingam
    config: conf/openam
    url: https://am.example.com/am
    token: { exec: [vault, read, -field=token] }
    sources: [a, ./b, /c]
    keystores:
      - { path: keystore.jceks, type: JCEKS, storepass: { file: .storepass }, keypass: { insecure: canary-4711 } }
  am-2: { type: pingam, role: reference, webapp: am.war }
`

describe('a good plan', () => {
  it('comes with absolute paths, references for secrets, and places', async () => {
    const directory = planDirectory()
    writeFileSync(directory.plan, FULL)
    const outcome = await loadPlan(directory.plan, KNOWN)
    directory.remove()
    if (!outcome.ok) throw new Error(problemsText(outcome.problems))
    const { plan } = outcome
    const at = (path: string): string => join(directory.path, path)
    expect(JSON.parse(JSON.stringify(plan))).toEqual({
      file: directory.plan,
      digest: `sha256:${createHash('sha256').update(FULL).digest('hex')}`,
      profile: 'pingam-8.1',
      phase: 'staged',
      step: 'convert',
      options: { route: 'file-based' },
      variables: { env: { AM_HOME: '/opt/am' }, properties: { 'am.port': '8443' } },
      fingerprintSalt: { from: 'env', name: 'PREFLIGHT_SALT', where: 'preflight.yaml:7:18' },
      parameters: { 'pingam/version': { newest: 3 } },
      gaps: { 'pingam/tom*': 'tested by hand' },
      alsoRead: ['/usr/share/java'],
      checks: [],
      attestations: { 'pingam/backup-taken': { by: 'A. Operator', on: '2026-11-20', note: 'change 4711' } },
      targets: [
        {
          name: 'am-1',
          type: 'pingam',
          role: 'instance',
          line: 14,
          fields: {
            config: at('conf/openam'),
            url: 'https://am.example.com/am',
            token: { from: 'exec', command: ['vault', 'read', '-field=token'], where: 'preflight.yaml:18:12' },
            sources: [at('a'), at('b'), '/c'],
            keystores: [
              {
                path: at('keystore.jceks'),
                type: 'JCEKS',
                storepass: { from: 'file', path: at('.storepass'), where: 'preflight.yaml:21:57' },
                keypass: { from: 'insecure', secret: '[secret]', where: 'preflight.yaml:21:88' },
              },
            ],
          },
        },
        { name: 'am-2', type: 'pingam', role: 'reference', line: 22, fields: { webapp: at('am.war') } },
      ],
    })
  })

  it('has a keystore target whose container type is storetype', async () => {
    const plan = await goodPlan(`${HEAD}targets:\n  ks: { type: keystore, path: a.jks, storetype: JKS, storepass: { env: P } }\n`, null)
    expect(plan.targets[0]?.fields).toMatchObject({ type: 'JKS', storepass: { from: 'env', name: 'P' } })
    expect(plan.targets[0]?.role).toBe('keystore')
  })

  it.each([
    ['a byte-order mark', `\ufeff${HEAD}${TARGETS}`],
    ['CRLF line ends', `${HEAD}${TARGETS}`.replaceAll('\n', '\r\n')],
    ['a document start and end', `---\n${HEAD}${TARGETS}...\n`],
    ['an alias within bounds', `${HEAD}targets:\n  am-1: &am { type: pingam, config: openam }\n  am-2: *am\n`],
    ['no profile known yet', HEAD.replace('pingam-8.1', 'anything') + TARGETS],
  ])('may have %s', async (name, content) => {
    const outcome = await loaded(content, name.startsWith('no profile') ? null : KNOWN)
    expect(outcome.ok).toBe(true)
  })

  it('keeps Windows paths in plain and single quotes as they are', async () => {
    const plan = await goodPlan(`${HEAD}targets:\n  am-1: { type: pingam, config: x }\nvariables: { env: { A: C:\\new\\table, B: 'D:\\x y' } }\n`)
    expect(plan.variables.env).toEqual({ A: 'C:\\new\\table', B: 'D:\\x y' })
  })

  it('takes a target named like an object method for what it is', async () => {
    const plan = await goodPlan(`${HEAD}targets:\n  constructor: { type: pingam, config: x }\n  toString: { type: pingam, config: y }\n`)
    expect(plan.targets.map(({ name }) => name)).toEqual(['constructor', 'toString'])
    expect(JSON.stringify(await complaints(`${HEAD}targets:\n  __proto__: { type: pingam, config: x }\n`))).toContain(
      'a name in targets may hold only',
    )
  })

  it('is validated against the profile and phase that flags give', async () => {
    expect(await complaints(`${HEAD.replace('pingam-8.1', 'nonsense')}${TARGETS}`, KNOWN, { profile: 'pingam-8.1' })).toBe('no problems')
    const stepped = `${HEAD.replace('pre-upgrade', 'staged')}step: swap\n${TARGETS}`
    expect(await complaints(stepped, KNOWN, { phase: 'post-upgrade' })).toBe('no problems')
    expect(await complaints(stepped.replace('swap', 'swop'), KNOWN, { phase: 'staged' })).toContain('did you mean "swap"?')
  })

  it("leaves unknown check ids until the user's own checks are known", async () => {
    const outcome = await loaded(`${HEAD}checks: [own]\nparameters: { own/one: {}, own/two: {} }\ngaps: { 'own/o*': why }\n${TARGETS}`)
    if (!outcome.ok) throw new Error(problemsText(outcome.problems))
    expect(outcome.unknownChecks(['own/one', 'own/two'])).toEqual([])
    expect(outcome.unknownChecks(['own/one']).map(({ message, line, hint }) => ({ message, line, hint }))).toEqual([
      { message: 'there is no check "own/two" (parameters)', line: 5, hint: null },
    ])
  })
})

describe('a plan that cannot be read', () => {
  it('is missing: says what to do', async () => {
    const outcome = await loadPlan('/nonexistent/preflight.yaml')
    expect(outcome.ok ? '' : problemsText(outcome.problems)).toBe(
      '/nonexistent/preflight.yaml: the plan does not exist\ngive --plan FILE; the README shows how to write one',
    )
  })

  it.each([
    ['a directory', (path: string) => mkdirSync(path), 'the plan is a directory, not a file'],
    ['a pipe', (path: string) => execFileSync('mkfifo', [path]), 'the plan is a pipe, a socket or a device, not a file'],
    ['an endless device', (path: string) => symlinkSync('/dev/zero', path), 'the plan is a pipe, a socket or a device, not a file'],
    ['a link in a circle', (path: string) => symlinkSync(path, path), 'the plan is a symbolic link that leads in a circle'],
    ['too large', (path: string) => writeFileSync(path, '#'.repeat(LIMITS.planFile.value + 1)), 'the plan is larger than 4 MB'],
    ['empty', (path: string) => writeFileSync(path, ''), 'the file is empty'],
  ])('is %s', async (_name, make, said) => {
    const directory = planDirectory()
    make(directory.plan)
    const started = performance.now()
    const outcome = await loadPlan(directory.plan)
    directory.remove()
    expect(outcome.ok ? '' : problemsText(outcome.problems)).toBe(`${directory.plan}: ${said}`)
    expect(performance.now() - started).toBeLessThan(5_000)
  })
})

/** Name, plan, and exactly what is printed. */
const BAD: readonly (readonly [name: string, plan: string, printed: string])[] = [
  [
    'a misspelt key',
    `${HEAD}targets:\n  am-1:\n    type: pingam\n    tomcatt: /opt/tomcat\n`,
    `preflight.yaml:7:5: unknown key "tomcatt" in targets.am-1
      tomcatt: /opt/tomcat
      ^
did you mean "tomcat"?`,
  ],
  [
    'a key unlike any other',
    `${HEAD}${TARGETS}zebras: 1\n`,
    `preflight.yaml:6:1: unknown key "zebras" in the plan
  zebras: ***
  ^
the keys here are version, profile, targets, phase, step, options, variables, fingerprintSalt, parameters, gaps, alsoRead, checks, attestations`,
  ],
  [
    'a key within a list',
    `${HEAD}targets:\n  am-1: { type: pingam, keystores: [{ paht: x }] }\n`,
    `preflight.yaml:5:39: unknown key "paht" in targets.am-1.keystores[0]
    am-1: { type: pingam, keystores: [{ paht: x }] }
                                        ^
did you mean "path"?`,
  ],
  ['nothing of use', '- a\n', 'preflight.yaml:1:1: the plan must be a map, not a list\n  ***\n  ^'],
  ['another version', `version: 2\nprofile: pingam-8.1\n${TARGETS}`, 'preflight.yaml:1:10: version must be 1\n  version: 2\n           ^'],
  [
    'a missing key',
    `${HEAD}targets:\n  am-1: { type: pingam, keystores: [{ type: JKS }] }\n`,
    'preflight.yaml:5:37: targets.am-1.keystores[0] lacks "path"\n    am-1: { type: pingam, keystores: [{ type: JKS }] }\n                                      ^',
  ],
  ['no targets', `${HEAD}targets: {}\n`, 'preflight.yaml:4:1: targets is empty\n  targets: {}\n  ^'],
  ['targets left empty', `${HEAD}targets:\n`, 'preflight.yaml:4:9: targets is empty\n  targets:\n          ^'],
  [
    'an unknown phase',
    `version: 1\nprofile: pingam-8.1\nphase: pre-upgrad\n${TARGETS}`,
    'preflight.yaml:3:8: phase may not be "pre-upgrad"\n  phase: pre-upgrad\n         ^\ndid you mean "pre-upgrade"?',
  ],
  [
    'an unknown target type',
    `${HEAD}targets:\n  am-1: { type: pingham, config: x }\n`,
    'preflight.yaml:5:17: targets.am-1.type may not be "pingham"\n    am-1: { type: pingham, config: x }\n                  ^\ndid you mean "pingam"?',
  ],
  [
    'a target without a type',
    `${HEAD}targets:\n  am-1: { config: x }\n`,
    'preflight.yaml:5:3: targets.am-1 lacks "type"\n    am-1: { config: x }\n    ^',
  ],
  [
    'a target with nothing to look at',
    `${HEAD}targets:\n  am-1: { type: pingam }\n`,
    'preflight.yaml:5:3: targets.am-1 names nothing to look at\n    am-1: { type: pingam }\n    ^\ngive at least one of config, webapp, newWar, tomcat, catalinaHome, newTomcat, javaHome, serviceUnit, home, keystores, sources, amsterExport, amster, upgrader, upgradedConfig, oldConfig, url, token, tls',
  ],
  [
    'a name of a derived target',
    `${HEAD}targets:\n  am/1: { type: pingam, config: x }\n`,
    'preflight.yaml:5:3: a name in targets may hold only letters, digits, ".", "_" and "-", beginning with a letter or digit\n    am/1: { type: pingam, config: x }\n    ^\nnames with "/" are those of derived targets (<parent>/<name>)',
  ],
  [
    'a number where text is wanted',
    `${HEAD}targets:\n  am-1: { type: pingam, url: 8443 }\n`,
    'preflight.yaml:5:30: targets.am-1.url must be text, not a number\n    am-1: { type: pingam, url: 8443 }\n                               ^\nput it in quotes',
  ],
  [
    'one path where a list is wanted',
    `${HEAD}targets:\n  am-1: { type: pingam, sources: src }\n`,
    'preflight.yaml:5:34: targets.am-1.sources must be a list, not text\n    am-1: { type: pingam, sources: src }\n                                   ^\nwrite it as a list: [ ... ]',
  ],
  [
    'a target there twice',
    `${HEAD}targets:\n  am-1: { type: pingam, config: x }\n  am-2: { type: pingam, config: x }\n  am-1: { type: pingam, config: y }\n`,
    'preflight.yaml:7:3: the key is there twice: lines 5 and 7\n    am-1: { type: pingam, config: y }\n    ^\nremove or rename one of them',
  ],
  [
    'an unknown profile',
    `version: 1\nprofile: pingam-8.2\n${TARGETS}`,
    'preflight.yaml:2:10: there is no profile "pingam-8.2"\n  profile: pingam-8.2\n           ^\ndid you mean "pingam-8.1"?',
  ],
  [
    'unknown options and values',
    `${HEAD}options: { route: rest2, rout: x, zzz: y }\n${TARGETS}`,
    `preflight.yaml:4:19: option route may not be "rest2"
  options: { route: rest2, rout: x, zzz: y }
                    ^
did you mean "rest"?

preflight.yaml:4:26: profile pingam-8.1 has no option "rout"
  options: { route: rest2, rout: x, zzz: y }
                           ^
did you mean "route"?

preflight.yaml:4:35: profile pingam-8.1 has no option "zzz"
  options: { route: rest2, rout: x, zzz: y }
                                    ^
its options are route`,
  ],
  [
    'an option that YAML takes for a number',
    `${HEAD}options: { route: 1 }\n${TARGETS}`,
    'preflight.yaml:4:19: options.route must be text, not a number\n  options: { route: 1 }\n                    ^\nput it in quotes',
  ],
  [
    'a step in a phase without steps',
    `${HEAD}step: convert\n${TARGETS}`,
    'preflight.yaml:4:7: phase pre-upgrade of profile pingam-8.1 is not divided into steps\n  step: convert\n        ^\nleave `step:` out',
  ],
  [
    'an unknown step',
    `version: 1\nprofile: pingam-8.1\nphase: staged\nstep: conver\n${TARGETS}`,
    'preflight.yaml:4:7: phase staged has no step "conver"\n  step: conver\n        ^\ndid you mean "convert"?',
  ],
  [
    'a step without a phase',
    `version: 1\nprofile: pingam-8.1\nstep: convert\n${TARGETS}`,
    'preflight.yaml:3:7: a step needs a phase that is divided into steps\n  step: convert\n        ^\nadd `phase:` to the plan',
  ],
  [
    'unknown checks',
    `${HEAD}parameters: { pingam/tomcat-versio: { a: 1 } }\ngaps: { 'pingam/xyz*': because, '**': all }\nattestations: { pingam/backup: { by: me, on: 2026-01-02 } }\n${TARGETS}`,
    `preflight.yaml:4:15: there is no check "pingam/tomcat-versio" (parameters)
  parameters: { pingam/tomcat-versio: { a: 1 } }
                ^
did you mean "pingam/tomcat-version"?

preflight.yaml:5:9: no check matches "pingam/xyz*" in gaps
  gaps: { 'pingam/xyz*': because, '**': all }
          ^

preflight.yaml:6:17: there is no check "pingam/backup" (attestations)
  attestations: { pingam/backup: { by: me, on: 2026-01-02 } }
                  ^`,
  ],
  [
    'a gap without a reason',
    `${HEAD}gaps: { pingam/version: ' ' }\n${TARGETS}`,
    `preflight.yaml:4:25: gaps."pingam/version" must be a sentence\n  gaps: { pingam/version: ' ' }\n                          ^`,
  ],
  [
    'a glob that takes for ever',
    `${HEAD}gaps: { 'p*i*n*g*a*m*': because }\n${TARGETS}`,
    `preflight.yaml:4:9: the glob in gaps has more than 4 stars\n  gaps: { 'p*i*n*g*a*m*': because }\n          ^`,
  ],
  [
    'dates that are none',
    `${HEAD}attestations: { pingam/backup-taken: { by: me, on: 2026-02-31 } }\n${TARGETS}`,
    'preflight.yaml:4:52: there is no date 2026-02-31\n  attestations: { pingam/backup-taken: { by: me, on: 2026-02-31 } }\n                                                     ^',
  ],
  [
    'dates of another form',
    `${HEAD}attestations:\n  pingam/backup-taken: { by: me, on: 20.11.2026 }\n${TARGETS}`,
    'preflight.yaml:5:38: attestations."pingam/backup-taken".on must be a date: YYYY-MM-DD\n    pingam/backup-taken: { by: me, on: 20.11.2026 }\n                                       ^',
  ],
  [
    'a role of another type',
    `${HEAD}targets:\n  am-1: { type: pingam, role: instanc, config: x }\n`,
    'preflight.yaml:5:31: targets.am-1.role may not be "instanc"\n    am-1: { type: pingam, role: instanc, config: x }\n                                ^\ndid you mean "instance"?',
  ],
  [
    'a type the profile does not look at, and too few of what it needs',
    `${HEAD}targets:\n  ks: { type: keystore, path: x }\n`,
    `preflight.yaml:4:1: profile pingam-8.1 needs a target of type pingam with role instance, and the plan has 0
  targets:
  ^

preflight.yaml:5:3: profile pingam-8.1 looks at no target of type keystore
    ks: { type: keystore, path: x }
    ^
it looks at pingam (instance), pingam (reference)`,
  ],
  [
    'more targets of a role than the profile takes',
    `${HEAD}${TARGETS}  r1: { type: pingam, role: reference, config: x }\n  r2: { type: pingam, role: reference, config: x }\n`,
    'preflight.yaml:7:3: profile pingam-8.1 takes at most 1 target of type pingam with role reference, and this is number 2\n    r2: { type: pingam, role: reference, config: x }\n    ^',
  ],
  [
    'a home directory in shorthand',
    `${HEAD}targets:\n  am-1: { type: pingam, config: ~/openam }\n`,
    'preflight.yaml:5:33: targets.am-1.config begins with ~, which is not expanded\n    am-1: { type: pingam, config: ~/openam }\n                                  ^\nwrite the whole path',
  ],
  [
    'a star in a path',
    `${HEAD}targets:\n  am-1: { type: pingam, sources: ['lib/*.jar'] }\n`,
    "preflight.yaml:5:35: targets.am-1.sources[0] holds a *, and paths are no patterns\n    am-1: { type: pingam, sources: ['lib/*.jar'] }\n                                    ^\nname the directory: everything below it is read",
  ],
  [
    'a bad escape in a Windows path',
    `${HEAD}targets:\n  am-1:\n    type: pingam\n    config: "C:\\openam"\n`,
    `preflight.yaml:7:16: there is no such escape in double quotes\n      config: "C:\\openam"\n                 ^\nuse single quotes for Windows paths: 'C:\\openam'`,
  ],
  [
    'a good escape that is none in a Windows path',
    `${HEAD}targets:\n  am-1:\n    type: pingam\n    config: "C:\\temp"\n`,
    `preflight.yaml:7:13: targets.am-1.config holds a control character\n      config: "C:\\temp"\n              ^\nuse single quotes for Windows paths: 'C:\\openam'`,
  ],
  [
    'an indentation by tab',
    `${HEAD}targets:\n\tam-1: { type: pingam }\n`,
    'preflight.yaml:5:1: the line is indented by a tab\n   am-1: { type: pingam }\n  ^\nuse spaces',
  ],
  [
    'an open quote',
    `${HEAD}targets:\n  am-1:\n    type: pingam\n    url: "https://am\n    config: x\n`,
    'preflight.yaml:7:10: the quote is not closed\n      url: "https://am\n           ^\nclose it on the same line',
  ],
]

describe('a bad plan', () => {
  it.each(BAD)('has %s', async (_name, plan, printed) => {
    expect(await complaints(plan)).toBe(printed)
  })

  it.runIf(process.platform !== 'win32').each(['C:\\openam', 'd:/openam', '\\\\host\\share'])(
    'has the Windows path %s on another host',
    async (path) => {
      expect(await complaints(`${HEAD}targets:\n  am-1: { type: pingam, config: '${path}' }\n`)).toContain(
        'targets.am-1.config is a Windows path, and this host is not a Windows host',
      )
    },
  )

  it('is told about everything at once, and about no more than twenty things', async () => {
    const plan = `${HEAD}${TARGETS}${Array.from({ length: 30 }, (_, index) => `zz${index}: 1\n`).join('')}`
    const printed = await complaints(plan)
    expect(printed.match(/unknown key/g)).toHaveLength(20)
    expect(printed).toMatch(/\n\nand 10 more problems$/)
  })

  it('cannot send escapes to the terminal', async () => {
    const printed = await complaints(`${HEAD}targets:\n  am-1: { type: pingam, url: \u202e\u0085x, zz: \u2028 }\n`)
    expect(printed).toContain('am-1: { type: pingam, url: ??x, zz: ***')
    expect(await complaints(`${HEAD}\u001b[31m: x\n`)).toBe(
      'preflight.yaml:4:1: the line holds a control character\nremove it, or save the file as UTF-8 text',
    )
  })

  it('is shown in part when its lines are long', async () => {
    const printed = await complaints(`${HEAD}targets: { a: { type: pingam, config: ${'x'.repeat(500)}, tomcatt: 1, webapp: ${'y'.repeat(500)} } }\n`)
    const [, excerpt = '', mark = ''] = printed.split('\n')
    expect(excerpt.length).toBeLessThan(140)
    expect(excerpt.slice(mark.indexOf('^')).startsWith('tomcatt')).toBe(true)
  })
})
