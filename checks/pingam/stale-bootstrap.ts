import { amConfiguration, bootstrapPointers, defineCheck, judged, own, ownIfNamed, undetermined, type CheckFinding } from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { leadsTo, ownPointers } from './data/pointers.ts'

export default defineCheck({
  id: 'pingam/stale-bootstrap',
  title: 'No file in .openamcfg leads AM to the old configuration',
  why: 'AM follows that file before anything else: it opens the old configuration, or fails on a directory that is gone, and never shows its installer',
  remedy: 'Remove the named file; the installation of AM 8.1 writes a new one',
  references: [{ title: UPGRADE_PAGE, section: 'Upgrade from an Amster configuration export, step 5' }],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'medium' },
  steps: ['swap', 'start'],
  when: { option: 'route', in: ['amster'] },
  facts: {
    bootstrap: own(bootstrapPointers),
    config: own(amConfiguration, { which: 'current' }),
    old: ownIfNamed(amConfiguration, { which: 'old' }),
  },
  messages: {
    old: '{path} leads to the old configuration {target}',
    dangling: '{path} leads to {target}, where no configuration is',
    elsewhere: '{path} leads to {target}, and the plan names {config} as the configuration',
    others: '{path} is the pointer of another web application',
  },
  traps: {
    'new-pointer': 'after AM 8.1 is installed a pointer to its configuration is right',
    'other-instance': 'the pointer of another web application of the same user is none of this instance',
    'trailing-slash': 'the same directory, with and without a slash at its end',
    'linked-configuration': 'the configuration is named in the plan by a link, and the pointer leads to where that leads',
    'linked-web-application': 'a pointer of another name that leads to this configuration is of this instance',
    'linked-tomcat': 'Tomcat is named by a link: the pointer is named after where that leads',
    legacy: '.openssocfg of old releases is read by AM too',
    'not-one-line': 'a pointer that is not one line with a path is an error',
    'nothing-there': 'no pointer at all is what the route asks for',
  },
  evaluate: ({ facts, finding }) => {
    const { bootstrap, config, old } = facts
    const mine = ownPointers(bootstrap, old === null ? [config] : [config, old])
    const findings: CheckFinding[] = []
    for (const { path, target } of mine) {
      if (target === null) return undetermined('parse-failed', `${path} is not one line with an absolute path`)
      const place = { subject: path, actual: target, location: { path } }
      if (old !== null && leadsTo(target, old)) findings.push(finding('old', { path, target }, place))
      else if (!leadsTo(target, config))
        findings.push(finding('elsewhere', { path, target, config: config.path }, { ...place, expected: config.path }))
      else if (config.state !== 'present') findings.push(finding('dangling', { path, target }, place))
    }
    for (const { path } of bootstrap.pointers)
      if (!mine.some((one) => one.path === path)) findings.push(finding('others', { path }, { subject: path, severity: 'info', location: { path } }))
    return judged(
      mine.length === 0 ? 'no pointer of this web application' : `${mine.map(({ path }) => path).join(', ')} leads to ${config.path}`,
      findings,
      'medium',
    )
  },
})
