import { describe, it } from 'vitest'
import check from '../../../checks/pingam/customisations-carried.ts'
import type { ValueOf, webApplicationChanges } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Changes = ValueOf<typeof webApplicationChanges>
type Changed = Changes['files'][number]

const application = (path: string, ...releases: readonly string[]) => ({ path, releases, files: 900 })
const OLD = application('/opt/tomcat/webapps/am', '7.5.0')
const NEW = application('/srv/AM-8.1.0-acme.war', '8.1.0')
const VENDOR = application('/srv/vendor/AM-7.5.0.war', '7.5.0')
const NEW_VENDOR = application('/srv/vendor/AM-8.1.0.war', '8.1.0')

const file = (path: string, origin: Changed['origin'], fate: Changed['fate'], more: Partial<Changed> = {}): Changed => ({
  path,
  origin,
  fate,
  now: 'unknown',
  successor: null,
  ...more,
})
const LIBRARY = 'WEB-INF/lib/acme-auth-nodes-1.4.0.jar'
const PAGE = 'XUI/templates/login.html'

/** With the vendor's WARs of both releases. */
const known = (...files: readonly Changed[]) => ({
  changes: { old: OLD, fresh: NEW, vendor: VENDOR, freshVendor: NEW_VENDOR, carried: 12, files } satisfies Changes,
})
/** Without them. */
const unknown = (...files: readonly Changed[]) => ({ changes: { ...known(...files).changes, vendor: null, freshVendor: null } })
const dropped = (...globs: readonly string[]) => ({ parameters: { dropped: globs, vendorWar: '', newVendorWar: '' } })

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'all carried as it was',
      trap: 'build-files',
      facts: known(),
      observed: '12 files of /opt/tomcat/webapps/am are in /srv/AM-8.1.0-acme.war as they were',
    },
    {
      name: 'a newer custom library',
      trap: 'newer-library',
      facts: known(file(LIBRARY, 'added', 'successor', { successor: 'acme-auth-nodes-2.0.0.jar' })),
      observed: '1 in another form',
    },
    { name: 'a custom page in another form', facts: known(file('acme/login.jsp', 'added', 'different')), observed: '1 in another form' },
    {
      name: 'lost on purpose',
      trap: 'dropped-on-purpose',
      ...dropped('acme/old/*', LIBRARY),
      facts: known(file(LIBRARY, 'added', 'missing'), file('acme/old/a/b.jsp', 'added', 'missing')),
      observed: '2 dropped on purpose',
    },
    {
      name: "vendor's files without a counterpart, the vendor's WAR not at hand",
      trap: 'vendors-files',
      facts: unknown(
        file('WEB-INF/lib/openam-sts-7.5.0.jar', 'unknown', 'missing'),
        file('XUI/static/js/main.4f1c9b2a.js', 'unknown', 'missing'),
        file('WEB-INF/lib/jackson-databind-2.15.0.jar', 'unknown', 'successor', { successor: 'jackson-databind-2.18.2.jar' }),
      ),
      observed: '3 in another form',
    },
    {
      name: 'a page with the change merged',
      trap: 'merged-page',
      facts: known(file(PAGE, 'changed', 'different', { now: "operator's" })),
      observed: '1 in another form',
    },
    {
      name: 'a page of before, byte for byte',
      facts: known(file(PAGE, 'changed', 'same', { now: "operator's" })),
      observed: '1 in another form',
      messages: ['oldCopy'],
    },
    {
      name: "a vendor's WAR of another new release that nothing depends on",
      facts: { changes: { ...known(file('acme/login.jsp', 'added', 'different')).changes, freshVendor: application('/srv/AM-8.0.0.war', '8.0.0') } },
      observed: '1 in another form',
    },
    {
      name: "a page of whom nobody knows, which is the operator's in the new WAR",
      facts: { changes: { ...known(file(PAGE, 'unknown', 'different', { now: "operator's" })).changes, vendor: null } },
      observed: '1 in another form',
    },
  ],
  fail: [
    {
      name: 'the custom library is lost',
      trap: 'lost-library',
      facts: known(file(LIBRARY, 'added', 'missing')),
      messages: ['missing'],
      subjects: [LIBRARY],
      says: [`${LIBRARY} is not in /srv/AM-8.1.0-acme.war`, 'dropped: [glob]'],
    },
    {
      name: "the custom library is lost, the vendor's WAR not at hand, and pages differ",
      facts: unknown(file(LIBRARY, 'unknown', 'missing'), file(PAGE, 'unknown', 'different')),
      messages: ['missing', 'unsure'],
    },
    {
      name: 'a page edited where it is unpacked',
      trap: 'edited-in-place',
      facts: known(file('index.html', 'changed', 'different', { now: "vendor's" })),
      messages: ['reverted'],
      subjects: ['index.html'],
    },
    {
      name: "a page is the vendor's again",
      trap: 'vendor-page-again',
      facts: known(file(PAGE, 'changed', 'different', { now: "vendor's" })),
      messages: ['reverted'],
    },
    {
      name: 'a changed page that 8.1 does not have',
      trap: 'page-gone-in-8.1',
      facts: known(file('saml2/jsp/default.jsp', 'changed', 'missing')),
      messages: ['missing'],
    },
    {
      name: 'a patched library',
      trap: 'patched-library',
      facts: known(file('WEB-INF/lib/openam-core-7.5.0.jar', 'changed', 'successor', { successor: 'openam-core-8.1.0.jar' })),
      messages: ['patched'],
      severity: 'medium',
    },
    {
      name: 'a folder is gone',
      trap: 'many-files',
      facts: known(
        ...Array.from({ length: 11 }, (_, index) => file(`acme/pages/${index}.jsp`, 'added', 'missing')),
        file('acme/a.jsp', 'added', 'missing'),
      ),
      messages: ['missing', 'folder'],
      subjects: ['acme/a.jsp', 'acme/pages'],
      says: ['11 files of acme/pages'],
    },
  ],
  error: [
    {
      name: "pages differ, and the vendor's WARs are not at hand",
      trap: 'no-vendor-war',
      facts: unknown(file(PAGE, 'unknown', 'different'), file('index.html', 'unknown', 'different')),
      code: 'missing-evidence',
      says: /2 files differ .*vendorWar and newVendorWar/,
    },
    {
      name: "a page of whom nobody knows is the vendor's in the new WAR",
      facts: { changes: { ...known(file(PAGE, 'unknown', 'different', { now: "vendor's" })).changes, vendor: null } },
      code: 'missing-evidence',
    },
    {
      name: "a changed page, the vendor's new WAR not at hand",
      facts: { changes: { ...known(file(PAGE, 'changed', 'different')).changes, freshVendor: null } },
      code: 'missing-evidence',
    },
    {
      name: 'the new application is deployed already',
      trap: 'already-replaced',
      facts: { changes: { ...known().changes, old: application('/opt/tomcat/webapps/am.war', '8.1.0') } },
      code: 'missing-evidence',
      says: 'already',
    },
    {
      name: "a vendor's WAR of another release",
      trap: 'wrong-vendor-war',
      facts: { changes: { ...known().changes, vendor: application('/srv/AM-7.4.0.war', '7.4.0') } },
      code: 'ambiguous',
      says: '/srv/AM-7.4.0.war is AM 7.4.0, while /opt/tomcat/webapps/am is AM 7.5.0',
    },
    {
      name: "a vendor's WAR of another new release",
      facts: {
        changes: {
          ...known(file(PAGE, 'changed', 'different', { now: "operator's" })).changes,
          freshVendor: application('/srv/AM-8.0.0.war', '8.0.0'),
        },
      },
      code: 'ambiguous',
    },
    { name: 'nothing deployed', facts: { changes: { ...known().changes, old: null } }, code: 'missing-evidence' },
    { name: 'no new WAR', facts: { changes: { ...known().changes, fresh: null } }, code: 'missing-evidence' },
    { name: 'not AM', facts: { changes: { ...known().changes, old: application('/opt/x') } }, code: 'unsupported' },
  ],
})
