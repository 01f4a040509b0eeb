import {
  amScriptEngines,
  defineCheck,
  judged as verdict,
  own,
  ownIfNamed,
  undetermined,
  type AmScriptEngines,
  type CheckFinding,
} from '../../src/api.ts'
import { ALLOW_LIST_DEFAULTS } from './data/allow-list-defaults.ts'
import { covers, twinsWanted } from './data/allow-list-patterns.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { judgedOf, unseenPartOf } from './data/configuration-tree.ts'

type List = AmScriptEngines['lists'][number]

export default defineCheck({
  id: 'pingam/javax-allow-lists',
  title: 'Every entry for javax.servlet or javax.websocket in a scripting allow-list or deny-list has its jakarta twin',
  why: 'In AM 8 the classes are called jakarta: a script that was allowed them no longer is, and a class that was denied no longer is, without a word',
  remedy:
    'Add the jakarta entry beside the javax one, in the same list of the same context: Configure > Global Services > Scripting > Secondary Configurations > CONTEXT > Engine Configuration. Doing so before the upgrade does no harm',
  references: [{ title: UPGRADE_PAGE, section: 'Upgrade Tomcat' }],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'high', staged: 'high', 'post-upgrade': 'high', compliance: 'high' },
  facts: { current: own(amScriptEngines, { which: 'current' }), upgraded: ownIfNamed(amScriptEngines, { which: 'upgraded' }) },
  messages: {
    allowed: '{context} allows {entry}, and nothing that AM 8.1 calls {twins}',
    denied: '{context} denies {entry}, and not {twins}: in AM 8.1 the denial has no effect',
    vendorDefault: '{context} allows {entry}: a default of the vendor, before and after the upgrade',
    leftOver: '{context} lists {entry} beside its twin; after the upgrade it is left over and does no harm',
    replaced: '{context} of the configuration in use lists {entry} without {twins}; what amupgrade made of it is judged',
  },
  traps: {
    'vendor-default': "the vendor's own lists hold javax.servlet in SAML contexts, before and after the upgrade",
    'default-elsewhere': 'the same entry in another context is no default',
    'default-denied': 'the defaults are about allow-lists: the same entry denied counts',
    'with-twin': 'both javax and jakarta are there',
    'twin-elsewhere': 'the twin in another context, or in the other list, does not count',
    'twin-wildcard': 'a wildcard of jakarta covers the twin',
    wildcard: 'javax.servlet.http.* and javax.servlet.*',
    'wide-wildcard': 'javax.* reaches servlet and websocket, and so wants both twins',
    'all-wildcard': '* allows jakarta as well',
    denial: 'a denial that names only javax lapses silently',
    'inner-class': 'an inner class with $',
    'other-javax': 'javax.security.auth.callback, javax.crypto, javax.xml and javax.servletx stay as they are',
    'unresolved-entry': 'an entry that is an expression may be anything',
    'not-upgraded-yet': 'the plan names the output of amupgrade before there is any',
    'upgraded-is-judged': 'what amupgrade wrote is judged where the plan names it',
    'unreadable-list': 'a list that is an expression or no list is not an empty one',
    'classic-configuration': 'the configuration is kept in a directory server',
    'layered-configuration': 'AM 8 keeps a layer of its configuration in the web application',
    'no-list': 'a whole configuration without a single list was not understood',
  },
  evaluate: ({ facts: { current, upgraded }, phase, finding }) => {
    const { judged, replaced } = judgedOf(current, upgraded, phase)
    const findings: CheckFinding[] = []
    for (const list of judged.lists)
      for (const { item, twins } of lacking(list)) {
        const { data, more } = told(list, item, twins)
        if (list.list === 'deny') findings.push(finding('denied', data, more))
        else if (ALLOW_LIST_DEFAULTS[list.context]?.includes(item.entry) === true)
          findings.push(finding('vendorDefault', data, { ...more, severity: 'info' }))
        else findings.push(finding('allowed', data, more))
      }
    for (const list of judged.lists)
      for (const item of list.entries.filter(
        ({ entry }) => twinsWanted(entry).length > 0 && !lacking(list).some((one) => one.item.entry === entry),
      )) {
        const { data, more } = told(list, item, [])
        findings.push(finding('leftOver', data, { ...more, severity: 'info' }))
      }
    for (const list of replaced?.lists ?? [])
      for (const { item, twins } of lacking(list)) {
        const { data, more } = told(list, item, twins)
        if (!findings.some(({ subject }) => subject === more.subject)) findings.push(finding('replaced', data, { ...more, severity: 'info' }))
      }
    const distinct = [...new Map(findings.map((one) => [`${one.messageId} ${one.subject}`, one])).values()]
    const { lists, tree } = judged
    const answer = verdict(
      `${lists.length} lists of ${new Set(lists.map(({ context }) => context)).size} contexts in ${tree.root ?? ''}`,
      distinct,
      'high',
    )
    if (answer.outcome === 'fail') return answer
    const unresolved = lists.flatMap(({ context, entries }) =>
      entries.filter(({ entry }) => /[&$]\{/.test(entry)).map(({ entry }) => `${entry} (${context})`),
    )
    if (unresolved.length > 0) return undetermined('unresolved', `entries are expressions, which may be anything: ${unresolved.join(', ')}`)
    return (
      unseenPartOf(tree, 'whether scripts are allowed javax.servlet or javax.websocket is not known') ??
      (lists.length === 0 ? undetermined('missing-evidence', `${tree.root ?? ''} holds no allow-list at all: it is no whole configuration`) : answer)
    )
  },
})

type Item = List['entries'][number]

/** Entries whose twins are not in the same list, with the twins they lack. */
const lacking = (list: List): readonly { readonly item: Item; readonly twins: readonly string[] }[] =>
  list.entries.flatMap((item) => {
    const twins = twinsWanted(item.entry.trim()).filter((twin) => !list.entries.some(({ entry }) => covers(entry.trim(), twin)))
    return twins.length === 0 ? [] : [{ item, twins }]
  })

const told = ({ context, scope, list, declaredIn }: List, { entry, line }: Item, twins: readonly string[]) => ({
  data: { context, entry, twins: twins.join(' and ') },
  more: {
    subject: `${scope === 'global' ? '' : `${scope} `}${context} ${list} ${entry}`,
    location: line === null ? { path: declaredIn } : { path: declaredIn, line },
    ...(twins.length === 0 ? {} : { expected: twins.join(', '), actual: entry }),
  },
})
