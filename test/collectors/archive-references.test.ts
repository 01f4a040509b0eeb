import { writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { classOf } from '../../fixtures/archives/class-writer.ts'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import ofDirectory from '../../src/collectors/archive-references.ts'
import ofAm from '../../src/collectors/am-archive-references.ts'
import { installFaultHook } from '../../src/sessions/fault-points.ts'
import { sessionOver } from '../support/files.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

afterEach(() => installFaultHook(null))

const PREFIXES = ['javax.servlet', 'javax.websocket']
const FILTER = classOf({ name: 'com/acme/A', classes: ['javax/servlet/Filter'], major: 61 })
const JAR = zipOf({ 'com/acme/A.class': FILTER })

const scan = async (root: string, prefixes: readonly string[] = PREFIXES) => {
  const { files, operations } = sessionOver([root])
  const collected = await ofDirectory.collect({
    target: { name: 'src', type: 'directory', role: 'sources', fields: { path: root } },
    params: { place: 'path', prefixes },
    plan: { variables: { env: {}, properties: {} }, options: {} },
    files,
    signal: new AbortController().signal,
  })
  return { ...collected, operations }
}

describe('archive-references of a directory', () => {
  it('tells of each archive, and of loose files as of one', async () => {
    const root = treeOf({
      'lib/acme.jar': JAR,
      'lib/clean.jar': zipOf({ 'B.class': classOf({ name: 'B' }) }),
      'app.ear': zipOf({ 'web.war': zipOf({ 'WEB-INF/lib/acme.jar': JAR }) }),
      'classes/com/acme/A.class': FILTER,
      'scripts/a.js': '// javax.servlet.Old\nvar x = Packages.javax.servlet.http.Cookie\nvar y = "javax.websocket.Session"\n',
      'README.txt': 'nothing',
    })
    const { value, omitted, operations } = await scan(root)
    expect(omitted).toEqual([])
    expect(value.files).toBe(6)
    expect(value.roots).toEqual([{ path: root, found: 'directory' }])
    expect(
      value.archives.map(({ path, chain, classes, referring }) => [[path.slice(root.length), ...chain].join('!'), classes, referring.length]),
    ).toEqual([
      ['', 1, 4],
      ['/app.ear!web.war!WEB-INF/lib/acme.jar', 1, 1],
      ['/lib/acme.jar', 1, 1],
      ['/lib/clean.jar', 1, 0],
    ])
    expect(value.archives[0]?.referring).toContainEqual({ prefix: 'javax.servlet', kind: 'class', count: 1, packages: ['com.acme'] })
    expect(value.archives[0]?.references).toEqual([
      { entry: 'classes/com/acme/A.class', kind: 'class', name: 'javax.servlet.Filter', line: null },
      { entry: 'scripts/a.js', kind: 'code', name: 'javax.servlet.http.Cookie', line: 2 },
      { entry: 'scripts/a.js', kind: 'literal', name: 'javax.websocket.Session', line: 3 },
      { entry: 'scripts/a.js', kind: 'comment', name: 'javax.servlet.Old', line: 1 },
    ])
    expect(operations.filter(({ verb }) => verb === 'scan')).toMatchObject([{ what: root }])
  })

  it('names the member of a class that refers', async () => {
    const members = [{ name: 'service', descriptor: '()V', code: [{ load: 'javax.servlet.request.X509Certificate' }] }]
    const root = treeOf({ 'acme.jar': zipOf({ 'com/acme/A.class': classOf({ name: 'com/acme/A', members }) }) })
    expect((await scan(root)).value.archives[0]?.references).toEqual([
      { entry: 'com/acme/A.class', kind: 'string', name: 'javax.servlet.request.X509Certificate', line: null, member: 'service()' },
    ])
  })

  it('of a single file', async () => {
    const root = treeOf({ 'a.war': JAR, 'A.class': FILTER })
    expect((await scan(`${root}/a.war`)).value.archives).toMatchObject([{ path: `${root}/a.war`, chain: [], classes: 1 }])
    expect((await scan(`${root}/A.class`)).value.archives).toMatchObject([{ path: root, classes: 1, references: [{ entry: 'A.class' }] }])
  })

  it('leaves multi-release classes and module descriptors out of the newest class', async () => {
    const newer = (name: string): Buffer => classOf({ name, major: 69 })
    const root = treeOf({
      'a.jar': zipOf({ 'A.class': FILTER, 'META-INF/versions/25/A.class': newer('A'), 'module-info.class': newer('module-info') }),
      'b.jar': zipOf({ 'META-INF/versions/25/B.class': newer('B') }),
    })
    expect((await scan(root)).value.archives.map(({ newest }) => newest)).toEqual([{ major: 61, entry: 'A.class' }, null])
  })

  it('names what it could not look into, so that nothing passes', async () => {
    const root = treeOf({
      'cut.jar': JAR.subarray(0, -8),
      'outer.war': zipOf({ 'WEB-INF/lib/cut.jar': JAR.subarray(0, 40), 'x.txt': 'x' }),
      'good.jar': JAR,
    })
    const { value, omitted } = await scan(root)
    expect(value.archives.map(({ path }) => path)).toEqual([`${root}/good.jar`])
    expect(omitted).toEqual([
      expect.stringMatching(/^\/.*\/cut\.jar: not inspected \(parse-failed\)/),
      expect.stringMatching(/\/outer\.war!\/WEB-INF\/lib\/cut\.jar: not inspected \(parse-failed\)/),
    ])
  })

  it('a file that changes while it is read is named', async () => {
    const root = treeOf({ 'a.jar': JAR, 'b.jar': JAR })
    let grown = false
    installFaultHook((name, what) => {
      if (name !== 'file.read' || grown || !what.endsWith('a.jar')) return
      grown = true
      writeFileSync(`${root}/a.jar`, Buffer.concat([JAR, JAR]))
    })
    const { omitted } = await scan(root)
    expect(omitted.join()).toMatch(/a\.jar.*changed while it was read/)
    expect(omitted.join()).not.toContain('b.jar')
  })

  it('a directory that is not there is an error', async () => {
    const root = treeOf({ x: 'x' })
    await expect(scan(`${root}/none`)).rejects.toMatchObject({ code: 'missing-evidence' })
  })

  it('names of entries are made printable', async () => {
    const root = treeOf({ 'a.jar': zipOf({ 'a\u001b[31m\u202e.class': FILTER }) })
    expect((await scan(root)).value.archives[0]?.references[0]?.entry).toBe('a\\x1b[31m\\u{202e}.class')
  })
})

describe('archive-references of PingAM', () => {
  const places = (fields: Parameters<typeof collectedFrom>[1], place: 'webapp' | 'newWar' | 'tomcat' | 'newTomcat' | 'sources') =>
    collectedFrom(ofAm, fields, { place, prefixes: PREFIXES })

  it('scans the web application in all its forms, the WAR, both lib directories and the sources', async () => {
    const root = treeOf({
      'tomcat/webapps/am.war': zipOf({ 'WEB-INF/lib/acme.jar': JAR }),
      'tomcat/webapps/am/WEB-INF/lib/acme.jar': JAR,
      'tomcat/webapps/other/WEB-INF/lib/acme.jar': JAR,
      'home/lib/catalina.jar': zipOf({ 'org/apache/catalina/A.class': FILTER }),
      'base/lib/acme.jar': JAR,
      'new.war': zipOf({ 'WEB-INF/classes/com/acme/A.class': FILTER }),
      'src/a.jar': JAR,
    })
    const paths = async (...args: Parameters<typeof places>): Promise<readonly string[]> =>
      (await places(...args)).value.archives.map(({ path, chain }) => [path.slice(root.length + 1), ...chain].join('!/'))
    expect(await paths({ webapp: `${root}/tomcat/webapps/am`, tomcat: `${root}/tomcat` }, 'webapp')).toEqual([
      'tomcat/webapps/am/WEB-INF/lib/acme.jar',
      'tomcat/webapps/am.war!/WEB-INF/lib/acme.jar',
    ])
    expect(await paths({ newWar: `${root}/new.war` }, 'newWar')).toEqual(['new.war'])
    expect(await paths({ tomcat: `${root}/base`, catalinaHome: `${root}/home` }, 'tomcat')).toEqual(['home/lib/catalina.jar', 'base/lib/acme.jar'])
    expect((await places({ newTomcat: `${root}/src` }, 'newTomcat')).value).toMatchObject({ files: 0, roots: [{ found: 'nothing' }] })
  })

  it('says what the plan would have to name', () => {
    const needs = (fields: object, place: 'webapp' | 'tomcat' | 'sources') =>
      ofAm.needs({ name: 'am', type: 'pingam', role: 'instance', fields }, { place, prefixes: PREFIXES })
    expect(needs({}, 'webapp')).toBe('webapp')
    expect(needs({}, 'tomcat')).toContain('tomcat')
    expect(needs({ sources: [] }, 'sources')).toBe('sources')
    expect(needs({ sources: ['/x'] }, 'sources')).toBeNull()
  })

  it('sources that are not there are an error', async () => {
    const root = treeOf({ 'a.jar': JAR })
    const { files } = sessionOver([root])
    await expect(
      ofAm.collect({
        target: { name: 'am', type: 'pingam', role: 'instance', fields: { sources: [`${root}/a.jar`, `${root}/typo`] } },
        params: { place: 'sources', prefixes: PREFIXES },
        plan: { variables: { env: {}, properties: {} }, options: {} },
        files,
        signal: new AbortController().signal,
      }),
    ).rejects.toMatchObject({ code: 'missing-evidence' })
  })
})
