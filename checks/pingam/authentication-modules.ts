import { amAuthentication, defineCheck, judged as verdict, own, undetermined, type AmAuthentication, type CheckFinding } from '../../src/api.ts'
import { DEFAULT_CHAINS } from './data/removed-authentication.ts'
import { unseenPartOf } from './data/configuration-tree.ts'

type Chain = AmAuthentication['chains'][number]

export default defineCheck({
  id: 'pingam/authentication-modules',
  title: 'No realm logs in through authentication chains or modules',
  why: 'AM 8.0 removed authentication modules and chains: a realm that logs in through one cannot be logged in to after the upgrade, by its administrators neither',
  remedy:
    'Build an authentication tree for each chain named, set it as the default of the realm (Realms > REALM > Authentication > Settings > Core) and wherever the chain is asked for by name, and test it on the running AM before the upgrade',
  references: [
    { title: 'PingAM: Release notes, 8.0', section: 'Removed functionality: authentication modules and chains' },
    { title: 'PingAM 8.1, Upgrade AM instances', section: 'Before you upgrade' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'high' },
  facts: { authentication: own(amAuthentication, { which: 'current' }) },
  messages: {
    chainInUse: '{whose} of realm {realm} log in through the chain "{chain}" ({modules}), which AM 8 does not have',
    customModule: 'the module type {className} is known to this AM, and is none of its own: AM 8 has no module types',
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
    'vendor-classes': "the vendor's own module types are known to every AM",
    'unknown-name': 'the realm names something that is neither a tree nor a chain of the files',
    unresolved: 'what the realm logs in with is an expression',
    'xml-chain': 'AM stores chains as XML',
    'classic-configuration': 'the configuration is kept in a directory server',
    'layered-configuration': 'AM 8 keeps a layer of its configuration in the web application',
    'no-settings': 'no realm says what it logs in with: the files are not the whole configuration',
  },
  evaluate: ({ facts: { authentication }, finding }) => {
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

    const answer = verdict(`${settings.length} realms log in through ${trees.length} trees, none through a chain`, findings, 'high')
    if (answer.outcome === 'fail') return answer
    const unresolved = unknown.some((one) => one.unresolved)
    const [first] = unknown
    if (first !== undefined) return undetermined(unresolved ? 'unresolved' : 'missing-evidence', unknown.map(({ text }) => text).join('; '))
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
