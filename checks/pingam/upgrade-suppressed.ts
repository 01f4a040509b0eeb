import { defineCheck, judged, own, ownIfNamed, systemProperties } from '../../src/api.ts'

const PROPERTY = 'org.forgerock.donotupgrade'

export default defineCheck({
  id: 'pingam/upgrade-suppressed',
  title: 'No system property keeps AM from recognising the upgrade',
  why: `With ${PROPERTY} set, to any value, AM takes no WAR for newer than its configuration: the wizard does not appear, and the upgrade over REST does nothing.`,
  remedy: `Remove -D${PROPERTY} from the files named and restart the container before opening the upgrade page`,
  references: [
    { title: 'PingAM 8.1: Upgrade AM instances', section: 'Upgrade wizard; Upgrade over REST' },
    { title: 'OpenAM source', section: 'VersionUtils.isVersionNewer: the check is skipped when the property is not null' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'high' },
  when: { option: 'route', in: ['wizard', 'rest'] },
  facts: { current: own(systemProperties, { which: 'current' }), prepared: ownIfNamed(systemProperties, { which: 'new' }) },
  messages: {
    set: `{path}:{line} sets ${PROPERTY} ({value}); any value, false included, suppresses the upgrade`,
    wasSet: `the last start had ${PROPERTY} set ({path}:{line}), by a file that the plan does not name`,
  },
  traps: {
    'false-suppresses': 'set to false it suppresses the upgrade all the same',
    'without-value': '-D without a value',
    'other-property': 'another watched property is set, not this one',
    'log-repeats': 'the log of the last start repeats what setenv says: one finding',
    'log-only': 'only the last start shows it: some file not named sets it',
    'old-setenv': 'the setenv of a Tomcat that is replaced no longer counts',
    'service-stays': 'the service unit starts the new Tomcat too',
    'twice-in-a-file': 'one finding for each file',
    'commented-out': 'a commented-out line is not a setting',
  },
  evaluate: ({ facts: { current, prepared }, finding }) => {
    // The unit that starts the old Tomcat will start the new one; its own files will not be read any more.
    const settings = [...(prepared?.settings ?? []), ...current.settings.filter(({ where }) => prepared === null || where === 'service')].filter(
      ({ name }) => name === PROPERTY,
    )
    const inFiles = settings.filter(({ where }) => where !== 'last-start')
    const counted = inFiles.length > 0 ? inFiles : settings
    const findings = counted
      .filter(({ path }, index) => counted.findIndex((other) => other.path === path) === index)
      .map(({ path, line, value, where }) => {
        const more = { subject: `${PROPERTY} in ${path}`, location: { path, line } }
        return where === 'last-start'
          ? finding('wasSet', { path, line }, more)
          : finding('set', { path, line, value: value === null || value === '' ? 'without a value' : value }, more)
      })
    return judged(`${PROPERTY} is not set in ${[...current.looked, ...(prepared?.looked ?? [])].join(', ') || 'any start file'}`, findings, 'high')
  },
})
