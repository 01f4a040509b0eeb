import { describe, it } from 'vitest'
import check from '../../../checks/pingam/restarted.ts'
import type { ValueOf, lastStart, upgradeTimes } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

const at = (time: string): number => Date.parse(`2026-06-01T${time}Z`)
const started = (earliest: string, latest = earliest) => ({
  start: {
    start: {
      path: '/opt/tomcat/logs/catalina.out',
      line: 7,
      time: '01-Jun-2026 12:00:00.000',
      between: { earliest: at(earliest), latest: at(latest) },
    },
    unknown: null,
  } satisfies ValueOf<typeof lastStart>,
})
const SERVICES = '/srv/am/config/services'
const WAR = { what: 'web-application', path: '/opt/tomcat/webapps/am.war', modifiedAt: at('09:00:00') } as const
const DIRECTORY = { what: 'services-directory', path: SERVICES, modifiedAt: at('09:30:00') } as const
const VERSION = { what: 'version-file', path: '/srv/am/.version', modifiedAt: at('10:00:30') } as const
const times = (changes: ValueOf<typeof upgradeTimes>['changes'], newest: string | null = null) => ({
  times: {
    changes,
    newestDocument: newest === null ? null : { path: 'realm/root/a.json', modifiedAt: at(newest) },
  },
})
const SWAPPED = times([WAR, DIRECTORY, VERSION])
const files = { options: { route: 'file-based' } } as const
const wizard = { options: { route: 'wizard' } } as const
const amster = { options: { route: 'amster' } } as const

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'started after the swap',
      trap: 'version-file-at-start',
      ...files,
      facts: { ...started('10:00:00'), ...SWAPPED },
      observed: `started 01-Jun-2026 12:00:00.000 (/opt/tomcat/logs/catalina.out:7), after the last change of ${SERVICES} at 2026-06-01T09:30:00Z`,
    },
    {
      name: 'a zone that is not known, and hours in between',
      ...files,
      facts: { ...started('09:31:00', '23:00:00'), ...SWAPPED },
      observed: 'started',
    },
    { name: 'restarted after the wizard', ...wizard, facts: { ...started('10:05:00'), ...SWAPPED }, observed: '/srv/am/.version' },
    {
      name: 'settings changed since',
      trap: 'settings-changed-since',
      ...files,
      facts: { ...started('10:00:00'), ...times([WAR, DIRECTORY], '15:00:00') },
      observed: 'started',
      messages: ['since'],
    },
    { name: 'documents of before', ...files, facts: { ...started('10:00:00'), ...times([WAR, DIRECTORY], '08:00:00') }, observed: 'started' },
  ],
  fail: [
    {
      name: 'not started since the files were moved',
      trap: 'moved-with-old-times',
      ...files,
      facts: { ...started('09:10:00'), ...SWAPPED },
      messages: ['before'],
      subjects: [SERVICES],
      says: ['before the services directory was changed (2026-06-01T09:30:00Z'],
    },
    {
      name: 'not restarted after the wizard',
      trap: 'wizard-changed-later',
      ...wizard,
      facts: { ...started('10:00:00'), ...SWAPPED },
      messages: ['before'],
      subjects: ['/srv/am/.version'],
    },
    {
      name: 'a zone that is not known, and a change after any',
      trap: 'local-time',
      ...files,
      facts: { ...started('00:00:00', '08:30:00'), ...SWAPPED },
      messages: ['before', 'before'],
      subjects: ['/opt/tomcat/webapps/am.war', SERVICES],
    },
    {
      name: 'the export was converted later',
      ...amster,
      facts: { ...started('10:00:00'), ...times([{ what: 'converted-export', path: '/srv/upgraded/x.json', modifiedAt: at('11:00:00') }]) },
      messages: ['before'],
    },
  ],
  error: [
    {
      name: 'a zone that is not known, and a change within it',
      trap: 'zone-unknown',
      ...files,
      facts: { ...started('00:00:00', '23:00:00'), ...SWAPPED },
      code: 'ambiguous',
      says: 'does not say its time zone',
    },
    {
      name: 'no start',
      trap: 'no-start-logged',
      ...files,
      facts: { start: { start: null, unknown: 'there is no /opt/tomcat/logs' }, ...SWAPPED },
      code: 'missing-evidence',
      says: '/opt/tomcat/logs',
    },
    {
      name: 'a time that is not understood',
      trap: 'month-in-another-language',
      ...files,
      facts: { start: { start: { path: '/l', line: 1, time: '01-Mai-2026 10:00:00', between: null }, unknown: null }, ...SWAPPED },
      code: 'parse-failed',
    },
    {
      name: 'the route of Amster',
      trap: 'imported-by-amster',
      ...amster,
      facts: { ...started('10:00:00'), ...times([WAR]) },
      code: 'missing-evidence',
      says: 'import',
    },
    {
      name: 'nothing to hold it against',
      trap: 'nothing-changed',
      ...files,
      facts: { ...started('10:00:00'), ...times([VERSION]) },
      code: 'missing-evidence',
    },
  ],
})
