import { defineCheck, judged, lastStart, own, undetermined, upgradeTimes, type CheckFinding } from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'

/** What the changes are called. */
const CHANGED = {
  'web-application': 'the WAR',
  'services-directory': 'the services directory',
  'configuration-version': 'the record of the upgrade',
  'install-properties': 'the start-up values',
  'version-file': 'the version of the configuration',
  'converted-export': 'the converted export',
} as const

const moment = (time: number): string => new Date(time).toISOString().replace('.000Z', 'Z')

export default defineCheck({
  id: 'pingam/restarted',
  title: 'The container was started after the upgrade changed the configuration',
  why: 'AM reads much of its configuration only when it starts: until then it runs on what was there before, and fails at some later start instead of now',
  remedy: 'Restart AM or the container where it runs',
  references: [
    { title: UPGRADE_PAGE, section: 'High-level upgrade steps, step 6' },
    {
      title: UPGRADE_PAGE,
      section: 'Upgrade from an Amster configuration export, step 10; Upgrade from a file-based configuration, step 7; Upgrade over REST, step 5',
    },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'post-upgrade': 'medium' },
  facts: { start: own(lastStart), times: own(upgradeTimes) },
  messages: {
    before: 'the last start ({time}, {log}:{line}) was before {what} was changed ({changed}, {path})',
    since:
      'documents in the services directory were changed since, the last one, {document}, at {changed}: AM itself writes there when settings are changed',
  },
  traps: {
    'moved-with-old-times': 'moved files keep their times; the directory they were moved into does not',
    'version-file-at-start': 'AM writes .version when it starts from upgraded files: that is not a change before the start',
    'wizard-changed-later': 'the wizard upgrades a running AM: a start before it is not the restart that must follow',
    'settings-changed-since': 'a file-based AM writes settings changed in the user interface to the same files',
    'local-time': 'the log gives local time without a zone',
    'zone-unknown': 'a start within the hours that the zone leaves open is neither before nor after',
    'no-start-logged': 'no log shows a start',
    'month-in-another-language': 'a time that is not understood is an error',
    'imported-by-amster': 'an import leaves no trace in files: that the restart came after it cannot be told',
    'nothing-changed': 'nothing is known to have been changed',
  },
  evaluate: ({ facts, options, finding }) => {
    const { start, unknown } = facts.start
    if (start === null) return undetermined('missing-evidence', `no start of the container is known: ${unknown ?? ''}`)
    const { path: log, line, between } = start
    const time = start.time ?? 'at an unknown time'
    if (between === null) return undetermined('parse-failed', `the time of the last start (${time}, ${log}:${line}) is not understood`)
    const route = options['route'] ?? ''
    const ranByTool = route === 'file-based' || route === 'amster'
    // What AM writes itself while it starts from converted files says nothing; after the wizard it is the moment of the upgrade.
    const relevant = facts.times.changes.filter(({ what }) =>
      what === 'version-file' ? !ranByTool : what === 'converted-export' ? route === 'amster' : true,
    )
    const [newest] = relevant.toSorted((a, b) => b.modifiedAt - a.modifiedAt || (a.path < b.path ? -1 : 1))
    if (newest === undefined)
      return undetermined('missing-evidence', 'no file that the upgrade changes is there, so that a start cannot be held against it')

    const findings: CheckFinding[] = relevant
      .filter(({ modifiedAt }) => modifiedAt > between.latest)
      .map(({ what, path, modifiedAt }) =>
        finding(
          'before',
          { time, log, line, what: CHANGED[what], changed: moment(modifiedAt), path },
          { subject: path, location: { path: log, line } },
        ),
      )
    if (findings.length > 0) return judged('', findings, 'medium')
    if (newest.modifiedAt >= between.earliest)
      return undetermined(
        'ambiguous',
        `${CHANGED[newest.what]} was changed at ${moment(newest.modifiedAt)}, and the last start (${time}, ${log}:${line}) was between ${moment(between.earliest)} and ${moment(between.latest)}: the log does not say its time zone`,
      )
    if (route === 'amster')
      return undetermined(
        'missing-evidence',
        `the last start (${time}, ${log}:${line}) was after ${CHANGED[newest.what]} was changed; whether it was after the import by Amster shows in no file`,
      )
    const { newestDocument } = facts.times
    const since =
      newestDocument === null || newestDocument.modifiedAt <= between.latest
        ? []
        : [
            finding(
              'since',
              { document: newestDocument.path, changed: moment(newestDocument.modifiedAt) },
              { subject: newestDocument.path, severity: 'info' },
            ),
          ]
    return judged(`started ${time} (${log}:${line}), after the last change of ${newest.path} at ${moment(newest.modifiedAt)}`, since, 'medium')
  },
})
