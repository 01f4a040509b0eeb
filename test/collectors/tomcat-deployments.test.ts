import { mkdirSync, symlinkSync, utimesSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import collector from '../../src/collectors/tomcat-deployments.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const amWar = zipOf({ 'WEB-INF/lib/openam-core-8.1.0.jar': 'x' })
const at = (time: string, ...paths: readonly string[]): void => {
  for (const path of paths) utimesSync(path, new Date(time), new Date(time))
}

describe('tomcat-deployments', () => {
  it('tells of every context the WAR, the directory with its tracker, and the working files', async () => {
    const root = treeOf({
      'webapps/am.war': amWar,
      'webapps/am/META-INF/war-tracker': '',
      'webapps/am/WEB-INF/web.xml': '<web-app/>',
      'webapps/am/WEB-INF/lib/openam-core-7.5.0.jar': '',
      'webapps/docs/WEB-INF/web.xml': '<web-app/>',
      'webapps/README.txt': 'not an application',
    })
    for (const context of ['am', 'gone']) mkdirSync(`${root}/work/Idp/login.example.com/${context}`, { recursive: true })
    at('2026-10-02T08:00:00Z', `${root}/webapps/am.war`)
    at('2026-01-15T10:00:00.500Z', `${root}/webapps/am/META-INF/war-tracker`)
    at('2026-01-15T10:02:00Z', `${root}/work/Idp/login.example.com/am`)
    at('2024-03-28T16:00:00Z', ...['WEB-INF/web.xml', 'WEB-INF/lib', 'META-INF', ''].map((part) => `${root}/webapps/am/${part}`))
    at('2026-01-15T10:01:00Z', `${root}/webapps/am/WEB-INF`)

    const { value } = await collectedFrom(collector, { tomcat: root }, {})
    const found = value.deployments.find(({ context }) => context === 'am')
    expect(found).toEqual({
      context: 'am',
      am: true,
      war: { path: `${root}/webapps/am.war`, modifiedAt: Date.parse('2026-10-02T08:00:00Z'), releases: ['8.1.0'] },
      directory: {
        path: `${root}/webapps/am`,
        trackedAt: Date.parse('2026-01-15T10:00:00.500Z'),
        modifiedAt: Date.parse('2026-01-15T10:01:00Z'),
        releases: ['7.5.0'],
      },
      work: [{ path: `${root}/work/Idp/login.example.com/am`, modifiedAt: Date.parse('2026-01-15T10:02:00Z') }],
    })
    expect(value.deployments.filter(({ am }) => am).map(({ context }) => context)).toEqual(['am'])
    expect(value.deployments.find(({ context }) => context === 'docs')).toMatchObject({ am: false, war: null, work: [] })
  })

  it('knows the application of the plan even when its core library is gone, and WARs in upper case', async () => {
    const root = treeOf({ 'webapps/SSO.WAR': zipOf({ 'index.html': '' }), 'webapps/SSO/index.html': '' })
    const { value } = await collectedFrom(collector, { tomcat: root, webapp: `${root}/webapps/SSO` }, {})
    expect(value.deployments).toMatchObject([{ context: 'SSO', am: true, war: { releases: [] }, directory: { trackedAt: null, releases: [] } }])
  })

  it('finds an empty Tomcat empty', async () => {
    const root = treeOf({ 'conf/server.xml': '' })
    mkdirSync(`${root}/webapps`)
    expect(await collectedFrom(collector, { tomcat: root }, {})).toMatchObject({ value: { deployments: [] }, omitted: [] })
  })

  it('throws where there is no Tomcat, and no folder of web applications', async () => {
    const root = treeOf({ 'conf/server.xml': '' })
    for (const tomcat of [root, `${root}/typo`])
      await expect(collectedFrom(collector, { tomcat }, {})).rejects.toMatchObject({
        code: 'missing-evidence',
        message: expect.stringContaining('there is no such directory'),
      })
  })

  it('looks beside a web application that lies outside, or says that it may not', async () => {
    const root = treeOf({ 'tomcat/webapps/ROOT/index.html': '', 'apps/am/index.html': '', 'apps/am.war': amWar })
    const fields = { tomcat: `${root}/tomcat`, webapp: `${root}/apps/am` }
    const closed = await collectedFrom(collector, fields, {})
    expect(closed.omitted).toEqual([expect.stringMatching(/a WAR beside .*\/apps\/am was not looked for: .*alsoRead/)])
    const open = await collectedFrom(collector, fields, {}, [`${root}/apps`])
    expect(open.omitted).toEqual([])
    expect(open.value.deployments.find(({ context }) => context === 'am')).toMatchObject({ am: true, war: { releases: ['8.1.0'] } })
  })

  it('is content with a web application that webapps links to', async () => {
    const root = treeOf({ 'apps/am/index.html': '' })
    mkdirSync(`${root}/tomcat/webapps`, { recursive: true })
    symlinkSync(`${root}/apps/am`, `${root}/tomcat/webapps/sso`)
    const { value, omitted } = await collectedFrom(collector, { tomcat: `${root}/tomcat`, webapp: `${root}/apps/am` }, {})
    expect({ omitted, contexts: value.deployments.map(({ context, am }) => [context, am]) }).toEqual({ omitted: [], contexts: [['sso', true]] })
  })
})
