import {
  amScripts,
  defineCheck,
  judged as verdict,
  notApplicable,
  ofRole,
  own,
  undetermined,
  type AmScripts,
  type CheckFinding,
} from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { unseenPartOf } from './data/configuration-tree.ts'

type Script = AmScripts['scripts'][number]

export default defineCheck({
  id: 'pingam/scripts-current',
  title: 'Scripts that come with AM are those of 8.1, as a reference installation has them',
  why: 'The upgrade does not update scripts: one that came with an earlier release lacks what later releases mended in it, and may use what they removed',
  remedy: 'Compare each script named with that of the reference installation (a fresh AM 8.1), take over what is new, and keep your own changes',
  references: [{ title: UPGRADE_PAGE, section: 'Update tools, scripts, and components' }],
  scope: 'target',
  type: 'pingam',
  // No roles: the reference's own scripts are asked for, and a check asks only for targets that it concerns.
  phases: { 'post-upgrade': 'medium' },
  facts: { scripts: own(amScripts, { which: 'current' }), references: ofRole('reference', amScripts, { which: 'current' }) },
  messages: {
    differs: 'script "{script}" ({context}, {scope}) differs from that of the reference {reference}',
    missing: 'the reference {reference} has the script "{script}" ({context}, {scope}), and this instance has not',
  },
  traps: {
    customised: 'a script of the customer, which the reference does not have, is nothing to compare',
    renamed: 'a script is the same by its id, whatever it is called here',
    'new-default': 'a script that is new in 8.1 is not there: a note',
    'other-realm': 'the same id in another realm is another script',
    'no-text': 'neither has a text',
    'the-reference': 'the reference is not compared with itself',
    'empty-reference': 'a reference without scripts is no reference',
    'classic-reference': "the reference's configuration is kept in a directory server",
    'classic-configuration': 'the configuration of the instance is kept in a directory server',
    'layered-configuration': 'AM 8 keeps a layer of its configuration in the web application: scripts that are not in the files are those of the WAR',
  },
  evaluate: ({ facts: { scripts, references }, target, finding }) => {
    if (target?.role === 'reference') return notApplicable('this is the reference that the instances are compared with')
    const [reference] = references
    if (reference === undefined) return undetermined('missing-evidence', 'the plan has no target with the role reference')
    if (reference.value.scripts.length === 0)
      return undetermined(
        'missing-evidence',
        `the reference ${reference.target} shows no script: give an Amster export of it (amsterExport), or its whole file-based configuration`,
      )
    const findings: CheckFinding[] = []
    let alike = 0
    for (const model of reference.value.scripts) {
      const own = scripts.scripts.find((script) => script.id === model.id && script.scope === model.scope)
      const data = { ...dataOf(own ?? model), reference: reference.target }
      const subject = `${model.scope} ${model.id}`
      if (own === undefined) findings.push(finding('missing', data, { subject, severity: 'info' }))
      else if (own.sha256 === model.sha256) alike++
      else findings.push(finding('differs', data, { subject, location: { path: own.textIn } }))
    }
    const answer = verdict(`${alike} scripts are those of ${reference.target}, of ${reference.value.scripts.length}`, findings, 'medium')
    if (answer.outcome === 'fail') return answer
    // In a layer a script that is not among the files is that of the WAR, which is what the reference has.
    if (scripts.tree.layer === 'overlay' && scripts.scripts.length > 0) return answer
    return unseenPartOf(scripts.tree, 'which scripts AM has is not known') ?? answer
  },
})

const dataOf = ({ name, context, scope }: Script): { readonly script: string; readonly context: string; readonly scope: string } => ({
  script: name,
  context,
  scope: scope === 'global' ? 'global' : `realm ${scope}`,
})
