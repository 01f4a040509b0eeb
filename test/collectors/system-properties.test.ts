import { describe, expect, it } from 'vitest'
import collector from '../../src/collectors/system-properties.ts'
import type { FieldsOf } from '../../src/core/target.ts'
import { collectedFrom, requireFile } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const current = { which: 'current' } as const

const SLASH = 'org.apache.tomcat.util.buf.UDecoder.ALLOW_ENCODED_SLASH'
const SUPPRESS = 'org.forgerock.donotupgrade'
const CANARY = 'Canary-91bd'
const LISTENER = '24-Nov-2026 06:49:17.303 INFO [main] org.apache.catalina.startup.VersionLoggerListener.log'
const logOf = (...commandLine: readonly string[]): string =>
  [
    `${LISTENER} Server version name:   Apache Tomcat/9.0.70`,
    ...commandLine.map((argument) => `${LISTENER} Command line argument: ${argument}`),
    '',
  ].join('\n')

/** Settings as `path:line where name-end=value`, the path below the root. */
const settingsAt = async (root: string, fields: FieldsOf<'pingam'>, alsoRead: readonly string[] = []) => {
  const { value, omitted } = await collectedFrom(collector, fields, current, alsoRead)
  expect(JSON.stringify({ value, omitted })).not.toContain(CANARY)
  const short = (path: string): string => path.replace(`${root}/`, '')
  return {
    settings: value.settings.map(({ name, value: text, path, line, where }) => `${short(path)}:${line} ${where} ${name.split('.').at(-1)}=${text}`),
    looked: value.looked.map(short),
    omitted: omitted.map(short),
  }
}

describe('system-properties', () => {
  it('finds them wherever they can be set, and no comment', async () => {
    const root = treeOf({
      'conf/catalina.properties': `# ${SLASH}=true\r\n!${SLASH}=true\r\ndb.password=${CANARY}\r\n${SLASH} : \\\r\n  true\r\n`,
      'conf/server.xml': `<Server>\n <!-- <Connector ${SLASH}="true"/> -->\n <Service>\n  <Connector port="80"\n   ${SLASH}="true" x="-D${SUPPRESS}"/></Service></Server>`,
      'bin/setenv.sh': `#!/bin/sh\n# CATALINA_OPTS="-D${SUPPRESS}=true"\nexport CATALINA_OPTS="$CATALINA_OPTS -Dpw=${CANARY} \\\n  -D${SUPPRESS}=false"\n`,
      'bin/setenv.bat': `rem -D${SUPPRESS}=true\r\nset "JAVA_OPTS=%JAVA_OPTS% -D${SLASH}=TRUE"\r\n`,
      'bin/catalina.sh': `#!/bin/sh\nJAVA_OPTS="$JAVA_OPTS -D${SUPPRESS}"\n. "$CATALINA_BASE/bin/setenv.sh"\n`,
      'logs/catalina.2026-11-24.log': logOf(`-Dpw=${CANARY}`, `-D${SLASH}=true`),
      'am.service': `[Service]\n#Environment=A=-D${SLASH}=true\nEnvironment="CATALINA_OPTS=-D${SLASH}=true" "PW=${CANARY}"\nExecStart=/opt/tomcat/bin/catalina.sh run\n`,
      'am.service.d/10-more.conf': `[Service]\nEnvironment="JAVA_OPTS=-D${SUPPRESS}=1"\n`,
    })
    const { settings, omitted, looked } = await settingsAt(root, { tomcat: root, serviceUnit: `${root}/am.service` })
    expect(omitted).toEqual([])
    expect(settings).toEqual([
      'am.service:3 service ALLOW_ENCODED_SLASH=true',
      'am.service.d/10-more.conf:2 service donotupgrade=1',
      'bin/catalina.sh:2 setenv donotupgrade=',
      'bin/setenv.bat:2 setenv ALLOW_ENCODED_SLASH=TRUE',
      'bin/setenv.sh:4 setenv donotupgrade=false',
      'conf/catalina.properties:4 catalina.properties ALLOW_ENCODED_SLASH=true',
      'conf/server.xml:5 server.xml ALLOW_ENCODED_SLASH=true',
      'conf/server.xml:5 server.xml donotupgrade=(mentioned)',
      'logs/catalina.2026-11-24.log:3 last-start ALLOW_ENCODED_SLASH=true',
    ])
    expect(looked).toContain('bin/catalina.sh')
  })

  it('hides a value that is no sensible one', async () => {
    const root = treeOf({ 'bin/setenv.sh': `A="-D${SUPPRESS}=${'x'.repeat(100)} -D${SLASH}=<${CANARY}>"\n`, 'logs/catalina.out': logOf() })
    const { settings } = await settingsAt(root, { tomcat: root })
    expect(settings).toEqual(['bin/setenv.sh:1 setenv donotupgrade=null', 'bin/setenv.sh:1 setenv ALLOW_ENCODED_SLASH=null'].toSorted())
  })

  it('reads setenv of CATALINA_HOME only where CATALINA_BASE has none', async () => {
    const home = treeOf({ 'bin/setenv.sh': `A=-D${SUPPRESS}=home\n` })
    const base = treeOf({ 'bin/setenv.sh': `A=-D${SUPPRESS}=base\n`, 'logs/catalina.out': logOf() })
    const bare = treeOf({ 'logs/catalina.out': logOf() })
    expect((await settingsAt(base, { catalinaHome: home, tomcat: base })).settings).toEqual(['bin/setenv.sh:1 setenv donotupgrade=base'])
    expect((await settingsAt(home, { catalinaHome: home, tomcat: bare })).settings).toEqual(['bin/setenv.sh:1 setenv donotupgrade=home'])
  })

  it('follows what the start files read, within the plan', async () => {
    const root = treeOf({
      'tomcat/bin/setenv.sh': '. "$CATALINA_BASE/bin/more.sh"\n[ -r /no/such/file ] && . "$CATALINA_BASE/bin/absent.sh"\n',
      'tomcat/bin/more.sh': `. $CATALINA_HOME/bin/setenv.sh\nA=-D${SUPPRESS}=more\n`,
      'tomcat/logs/catalina.out': logOf(),
    })
    const unit = treeOf({
      'am.service': `[Service]\nEnvironmentFile=-${root}/env\nEnvironmentFile=${root}/absent\nExecStartPre=${root}/prepare.sh\nExecStart=/bin/sh ${root}/start.sh\n`,
    })
    const { settings, omitted } = await settingsAt(root, { tomcat: `${root}/tomcat`, serviceUnit: `${unit}/am.service` })
    expect(settings).toEqual(['tomcat/bin/more.sh:2 setenv donotupgrade=more'])
    expect(omitted).toHaveLength(3)
    expect(omitted[0]).toMatch(/am\.service:2 reads a file that may hold settings: .*env is outside the plan; name .* under alsoRead/)
    expect(omitted[2]).toMatch(/am\.service:5 reads .*start\.sh/)
  })

  it('reads them when the plan names them too', async () => {
    const env = treeOf({
      env: `PW=${CANARY}\nCATALINA_OPTS="-D${SLASH}=true"\n`,
      'start.sh': `. "$HOME/.profile"\nexport JAVA_OPTS=-D${SUPPRESS}=true\n`,
    })
    const root = treeOf({
      'logs/catalina.out': logOf(),
      'am.service': `[Service]\nEnvironmentFile=-${env}/env\nEnvironmentFile=-${env}/absent\nExecStart=/bin/sh ${env}/start.sh\n`,
    })
    const { settings, omitted } = await settingsAt(env, { tomcat: root, serviceUnit: `${root}/am.service` }, [env])
    expect(settings).toEqual(['env:2 service ALLOW_ENCODED_SLASH=true', 'start.sh:2 service donotupgrade=true'])
    expect(omitted).toEqual(['start.sh:1 reads $HOME/.profile, a name that only the running script knows: write its full path there'])
  })

  it('is not complete when nothing says how the container starts', async () => {
    const root = treeOf({ 'bin/setenv.sh': 'A=1\n' })
    const { omitted } = await settingsAt(root, { tomcat: root })
    expect(omitted).toEqual([expect.stringMatching(/names no serviceUnit .* there is no .*logs/)])
    const { omitted: prepared } = await collectedFrom(collector, { newTomcat: root }, { which: 'new' })
    expect(prepared).toEqual([])
    const started = treeOf({ 'logs/catalina.out': 'nothing of a start\n' })
    expect((await settingsAt(started, { tomcat: started })).omitted).toEqual([expect.stringContaining('shows a start')])
  })

  it('names drop-ins out of reach when no log makes up for them', async () => {
    const root = treeOf({})
    const unit = treeOf({ 'am.service': '[Service]\nExecStart=/opt/tomcat/bin/startup.sh\n' })
    const { omitted } = await settingsAt(root, { tomcat: root, serviceUnit: `${unit}/am.service` })
    expect(omitted.map((line) => line.replace(/ may hold.*/, ''))).toEqual([`${unit}/am.service.d`, '/etc/systemd/system/am.service.d'])
    const logged = treeOf({ 'logs/catalina.out': logOf() })
    expect((await settingsAt(logged, { tomcat: logged, serviceUnit: `${unit}/am.service` })).omitted).toEqual([])
  })

  it('takes a start script for the service unit, in any encoding', async () => {
    const root = treeOf({
      'start.cmd': Buffer.from(`rem d\xe9marrage\r\nset JAVA_OPTS=-D${SLASH}=true\r\n`, 'latin1'),
      'utf16.sh': Buffer.from(`\uFEFFA=-D${SLASH}=true\n`, 'utf16le'),
    })
    expect((await settingsAt(root, { tomcat: root, serviceUnit: `${root}/start.cmd` })).settings).toEqual([
      'start.cmd:2 service ALLOW_ENCODED_SLASH=true',
    ])
    expect((await settingsAt(root, { tomcat: root, serviceUnit: `${root}/utf16.sh` })).settings).toEqual([
      'utf16.sh:1 service ALLOW_ENCODED_SLASH=true',
    ])
  })

  it.each([
    ['properties that do not parse', { 'conf/catalina.properties': 'a=\\u12\n' }, 'catalina.properties'],
    ['a server.xml that does not parse', { 'conf/server.xml': '<Server>' }, 'server.xml'],
    ['a setenv that is a directory', { 'bin/setenv.sh/x': '' }, 'setenv.sh'],
  ])('throws on %s', async (_what, files, path) => {
    await expect(collectedFrom(collector, { tomcat: treeOf(files) }, current)).rejects.toThrow(path)
  })

  it('ends on files that read each other', async () => {
    const root = treeOf({
      'bin/setenv.sh': '. $CATALINA_BASE/bin/a.sh\n',
      'bin/a.sh': '. $CATALINA_BASE/bin/b.sh\n',
      'bin/b.sh': '. $CATALINA_BASE/bin/a.sh\n',
      'logs/catalina.out': logOf(),
    })
    expect((await settingsAt(root, { tomcat: root })).looked).toEqual(['bin/a.sh', 'bin/b.sh', 'bin/setenv.sh', 'logs/catalina.out'])
  })
})

describe.skipIf(!requireFile('/usr/lib/systemd/system/tomcat10.service', 'package tomcat10'))("Debian's Tomcat 10.1", () => {
  const fields = { tomcat: '/var/lib/tomcat10', catalinaHome: '/usr/share/tomcat10', serviceUnit: '/usr/lib/systemd/system/tomcat10.service' }

  it('is started by files outside the plan, each named', async () => {
    const { omitted } = await collectedFrom(collector, fields, current, ['/etc/tomcat10', '/var/log/tomcat10'])
    expect(omitted).toContainEqual(expect.stringMatching(/tomcat10\.service:\d+ reads .*\/usr\/libexec\/tomcat10\/tomcat-start\.sh .*alsoRead/))
  })

  it('is read in full when the plan names them', async () => {
    const also = [
      '/etc/tomcat10',
      '/var/log/tomcat10',
      '/usr/libexec/tomcat10',
      '/etc/default/tomcat10',
      '/etc/systemd/system/tomcat10.service.d',
      '/usr/lib/systemd/system/tomcat10.service.d',
    ]
    const { value, omitted } = await collectedFrom(collector, fields, current, also)
    expect(omitted).toEqual([])
    expect(value.settings).toEqual([])
    expect(value.looked).toEqual([
      '/etc/default/tomcat10',
      '/usr/lib/systemd/system/tomcat10.service',
      '/usr/libexec/tomcat10/tomcat-locate-java.sh',
      '/usr/libexec/tomcat10/tomcat-start.sh',
      '/usr/share/tomcat10/bin/catalina.sh',
      '/var/lib/tomcat10/conf/catalina.properties',
      '/var/lib/tomcat10/conf/server.xml',
    ])
  })
})
