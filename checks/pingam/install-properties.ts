import { defineCheck, installProperties, judged, list, object, own, ownIfNamed, text } from '../../src/api.ts'
import { FILE_BASED_SWITCH, UPGRADE_PAGE } from './data/am-releases.ts'

/** `AM_SERVER_FQDN` and `am.server.fqdn` are one name: AM reads properties from the environment in upper case with underscores. */
const canonical = (name: string): string => name.toLowerCase().replaceAll('.', '_')

export default defineCheck({
  id: 'pingam/install-properties',
  title: 'A file-based AM finds its start-up values after the upgrade',
  why: 'Without noninteractive-install.properties and without start-up values in the environment AM comes up unconfigured and shows its installer to everyone',
  remedy:
    'Copy noninteractive-install.properties from the old services directory to <config>/config/services/, or declare the start-up values in setenv',
  references: [
    { title: UPGRADE_PAGE, section: 'Upgrade from a file-based configuration, step 5' },
    { title: 'PingAM 8.1, Passive install with FBC', section: 'Mandatory startup properties' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'high', 'post-upgrade': 'high' },
  when: { option: 'route', in: ['file-based'] },
  parameters: object({ needed: list(text('name of a start-up property that must be declared where the file is not there')) }),
  defaults: { needed: [FILE_BASED_SWITCH] },
  facts: { current: own(installProperties, { which: 'current' }), prepared: ownIfNamed(installProperties, { which: 'new' }) },
  messages: {
    missing: 'there is no noninteractive-install.properties in {services}, and the environment does not declare {names}',
    misplaced: '{path} does not lie in {services}, where AM looks for it',
    empty: '{path} holds no start-up property',
  },
  traps: {
    'environment-instead': 'start-up values in setenv or the service unit serve instead of the file',
    'unrelated-variables': 'AM_HOME or AM_USER in setenv are no start-up values',
    'left-with-the-old-services': 'the file was moved away with the old services and not copied back',
    'wrong-directory': 'the file lies at the top of the configuration directory, as the upgrade page can be read',
    'empty-file': 'an empty file starts nothing',
    'both-spellings': 'the environment spells names in upper case with underscores, the command line with dots',
    'old-setenv': 'the setenv of the Tomcat that is replaced will not be read any more, that of the prepared one will',
    'switched-off': 'the switch declared as false starts nothing from files',
    'values-never-read-out': 'the file holds clear-text passwords: only names are recorded',
  },
  evaluate: ({ facts: { current, prepared }, finding, parameters, phase }) => {
    // Until the upgrade is done AM 8.1 is still to be started, by what starts the Tomcat prepared for it.
    const { services, file, misplaced, declared } = phase === 'staged' && prepared !== null ? prepared : current
    if (file !== null && file.names.length > 0) return judged(`${file.path} holds ${file.names.length} start-up properties`, [], 'high')

    const names = new Set(declared.map(({ name }) => canonical(name)))
    const absent = parameters.needed.filter((name) => !names.has(canonical(name)))
    const lost = misplaced.map((path) => finding('misplaced', { path, services }, { subject: path, location: { path } }))
    if (absent.length === 0 && declared.length > 0)
      return judged(
        `${declared.length} start-up values declared in ${[...new Set(declared.map(({ path }) => path))].join(', ')}`,
        lost.map((one) => ({ ...one, severity: 'info' })),
        'high',
      )
    if (file !== null) return judged('', [finding('empty', { path: file.path }, { subject: file.path, location: { path: file.path } })], 'high')
    const missing = finding(
      'missing',
      { services, names: absent.join(', ') || 'any start-up value' },
      { subject: `${services}/noninteractive-install.properties` },
    )
    return judged('', [missing, ...lost], 'high')
  },
})
