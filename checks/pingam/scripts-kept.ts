import { amScripts, defineCheck, judged, oneLower, own, pass, type AmScripts, type CheckFinding } from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { unseenPartOf } from './data/configuration-tree.ts'

type Script = AmScripts['scripts'][number]

/** The vendor's own are brought up to date by a new release; whether one is theirs, its file may not say. */
const mayBeCustom = ({ isDefault }: Script): boolean => isDefault !== true

const keyOf = ({ scope, id }: Script): string => `${scope} ${id}`
const data = ({ name, context, scope }: Script) => ({ script: name, context, scope })
const placed = (script: Script) => ({ subject: `${script.name} (${script.id})`, location: { path: script.textIn } })

/** References to removed packages that fail when the script runs; comments do not. */
const refers = ({ references }: Script): boolean => references.some(({ kind }) => kind !== 'comment')

export default defineCheck({
  id: 'pingam/scripts-kept',
  title: 'Every customised script is what it was before the upgrade',
  why: 'A script that was lost or overwritten changes how users log in or what their tokens hold, and nothing says so',
  remedy: 'Compare each script named with the backup, and put back what was lost or overwritten',
  references: [{ title: UPGRADE_PAGE, section: 'Update tools, scripts, and components, step 2' }],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  quantifier: 'whole',
  phases: { 'post-upgrade': 'high' },
  facts: { scripts: own(amScripts, { which: 'current' }) },
  before: { scripts: own(amScripts, { which: 'current' }) },
  messages: {
    lost: 'script "{script}" ({context}, {scope}) was there before the upgrade and is not any more',
    changed: 'script "{script}" ({context}, {scope}) is not what it was before the upgrade',
    rewritten: 'script "{script}" ({context}, {scope}) was changed, and names javax.servlet or javax.websocket no longer',
    stillRefers: 'script "{script}" ({context}, {scope}) is what it was, and still names javax.servlet or javax.websocket',
  },
  traps: {
    'rewritten-for-jakarta': 'a script that named javax.servlet before and does not now was changed as it had to be: a note',
    'still-javax': 'a script that was kept with its references to javax.servlet is listed: pingam/javax-scripts judges it',
    'of-the-vendor': "the vendor's own scripts come anew with a release",
    'origin-unknown': "where the file does not say whether a script is the vendor's own, a change is one step less",
    'same-name': 'two scripts of one name in two realms are two scripts',
    'moved-file': 'a script in another file is the same script',
    'not-seen': 'a configuration kept in a directory server shows no script, which is not that there is none',
    'in-the-web-application':
      'AM 8 keeps scripts in the web application too: one that is not in the tree may be there, unless it is known to be customised: error',
  },
  evaluate: ({ facts, before, finding }) => {
    const unseen = [facts.scripts, ...(before === null ? [] : [before.scripts])].find(({ tree }) => tree.form === 'classic' || tree.form === 'absent')
    const unknown = unseen === undefined ? null : unseenPartOf(unseen.tree, 'whether scripts were kept')
    if (unknown !== null) return unknown
    if (before === null) return pass(`${facts.scripts.scripts.length} scripts`)

    const later = new Map(facts.scripts.scripts.map((script) => [keyOf(script), script]))
    const custom = before.scripts.scripts.filter(mayBeCustom)
    const { tree } = facts.scripts
    const perhapsThere = tree.layer === 'whole' ? [] : custom.filter((script) => script.isDefault === null && !later.has(keyOf(script)))
    const findings = custom.flatMap((script): readonly CheckFinding[] => {
      if (perhapsThere.includes(script)) return []
      const now = later.get(keyOf(script))
      const severity = script.isDefault === false ? 'high' : oneLower('high')
      if (now === undefined) return [finding('lost', data(script), { ...placed(script), severity })]
      const note = { ...placed(now), severity: 'info' } as const
      if (script.sha256 === now.sha256) return refers(now) ? [finding('stillRefers', data(now), note)] : []
      if (refers(script) && !refers(now)) return [finding('rewritten', data(now), note)]
      return [finding('changed', data(now), { ...placed(now), severity })]
    })
    if (perhapsThere.length > 0 && findings.every(({ severity }) => severity !== 'high')) {
      const names = perhapsThere.map(({ name }) => `"${name}"`).join(', ')
      const hidden = unseenPartOf(tree, `whether ${names} ${perhapsThere.length === 1 ? 'was' : 'were'} kept`)
      if (hidden !== null) return hidden
    }
    return judged(`${custom.length} of ${custom.length} scripts that may be customised are there`, findings, 'high')
  },
})
