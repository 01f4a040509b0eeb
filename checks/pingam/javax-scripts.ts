import {
  amScripts,
  defineCheck,
  judged as verdict,
  own,
  ownIfNamed,
  undetermined,
  type AmScripts,
  type CheckFinding,
  type Location,
} from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { judgedOf, unseenPartOf } from './data/configuration-tree.ts'

type Script = AmScripts['scripts'][number]

export default defineCheck({
  id: 'pingam/javax-scripts',
  title: 'No script in the configuration of AM names javax.servlet or javax.websocket',
  why: 'AM 8 has jakarta.servlet in their place, and the upgrade does not update scripts: one that uses the old names fails when it is run, which may be at login',
  remedy:
    'Replace javax.servlet by jakarta.servlet and javax.websocket by jakarta.websocket in each script named, and have the changed scripts ready for the moment AM 8.1 is started: AM 7 needs the old names until then',
  references: [
    { title: UPGRADE_PAGE, section: 'Upgrade Tomcat' },
    { title: UPGRADE_PAGE, section: 'Update tools, scripts, and components' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'high', staged: 'blocker', 'post-upgrade': 'blocker', compliance: 'blocker' },
  facts: { current: own(amScripts, { which: 'current' }), upgraded: ownIfNamed(amScripts, { which: 'upgraded' }) },
  messages: {
    removed: 'script "{script}" ({context}, {scope}) names {names}: {places}',
    toDo: 'work to do: script "{script}" ({context}, {scope}) names {names}, which AM 8.1 does not have: {places}',
    replaced: 'the script "{script}" ({context}, {scope}) of the configuration in use names {names}: {places}; what amupgrade made of it is judged',
    comment: 'script "{script}" ({context}, {scope}) names {names} in comments: {places}',
  },
  traps: {
    'base64-script': 'the text is base64 in JSON, in one piece or in lines',
    'inline-sibling': 'the text is a file of its own beside the document',
    'in-string': 'the name stands in a string, as javax.servlet.request.X509Certificate does',
    'in-comment': 'the name stands in a comment: a note',
    'vendor-comment-url': "the vendor's own SAML scripts hold URLs with javax/servlet in comments",
    'other-javax': 'javax.security.auth, javax.crypto and javax.xml stay as they are',
    'shaded-package': 'com.acme.shaded.javax.servlet is another package',
    'unknown-language': 'comments of a language that is not known are not told apart',
    'realm-script': 'a script of a realm is named with it',
    'not-upgraded-yet': 'the plan names the output of amupgrade before there is any',
    'upgraded-is-judged': 'what amupgrade wrote is judged where the plan names it, and the configuration in use is a note',
    'upgraded-not-later': 'after the upgrade the configuration in use is judged, whatever the plan still names',
    unreadable: 'a script whose text is an expression, missing or damaged is never taken for a clean one',
    'classic-configuration': 'the configuration is kept in a directory server',
    'layered-configuration': 'AM 8 keeps a layer of its configuration in the web application: none here is not none',
    'unknown-version': 'which AM wrote the files is not known, so that they may be a layer only',
    'no-script': 'a whole configuration without a single script was not understood',
  },
  evaluate: ({ facts: { current, upgraded }, phase, finding }) => {
    const { judged, replaced } = judgedOf(current, upgraded, phase)
    const told = (value: AmScripts, message: 'removed' | 'toDo' | 'replaced'): readonly CheckFinding[] =>
      value.scripts.flatMap((script) => {
        const counting = script.references.filter(({ kind }) => kind !== 'comment')
        const comments = script.references.filter(({ kind }) => kind === 'comment')
        if (counting.length > 0) {
          const more = { ...placed(script, counting), actual: namesOf(counting).join(', ') }
          return [finding(message, data(script, counting), message === 'replaced' ? { ...more, severity: 'info' } : more)]
        }
        return comments.length === 0 || message === 'replaced'
          ? []
          : [finding('comment', data(script, comments), { ...placed(script, comments), severity: 'info' })]
      })
    const findings = [
      ...told(judged, phase === 'pre-upgrade' && replaced === null ? 'toDo' : 'removed'),
      ...(replaced === null
        ? []
        : told(replaced, 'replaced').filter(({ subject }) => !told(judged, 'removed').some((one) => one.subject === subject))),
    ]
    const worst = phase === 'pre-upgrade' ? 'high' : 'blocker'
    const { scripts, tree } = judged
    const answer = verdict(
      `none of ${scripts.length} scripts in ${tree.root ?? ''} names javax.servlet or javax.websocket outside comments`,
      findings,
      worst,
    )
    if (answer.outcome === 'fail') return answer
    return (
      unseenPartOf(tree, 'whether scripts name javax.servlet or javax.websocket is not known') ??
      (scripts.length === 0
        ? undetermined('missing-evidence', `${tree.root ?? ''} holds no script, not even the vendor's own: it is no whole configuration`)
        : answer)
    )
  },
})

type References = Script['references']

const data = (script: Script, references: References): { readonly [name: string]: string } => ({
  script: script.name,
  context: script.context,
  scope: script.scope === 'global' ? 'global' : `realm ${script.scope}`,
  names: namesOf(references).join(', '),
  places: placesOf(script, references),
})

const namesOf = (references: References): readonly string[] => [...new Set(references.map(({ name }) => name))]

const MOST_PLACES = 10

const placesOf = (script: Script, references: References): string => {
  const places = references.slice(0, MOST_PLACES).map(({ kind, line }) => (line === null ? kind : `line ${line} (${kind})`))
  const left = references.length - places.length + script.moreReferences
  return `${places.join(', ')}${left > 0 ? `, and ${left} more` : ''}`
}

/** The line is one of the script's own, so it is a place only where the script is a file of its own. */
const placed = (script: Script, references: References): { readonly subject: string; readonly location: Location } => {
  const line = references[0]?.line ?? null
  return {
    subject: `${script.scope} ${script.name} ${script.id}`,
    location: script.textIn === script.declaredIn || line === null ? { path: script.textIn, pointer: '/data/script' } : { path: script.textIn, line },
  }
}
