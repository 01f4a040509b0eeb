import {
  amConfiguration,
  amReleasesOf,
  amVersion,
  bootstrapPointers,
  defineCheck,
  judged,
  own,
  ownIfNamed,
  webApplication,
  type CheckFinding,
} from '../../src/api.ts'
import { TARGET_RELEASE, UPGRADE_PAGE } from './data/am-releases.ts'
import { leadsTo, ownPointers } from './data/pointers.ts'
import { isOf } from './data/releases-of.ts'

export default defineCheck({
  id: 'pingam/old-configuration-removed',
  title: 'The old configuration directory, its pointer and the old web application are gone before AM 8.1 is installed',
  why: 'Whatever is left makes AM 8.1 start as the old instance instead of as an unconfigured one, and the import of the upgraded configuration fails',
  remedy: 'With the container stopped and the backup at hand: remove the configuration directory, .openamcfg and webapps/<context> with its .war',
  references: [{ title: UPGRADE_PAGE, section: 'Upgrade from an Amster configuration export, steps 5 and 6' }],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'high' },
  steps: ['swap'],
  when: { option: 'route', in: ['amster'] },
  facts: {
    config: own(amConfiguration, { which: 'current' }),
    old: ownIfNamed(amConfiguration, { which: 'old' }),
    bootstrap: own(bootstrapPointers),
    application: own(webApplication, { which: 'current' }),
    am: own(amVersion),
  },
  messages: {
    configuration: '{path} still holds a configuration ({entries} entries, {form})',
    oldConfiguration:
      '{path}, the old configuration directory by the plan, is still there ({entries} entries, {form}); a copy kept elsewhere is not named as oldConfig',
    emptyDirectory: '{path} is empty and may be removed',
    pointer: '{path} is still there',
    pointerDirectory: '{path} is still there, without a pointer in it',
    others: '{path} is the pointer of another web application',
    deployed: '{path} is still the old web application ({release})',
  },
  traps: {
    'already-installed': 'a configuration and a web application of 8.1 are the new ones',
    'unknown-release': 'a configuration that does not say its release counts as the old one',
    'other-instance': 'the pointer of another web application in the same .openamcfg stays',
    'empty-directory': 'an emptied configuration directory is low',
    'war-only': 'the exploded directory was removed and the WAR was not',
    'old-by-name': 'the plan names the new directory as config and the old one as oldConfig, which is still there',
    'mistyped-web-application': 'nothing is at webapp because its name is mistyped, and the old one is still deployed',
    'linked-configuration': 'a configuration directory that is a symbolic link is followed',
  },
  evaluate: ({ facts, finding }) => {
    const { config, old, bootstrap, application, am } = facts
    const findings: CheckFinding[] = []
    const stated = am.statements.find(({ source }) => source === 'version-file')?.version ?? null
    const isNew = config.state === 'present' && stated !== null && isOf(TARGET_RELEASE, stated)
    const at = (path: string): { subject: string; location: { path: string } } => ({ subject: path, location: { path } })

    if (config.state === 'present' && !isNew)
      findings.push(finding('configuration', { path: config.path, entries: config.entries, form: config.form ?? 'unknown' }, at(config.path)))
    if (old !== null && old.state === 'present' && old.resolved !== config.resolved)
      findings.push(finding('oldConfiguration', { path: old.path, entries: old.entries, form: old.form ?? 'unknown' }, at(old.path)))
    if (config.state === 'empty') findings.push(finding('emptyDirectory', { path: config.path }, { ...at(config.path), severity: 'low' }))

    const mine = ownPointers(bootstrap, old === null ? [config] : [config, old])
    for (const { path, target } of bootstrap.pointers)
      if (!mine.some((one) => one.path === path)) findings.push(finding('others', { path }, { ...at(path), severity: 'info' }))
      else if (!isNew || target === null || !leadsTo(target, config)) findings.push(finding('pointer', { path }, at(path)))
    if (bootstrap.pointers.length === 0)
      for (const path of bootstrap.directories) findings.push(finding('pointerDirectory', { path }, { ...at(path), severity: 'low' }))

    for (const { path, libraries } of application.forms) {
      const releases = amReleasesOf(libraries)
      if (releases.length === 0 || releases.some((release) => !isOf(TARGET_RELEASE, release)))
        findings.push(finding('deployed', { path, release: releases.join(' and ') || 'of no known release' }, at(path)))
    }
    return judged(
      isNew ? `${config.path} is of AM ${stated}` : `${config.path} is gone, no pointer and no old web application is left`,
      findings,
      'high',
    )
  },
})
