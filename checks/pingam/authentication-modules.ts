import {
  amAuthentication,
  defineCheck,
  judged as verdict,
  own,
  ownIfNamed,
  undetermined,
  webApplication,
  type AmAuthentication,
  type CheckFinding,
} from '../../src/api.ts'
import { ARCHIVE_FACTS, judgedPlaces, unseenPlace } from './data/archive-places.ts'
import { unseenPartOf } from './data/configuration-tree.ts'
import { archivesWithModules } from './data/login-modules.ts'
import { DEFAULT_CHAINS } from './data/removed-authentication.ts'

type Chain = AmAuthentication['chains'][number]

export default defineCheck({
  id: 'pingam/authentication-modules',
  title: 'No realm logs in through authentication chains or modules, and no customised class is one',
  why: 'AM 8.0 removed authentication modules and chains: a realm that logs in through one cannot be logged in to after the upgrade, by its administrators neither; a class that extends AMLoginModule cannot be loaded',
  remedy:
    'Build an authentication tree for each chain named, with a node for each module of your own, set it as the default of the realm (Realms > REALM > Authentication > Settings > Core) and wherever the chain is asked for by name, and test it on the running AM before the upgrade',
  references: [
    { title: 'PingAM: Release notes, 8.0', section: 'Removed functionality: authentication modules and chains' },
    { title: 'PingAM 8.1, Upgrade AM instances', section: 'Before you upgrade' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'high' },
  facts: {
    authentication: own(amAuthentication, { which: 'current' }),
    ...ARCHIVE_FACTS,
    current: ownIfNamed(webApplication, { which: 'current' }),
    prepared: ownIfNamed(webApplication, { which: 'new' }),
  },
  messages: {
    chainInUse: '{whose} of realm {realm} log in through the chain "{chain}" ({modules}), which AM 8 does not have',
    customModule: 'the module type {className} is known to this AM, and is none of its own: AM 8 has no module types',
    moduleClass: '{archive} holds {count} classes that extend AMLoginModule, which AM 8 does not have: {examples}',
    moduleClassReplaced: '{archive}, which the plan names a replacement for, holds {count} classes that extend AMLoginModule: {examples}',
    moduleClassUse: '{archive} works with AMLoginModule, which AM 8 does not have, in {count} places: {examples}',
    chainDefined: 'realm {realm} has the chain "{chain}" ({modules}), which can be asked for by name (service=) and is gone after the upgrade',
    defaultChain: 'realm {realm} has the chain "{chain}" that AM was installed with; it is not what the realm logs in with',
    shadowed: 'realm {realm} has a tree and a chain "{chain}": AM takes the tree',
    modulesLeft: 'realm {realm} has {count} module instances that are in no chain: {modules}',
  },
  traps: {
    'administrators-only': 'only administrators log in through a chain',
    'tree-of-same-name': 'a tree and a chain have one name: the tree is what AM takes',
    'chain-not-default': 'a chain that no realm has as its default can still be asked for by name',
    'installed-chain': 'the chains AM was installed with, unused',
    'other-realm': 'the tree of that name is in another realm',
    'custom-class': "a module type that is not the vendor's",
    'custom-archive': 'a JAR of the customer with a class that extends AMLoginModule, nested in the WAR or among the sources',
    'custom-class-unused': 'no realm uses the module, and its class is there all the same',
    'class-uses-module': 'a class of the customer that calls a module and is none: medium',
    'vendor-archive': "AM's own libraries are full of modules; one that only bears such a name is the customer's",
    'replacement-named': 'with the new WAR named, that one is judged, and the deployed application is a note',
    'nothing-to-scan': 'the plan names no web application, no WAR and no sources: that there is no such class is not known',
    'vendor-classes': "the vendor's own module types are known to every AM",
    'unknown-name': 'the realm names something that is neither a tree nor a chain of the files',
    unresolved: 'what the realm logs in with is an expression',
    'xml-chain': 'AM stores chains as XML',
    'classic-configuration': 'the configuration is kept in a directory server',
    'layered-configuration': 'AM 8 keeps a layer of its configuration in the web application',
    'no-settings': 'no realm says what it logs in with: the files are not the whole configuration',
  },
  evaluate: ({ facts, phase, finding }) => {
    const { authentication } = facts
    const places = judgedPlaces(facts, phase)
    const { chains, trees, modules, settings, moduleClasses, tree } = authentication
    const findings: CheckFinding[] = []
    const unknown: { readonly unresolved: boolean; readonly text: string }[] = []
    const used = new Set<Chain>()
    for (const { realm, users, administrators, declaredIn } of settings)
      for (const [whose, name] of [
        ['users', users],
        ['administrators', administrators],
      ] as const) {
        if (name === null || trees.some((one) => one.realm === realm && one.name === name)) continue
        const chain = chains.find((one) => one.realm === realm && one.name === name)
        if (chain === undefined) {
          unknown.push({
            unresolved: /[&$]\{/.test(name),
            text: `${whose} of realm ${realm} log in with "${name}" (${declaredIn}), which is neither a tree nor a chain of these files`,
          })
          continue
        }
        used.add(chain)
        findings.push(
          finding(
            'chainInUse',
            { whose, realm, chain: name, modules: madeOf(chain) },
            { subject: `${realm} ${name} ${whose}`, location: { path: declaredIn } },
          ),
        )
      }
    for (const { className, declaredIn } of moduleClasses)
      findings.push(finding('customModule', { className }, { subject: className, location: { path: declaredIn } }))
    for (const { archive, place, modules: count, uses, examples } of archivesWithModules(places, ({ place }) =>
      place === 'newWar' ? facts.prepared : facts.current,
    )) {
      const subject = [archive.path, ...archive.chain].join('!/')
      const at = { subject, location: { path: archive.path, ...(archive.chain.length === 0 ? {} : { entry: archive.chain.join('!/') }) } }
      if (place.judged === 'replaced') {
        if (count > 0) findings.push(finding('moduleClassReplaced', { archive: subject, count, examples }, { ...at, severity: 'info' }))
      } else if (count > 0) findings.push(finding('moduleClass', { archive: subject, count, examples }, at))
      else findings.push(finding('moduleClassUse', { archive: subject, count: uses, examples }, { ...at, severity: 'medium' }))
    }
    for (const chain of chains) {
      if (used.has(chain)) continue
      const { realm, name, declaredIn } = chain
      const place = { subject: `${realm} ${name}`, location: { path: declaredIn } }
      if (trees.some((one) => one.realm === realm && one.name === name))
        findings.push(finding('shadowed', { realm, chain: name }, { ...place, severity: 'info' }))
      else if (DEFAULT_CHAINS.includes(name)) findings.push(finding('defaultChain', { realm, chain: name }, { ...place, severity: 'info' }))
      else findings.push(finding('chainDefined', { realm, chain: name, modules: madeOf(chain) }, { ...place, severity: 'medium' }))
    }
    for (const realm of [...new Set(modules.map((module) => module.realm))].sort()) {
      const left = modules.filter(
        (module) => module.realm === realm && !chains.some((chain) => chain.realm === realm && chain.modules?.includes(module.name)),
      )
      if (left.length > 0)
        findings.push(
          finding(
            'modulesLeft',
            { realm, count: left.length, modules: left.map(({ name, kind }) => `${name} (${kind})`).join(', ') },
            { subject: realm, severity: 'info' },
          ),
        )
    }

    const archives = places.filter(({ judged }) => judged !== 'replaced').reduce((sum, { scan }) => sum + scan.archives.length, 0)
    const answer = verdict(
      `${settings.length} realms log in through ${trees.length} trees, none through a chain; no class in ${archives} archives and directories extends AMLoginModule`,
      findings,
      'high',
    )
    if (answer.outcome === 'fail') return answer
    const unresolved = unknown.some((one) => one.unresolved)
    const [first] = unknown
    if (first !== undefined) return undetermined(unresolved ? 'unresolved' : 'missing-evidence', unknown.map(({ text }) => text).join('; '))
    const unseen = unseenPlace(places)
    if (unseen !== null) return undetermined('missing-evidence', unseen)
    return (
      unseenPartOf(tree, 'what realms log in with is not known') ??
      (settings.length === 0
        ? undetermined('missing-evidence', `${tree.root ?? ''} does not say what any realm logs in with: it is no whole configuration`)
        : answer)
    )
  },
})

const madeOf = ({ modules }: Chain): string =>
  modules === null ? 'modules not understood' : modules.length === 0 ? 'without modules' : modules.join(', ')
