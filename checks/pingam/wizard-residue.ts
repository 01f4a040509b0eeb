import { amReleasesOf, defineCheck, judged, own, undetermined, webApplication, type CheckFinding } from '../../src/api.ts'
import { UPGRADE_PAGE, WIZARD_ARTIFACTS, WIZARD_LIBRARIES, WIZARD_RELATIVES } from './data/am-releases.ts'

const named = (names: readonly string[], name: string): boolean => names.some((one) => one === name)

export default defineCheck({
  id: 'pingam/wizard-residue',
  title: 'The libraries and mappings of the upgrade wizard are gone from the web application',
  why: 'The Click servlet serves the install and upgrade pages to anyone, and its libraries are kept for nothing else',
  remedy: 'Remove the named JARs from WEB-INF/lib and the click-servlet elements from WEB-INF/web.xml, in the WAR as well, and restart the container',
  references: [
    { title: UPGRADE_PAGE, section: 'Upgrade wizard, note on the three libraries' },
    { title: UPGRADE_PAGE, section: 'Upgrade over REST, note on the three libraries' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'post-upgrade': 'high', compliance: 'high' },
  facts: { application: own(webApplication, { which: 'current' }) },
  messages: {
    library: '{name} is still in WEB-INF/lib of {path}',
    otherVersion: '{name} in WEB-INF/lib of {path} is a library of the wizard in another version',
    relative: '{name} in WEB-INF/lib of {path} belongs to the wizard in the install guide; remove it unless something of yours needs it',
    servlet: 'the servlet {servlet} is still declared in {path}, line {line}',
    mapping: '{pattern} is still mapped to {servlet} in {path}, line {line}',
    otherMapping: '*.htm is mapped to {servlet} in {path}, line {line}; the wizard used that pattern, so make sure this servlet is yours',
  },
  traps: {
    'exact-names': 'the three names of the upgrade page fail',
    'other-versions': 'velocity-1.7.jar and click-extras-2.4.0.jar are found by their artifact, at medium',
    ognl: 'the install guide removes ognl as well: medium',
    'similar-names': 'velocity-tools-generic-3.1.jar and clickhouse-jdbc-0.4.jar are other libraries',
    'both-forms': 'a cleaned directory beside a WAR that still holds the wizard: it comes back at the next start',
    'renamed-servlet': 'a Click servlet of another name is found by its class',
    'customer-htm': "a customer's own servlet mapped to *.htm is medium",
    'commented-out': 'web.xml elements inside an XML comment are gone',
    'upper-case': 'Click-Extras-2.3.0.JAR is the same file on some systems',
    'linked-directory': 'a web application that is a symbolic link is followed',
    'not-am': 'another web application has no wizard either',
    'never-requested': 'the pages are judged by files and never requested: the request itself would start an upgrade',
  },
  evaluate: ({ facts, finding }) => {
    const findings: CheckFinding[] = []
    const { forms } = facts.application
    if (forms.length === 0) return undetermined('missing-evidence', 'nothing is at the path of the web application')
    const bare = forms.find(({ descriptor }) => descriptor === null)
    if (bare !== undefined) return undetermined('missing-evidence', `${bare.path} holds no WEB-INF/web.xml: it is no web application of AM`)
    for (const { path, libraries, descriptor } of forms) {
      for (const { name, artifact } of libraries) {
        const place = { subject: `${path} ${name}`, location: { path, entry: `WEB-INF/lib/${name}` } }
        if (named(WIZARD_LIBRARIES, name.toLowerCase())) findings.push(finding('library', { name, path }, place))
        else if (named(WIZARD_ARTIFACTS, artifact)) findings.push(finding('otherVersion', { name, path }, { ...place, severity: 'medium' }))
        else if (named(WIZARD_RELATIVES, artifact)) findings.push(finding('relative', { name, path }, { ...place, severity: 'medium' }))
      }
      const click = new Set(['click-servlet', ...(descriptor?.servlets ?? []).map(({ name }) => name)])
      const xml = descriptor?.path ?? path
      for (const { name: servlet, line } of descriptor?.servlets ?? [])
        findings.push(finding('servlet', { servlet, path: xml, line }, { subject: `${xml} ${servlet}`, location: { path: xml, line } }))
      for (const { servlet, pattern, line } of descriptor?.mappings ?? []) {
        const place = { subject: `${xml} ${servlet} ${pattern}`, location: { path: xml, line } }
        if (click.has(servlet)) findings.push(finding('mapping', { pattern, servlet, path: xml, line }, place))
        else findings.push(finding('otherMapping', { servlet, path: xml, line }, { ...place, severity: 'medium' }))
      }
    }
    const foreign = forms.find((form) => amReleasesOf(form.libraries).length === 0)
    if (findings.length === 0 && foreign !== undefined)
      return undetermined(
        'unsupported',
        `${foreign.path} holds no core library of AM (openam-core-<release>.jar): name the web application of AM as webapp`,
      )
    const libraries = forms.reduce((sum, form) => sum + form.libraries.length, 0)
    return judged(`none of the wizard among ${libraries} libraries and in web.xml of ${forms.map(({ path }) => path).join(', ')}`, findings, 'high')
  },
})
