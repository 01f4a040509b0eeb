import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import collector from '../../src/collectors/java-runtime.ts'
import { javaReleaseOf } from '../../src/derived/java-release.ts'
import { collectedFrom, requireFile } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const current = { which: 'current' } as const
const RELEASE = 'IMPLEMENTOR="Eclipse Adoptium"\nJAVA_RUNTIME_VERSION="17.0.13+11"\nJAVA_VERSION="17.0.13"\nSOURCE=""\n'
const LISTENER = '24-Nov-2026 06:49:17.303 INFO [main] org.apache.catalina.startup.VersionLoggerListener.log'
const LOG = [
  `${LISTENER} Server version name:   Apache Tomcat/9.0.70`,
  `${LISTENER} Java Home:             /opt/jdk-11`,
  `${LISTENER} JVM Version:           11.0.22+7`,
  `${LISTENER} Command line argument: -Djavax.net.ssl.keyStorePassword=Canary-5c1e`,
  '',
].join('\n')

describe('java-runtime', () => {
  it('reads the release file of javaHome', async () => {
    const root = treeOf({ release: RELEASE })
    const { value, omitted } = await collectedFrom(collector, { javaHome: root }, current)
    expect(omitted).toEqual([])
    expect(value).toEqual({
      home: { path: root, release: { path: `${root}/release`, version: '17.0.13', runtimeVersion: '17.0.13+11', implementor: 'Eclipse Adoptium' } },
      declared: [],
      lastStart: null,
    })
  })

  it('reads one without quotes, with CRLF, without the rest', async () => {
    const root = treeOf({ release: 'JAVA_VERSION=1.8.0_392\r\nOS_NAME="Linux"\r\n' })
    const { value } = await collectedFrom(collector, { javaHome: root }, current)
    expect(value.home?.release).toMatchObject({ version: '1.8.0_392', runtimeVersion: null, implementor: null })
  })

  it('collects declarations in the order of their effect, resolved where that can be seen', async () => {
    const java = treeOf({ 'jdk-17/release': RELEASE, default: { link: 'jdk-17' } })
    const root = treeOf({
      'bin/setenv.sh': `# JAVA_HOME=/no\nexport JAVA_HOME="${java}/default"\nJRE_HOME=$JAVA_HOME/jre\n`,
      'bin/catalina.sh': 'JAVA_HOME=`cygpath --absolute --windows "$JAVA_HOME"`\n',
      'am.service': '[Service]\nEnvironment="JAVA_HOME=/opt/jdk-11" "DB_PASSWORD=Canary-5c1e"\n',
    })
    const { value } = await collectedFrom(collector, { javaHome: `${java}/jdk-17`, tomcat: root, serviceUnit: `${root}/am.service` }, current, [java])
    expect(value.declared.map(({ name, value: text, path, line }) => `${path.replace(`${root}/`, '')}:${line} ${name}=${text}`)).toEqual([
      'am.service:2 JAVA_HOME=/opt/jdk-11',
      `bin/setenv.sh:2 JAVA_HOME=${java}/default`,
      'bin/setenv.sh:3 JRE_HOME=$JAVA_HOME/jre',
    ])
    expect(value.declared.map(({ resolved, release }) => [resolved, release?.version ?? null])).toEqual([
      [null, null],
      [`${java}/jdk-17`, '17.0.13'],
      [null, null],
    ])
    expect(JSON.stringify(value)).not.toContain('Canary')
  })

  it('takes the last start from the log written last', async () => {
    const root = treeOf({
      'logs/catalina.2026-11-24.log': LOG,
      'logs/localhost.2026-11-25.log': LOG.replaceAll('11.0.22', '8'),
      'logs/catalina.out/x': '',
    })
    const { value } = await collectedFrom(collector, { tomcat: root }, current)
    expect(value.lastStart).toEqual({
      path: `${root}/logs/catalina.2026-11-24.log`,
      line: 1,
      time: '24-Nov-2026 06:49:17.303',
      javaHome: '/opt/jdk-11',
      jvmVersion: '11.0.22+7',
    })
    expect(JSON.stringify(value)).not.toContain('Canary')
  })

  it('of a prepared Tomcat takes its own setenv and the unit, and no log', async () => {
    const root = treeOf({
      'old/bin/setenv.sh': 'JAVA_HOME=/opt/jdk-11\n',
      'old/logs/catalina.out': LOG,
      'new/bin/setenv.sh': 'JAVA_HOME=/opt/jdk-17\n',
      'new/logs/catalina.out': LOG,
      'am.service': '[Service]\nEnvironment=JAVA_HOME=/opt/jdk-11\n',
    })
    const fields = { tomcat: `${root}/old`, newTomcat: `${root}/new`, serviceUnit: `${root}/am.service` }
    const { value } = await collectedFrom(collector, fields, { which: 'new' })
    expect(value.declared.map(({ path, where, value: text }) => [path.slice(root.length), where, text])).toEqual([
      ['/am.service', 'service', '/opt/jdk-11'],
      ['/new/bin/setenv.sh', 'setenv', '/opt/jdk-17'],
    ])
    expect(value.lastStart).toBeNull()
  })

  it('does not take the word of a unit whose drop-ins are out of reach, unless something else tells', async () => {
    const root = treeOf({
      'am.service': '[Service]\nEnvironment=JAVA_HOME=/opt/jdk-17\n',
      'tomcat/bin/setenv.sh': 'JAVA_HOME=/opt/jdk-17\n',
      'java/release': RELEASE,
    })
    const serviceUnit = `${root}/am.service`
    expect((await collectedFrom(collector, { serviceUnit }, current)).omitted.join()).toContain('am.service.d may hold drop-ins')
    for (const more of [{ tomcat: `${root}/tomcat` }, { javaHome: `${root}/java` }])
      expect((await collectedFrom(collector, { serviceUnit, ...more }, current)).omitted).toEqual([])
  })

  it('throws where javaHome is no Java home', async () => {
    await expect(collectedFrom(collector, { javaHome: treeOf({}) }, current)).rejects.toMatchObject({
      code: 'missing-evidence',
      message: expect.stringContaining('/release'),
    })
  })

  it('looks for the Java of tools in the plan alone', async () => {
    const root = treeOf({ 'jdk/release': RELEASE, 'tomcat/bin/setenv.sh': 'JAVA_HOME=/opt/jdk-11\n', 'tomcat/logs/catalina.out': LOG })
    const fields = { javaHome: `${root}/jdk`, tomcat: `${root}/tomcat` }
    const { value } = await collectedFrom(collector, fields, { which: 'tools' })
    expect(value).toMatchObject({ home: { release: { version: '17.0.13' } }, declared: [], lastStart: null })
    expect(collector.needs({ name: 'am-1', type: 'pingam', role: 'instance', fields: { tomcat: root } }, { which: 'tools' })).toBe('javaHome')
  })

  it('says what an environment file out of reach may hold', async () => {
    const root = treeOf({ 'am.service': '[Service]\nEnvironmentFile=/etc/default/am-of-nobody\n', 'java/release': RELEASE })
    const { omitted } = await collectedFrom(collector, { javaHome: `${root}/java`, serviceUnit: `${root}/am.service` }, current)
    expect(omitted).toEqual([expect.stringMatching(/am\.service:2 reads .*\/etc\/default\/am-of-nobody.*alsoRead/)])
  })
})

const HOMES = requireFile('/usr/lib/jvm', 'any JDK') ? readdirSync('/usr/lib/jvm').filter((name) => /jdk/.test(name) && !name.startsWith('.')) : []
describe.skipIf(HOMES.length === 0)('a real JDK', () => {
  it('states its release', async () => {
    const read: number[] = []
    for (const name of HOMES) {
      const { value } = await collectedFrom(collector, { javaHome: `/usr/lib/jvm/${name}` }, current).catch(() => ({ value: null }))
      const feature = javaReleaseOf(value?.home?.release.version ?? '')?.feature
      if (feature !== undefined) read.push(feature)
      if (feature !== undefined) expect(javaReleaseOf(value?.home?.release.runtimeVersion ?? '')?.feature).toBe(feature)
    }
    expect(read.length).toBeGreaterThan(0)
  })
})
