import { amKeystores, defineCheck, fail, heldKeyOf, labelledKeyOf, notApplicable, ofRole, pass, undetermined, type HeldKey } from '../../src/api.ts'
import { ALIAS_PARAMETER, TRANSIENT_STATE_LABEL, type AliasParameter } from './data/transient-state.ts'

export default defineCheck({
  id: 'pingam/transient-state-key-shared',
  title: 'Every instance holds the same transient-state key',
  why: 'An authentication journey may go on at another instance; with another key that instance cannot read the transient state, and without one AM does not start',
  remedy: 'Copy the keystore from one instance to all the others, then audit again',
  references: [{ title: 'PingAM 8.1, Upgrade AM instances', section: 'Before you upgrade, step 5' }],
  scope: 'deployment',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'blocker', staged: 'blocker', 'post-upgrade': 'blocker', compliance: 'blocker' },
  // An unreadable keystore beside the one that holds the key does not matter; every instance's own answer is looked at below.
  quantifier: 'any',
  ...ALIAS_PARAMETER,
  facts: { instances: ofRole('instance', amKeystores, ({ alias }: AliasParameter) => ({ aliases: [alias], labels: [TRANSIENT_STATE_LABEL] })) },
  messages: {
    lacking: '{instance} holds {lack}, while {others} hold it',
    nowhere: 'no instance holds a secret key "{alias}": {instances}',
    different: '{instance} holds another key "{alias}" (fingerprint {own}) than {others} (fingerprint {reference})',
  },
  traps: {
    'one-instance': 'there is one instance only',
    'other-container': 'the same key in JCEKS here and in PKCS#12 there, as RAW here and as AES there',
    'other-salt': 'fingerprints made under different salts are incomparable, whatever they say',
    'not-opened': "one instance's key could not be opened",
    'different-beside-not-opened': 'two instances differ and a third could not be opened',
    'two-keys-in-one': 'one instance holds different keys in two global stores',
    'same-wrong-key': 'all hold the same key, of the wrong size: shared it is',
    renamed: 'after the upgrade the label may be mapped to another alias here than there: the key is what counts',
    'old-alias-alike': "after the upgrade the vendor's alias is the same everywhere, and the label is mapped to different keys",
    'not-mapped-here': 'after the upgrade one instance maps the label to nothing',
    'layered-configuration': 'after the upgrade the mapping may be in the layer that lies in the web application',
    'mapped-twice': 'two global stores of one instance map the label to different keys',
    majority: 'of three instances one differs: that one is named',
  },
  evaluate: ({ facts: { instances }, parameters, phase, finding }) => {
    // Before the upgrade the vendor's alias counts; after it, whatever the label is mapped to: the alias may be renamed.
    const after = phase === 'post-upgrade' || phase === 'compliance'
    const alias = after ? TRANSIENT_STATE_LABEL : parameters.alias
    const all = instances.map(({ target, value }) => ({
      target,
      key: after ? labelledKeyOf(value, TRANSIENT_STATE_LABEL) : heldKeyOf(value, alias, TRANSIENT_STATE_LABEL),
    }))
    const holding = all.flatMap(({ target, key }) => (key.is === 'held' ? [{ target, key }] : []))
    const lacking = all.flatMap(({ target, key }) => (key.is === 'lacking' ? [{ target, key }] : []))
    const unknown = all.flatMap(({ target, key }) => (key.is === 'unknown' ? [{ target, key }] : []))

    const [only] = all
    if (only !== undefined && all.length === 1)
      return only.key.is === 'held'
        ? pass(`one instance: ${only.target}`)
        : notApplicable(
            `one instance, so there is nothing to share; whether ${only.target} has the key is judged by pingam/transient-state-${after ? 'label' : 'key'}`,
          )
    if (new Set(holding.map(({ key }) => key.saltId)).size > 1)
      return undetermined(
        'missing-evidence',
        `the keys of ${names(holding)} were fingerprinted under different salts: give the same fingerprintSalt in every plan, and collect again`,
      )

    const reference = mostCommon(holding)
    if (reference !== null) {
      const alike = holding.filter(({ key }) => key.hmac === reference.hmac)
      const deviating = [
        ...holding
          .filter(({ key }) => key.hmac !== reference.hmac)
          .map(({ target, key }) =>
            finding(
              'different',
              { instance: target, alias, own: shortened(key), others: names(alike), reference: shortened(reference) },
              { subject: target },
            ),
          ),
        ...lacking.map(({ target, key }) => finding('lacking', { instance: target, lack: key.text, others: names(alike) }, { subject: target })),
      ]
      if (deviating.length > 0) return fail(deviating)
    }
    const [first] = unknown
    if (first !== undefined) return undetermined(first.key.code, unknown.map(({ target, key }) => `${target}: ${key.text}`).join('; '))
    if (reference === null) return fail([finding('nowhere', { alias, instances: names(lacking) }, { subject: alias })])
    return pass(
      `${holding.length} instances hold one key of ${reference.bits ?? 'unknown'} bits, fingerprint ${shortened(reference)}: ${names(holding)}`,
    )
  },
})

type Held = Extract<HeldKey, { is: 'held' }>

const names = (items: readonly { readonly target: string }[]): string => items.map(({ target }) => target).join(', ')

/** Enough of a fingerprint to tell two apart, not enough to test a guessed key against. */
const shortened = ({ hmac }: Held): string => hmac.slice(0, 8)

/** The key most instances hold; among equals the first instance's. Null when none holds one. */
const mostCommon = (holding: readonly { readonly key: Held }[]): Held | null => {
  const count = ({ hmac }: Held): number => holding.filter(({ key }) => key.hmac === hmac).length
  return holding.reduce<Held | null>((best, { key }) => (best === null || count(key) > count(best) ? key : best), null)
}
