import { describe, expect, it } from 'vitest'
import { zipOf } from '../../fixtures/archives/zip-writer.ts'
import collector from '../../src/collectors/web-application-changes.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const CORE = 'WEB-INF/lib/openam-core-7.5.0.jar'
const NEW_CORE = 'WEB-INF/lib/openam-core-8.1.0.jar'
const below = (directory: string, files: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [`${directory}/${path}`, content]))

const VENDOR = {
  [CORE]: 'core',
  'index.html': 'vendor',
  'login.html': 'vendor',
  'terms.html': 'vendor',
  'help.html': 'vendor',
  'gone.html': 'vendor',
}
const OLD = {
  ...VENDOR,
  [CORE]: 'patched core',
  'login.html': 'ACME old',
  'terms.html': 'ACME terms',
  'help.html': 'ACME help',
  'acme/same.css': 'ACME same',
  'acme/other.css': 'ACME 1',
  'acme/lost.css': 'ACME lost, Canary-1',
  'WEB-INF/lib/acme-nodes-1.0.jar': 'nodes',
  'META-INF/MANIFEST.MF': 'of the build',
  'META-INF/war-tracker': '',
}
const NEW_VENDOR = {
  [NEW_CORE]: 'new core',
  'index.html': 'vendor 8.1',
  'login.html': 'vendor',
  'terms.html': 'vendor 8.1',
  'help.html': 'vendor 8.1',
}
const NEW = {
  ...NEW_VENDOR,
  'help.html': 'ACME help 8.1',
  'acme/same.css': 'ACME same',
  'acme/other.css': 'ACME 2',
  'WEB-INF/lib/acme-nodes-2.0.jar': 'nodes',
  'META-INF/MANIFEST.MF': 'of another build',
}
const PARAMS = { vendorWar: '', newVendorWar: '' }

const all = () =>
  treeOf({
    ...below('tomcat/webapps/am', OLD),
    'tomcat/webapps/am.war': zipOf(VENDOR),
    'new.war': zipOf(NEW),
    'v/AM-7.5.0.war': zipOf(VENDOR),
    'v/AM-8.1.0.war': zipOf(NEW_VENDOR),
  })
const fieldsIn = (root: string) => ({ webapp: `${root}/tomcat/webapps/am`, tomcat: `${root}/tomcat`, newWar: `${root}/new.war` })

describe('web-application-changes', () => {
  it('tells custom files by the WARs of the vendor, and what became of them', async () => {
    const root = all()
    const params = { vendorWar: `${root}/v/AM-7.5.0.war`, newVendorWar: `${root}/v/AM-8.1.0.war` }
    const { value, omitted } = await collectedFrom(collector, fieldsIn(root), params, [`${root}/v`])
    expect(omitted).toEqual([])
    const file = (path: string, origin: string, fate: string, now = 'unknown', successor: string | null = null) => ({
      path,
      origin,
      fate,
      now,
      successor,
    })
    expect(value).toEqual({
      old: { path: `${root}/tomcat/webapps/am`, releases: ['7.5.0'], files: 10 },
      fresh: { path: `${root}/new.war`, releases: ['8.1.0'], files: 8 },
      vendor: { path: params.vendorWar, releases: ['7.5.0'], files: 6 },
      freshVendor: { path: params.newVendorWar, releases: ['8.1.0'], files: 5 },
      carried: 1,
      files: [
        file('WEB-INF/lib/acme-nodes-1.0.jar', 'added', 'successor', 'unknown', 'acme-nodes-2.0.jar'),
        file(CORE, 'changed', 'successor', 'unknown', 'openam-core-8.1.0.jar'),
        file('acme/lost.css', 'added', 'missing'),
        file('acme/other.css', 'added', 'different', "operator's"),
        file('help.html', 'changed', 'different', "operator's"),
        file('login.html', 'changed', 'different', "vendor's"),
        file('terms.html', 'changed', 'different', "vendor's"),
      ],
    })
    expect(JSON.stringify(value)).not.toContain('Canary')
  })

  it('knows no origin without them', async () => {
    const root = all()
    const { value } = await collectedFrom(collector, fieldsIn(root), PARAMS)
    expect(value).toMatchObject({ vendor: null, freshVendor: null, carried: 1 })
    expect(value.files.map(({ path, origin, fate }) => `${path} ${origin} ${fate}`)).toEqual([
      'WEB-INF/lib/acme-nodes-1.0.jar unknown successor',
      `${CORE} unknown successor`,
      'acme/lost.css unknown missing',
      'acme/other.css unknown different',
      'gone.html unknown missing',
      'help.html unknown different',
      'index.html unknown different',
      'login.html unknown different',
      'terms.html unknown different',
    ])
  })

  it('looks into the WAR where nothing is unpacked, and says what is not there', async () => {
    const root = treeOf({ 'webapps/am.war': zipOf(OLD), 'new.war': zipOf(NEW) })
    const { value } = await collectedFrom(collector, { webapp: `${root}/webapps/am.war`, newWar: `${root}/new.war` }, PARAMS)
    expect(value).toMatchObject({ old: { path: `${root}/webapps/am.war` }, carried: 1 })
    expect(value.files).toHaveLength(9)
    const { value: none } = await collectedFrom(collector, { webapp: `${root}/webapps/absent`, newWar: `${root}/absent.war` }, PARAMS)
    expect(none).toMatchObject({ old: null, fresh: null, carried: 0, files: [] })
    await expect(collectedFrom(collector, fieldsIn(root), { ...PARAMS, vendorWar: `${root}/webapps/absent.war` })).rejects.toMatchObject({
      code: expect.stringMatching(/missing-evidence|permission-denied/),
    })
    expect(collector.needs({ name: 'am-1', type: 'pingam', role: 'instance', fields: { webapp: root } }, PARAMS)).toBe('newWar')
  })
})
