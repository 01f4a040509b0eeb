import { amKeystores, amVersion, defineCheck, fail, nameOf, notApplicable, own, pass, undetermined } from '../../src/api.ts'
import { FIRST_WITHOUT_ROLLBACK_ALIAS, ROLLBACK_ALIAS } from './data/secret-labels.ts'
import { compareReleases, isOpenAm, trustedStatements } from './data/releases-of.ts'
import { ALIAS_PARAMETER, TRANSIENT_STATE_LABEL } from './data/transient-state.ts'

export default defineCheck({
  id: 'pingam/rollback-alias',
  title: 'A keystore of the instance holds dsameuserpwd, without which a roll-back to AM before 7.4 does not start',
  why: 'AM 7.4 and later do without this key and do not make it; AM 7.3 and earlier read it when they start, so without it the way back is closed',
  remedy:
    'Back up the keystores before the upgrade and keep the entry dsameuserpwd in them; do not replace them by the keystore that AM 8.1 comes with',
  references: [
    { title: 'PingAM: Release notes, 7.4', section: 'Changed functionality: the alias dsameuserpwd is no longer in the default keystore' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'low' },
  // One keystore that holds it is enough, whatever becomes of the others.
  quantifier: 'any',
  // The entries asked for are those of pingam/transient-state-key, so that the keystores are opened once for both.
  facts: { am: own(amVersion), keystores: own(amKeystores, { aliases: [ALIAS_PARAMETER.defaults.alias], labels: [TRANSIENT_STATE_LABEL] }) },
  messages: { missing: '"{alias}" is in none of the keystores known of this instance ({places}): AM {release} does not start with them' },
  traps: {
    'no-roll-back-below': 'the running AM is 7.4 or later and does not need it',
    'boot-keystore': 'the keystore that AM starts with may be another than that of the secret store: any that the plan names counts',
    'alias-case': 'aliases are compared without regard to case',
    unlisted: 'a keystore that could not be listed may hold it',
    'no-keystore': 'no keystore of the instance is known',
    'unknown-release': 'which AM this is, is not known',
    'openam-release': 'OpenAM counts higher and is older',
  },
  evaluate: ({ facts: { am, keystores: value }, finding }) => {
    const release = trustedStatements(am.statements)[0]?.version ?? null
    if (release === null) return undetermined('missing-evidence', 'which AM this is, is not known: see pingam/source-version')
    if (compareReleases(release, FIRST_WITHOUT_ROLLBACK_ALIAS) >= 0 && !isOpenAm(release))
      return notApplicable(`AM ${release}, to which a roll-back would lead, starts without ${ROLLBACK_ALIAS}`)
    const { keystores } = value
    const holding = keystores.find(
      ({ reading }) => reading.state === 'listed' && reading.listing.entries.some(({ alias }) => alias.toLowerCase() === ROLLBACK_ALIAS),
    )
    if (holding !== undefined) return pass(`"${ROLLBACK_ALIAS}" in ${nameOf(holding)}`)
    const unlisted = keystores.find(({ reading }) => reading.state === 'unread' || (reading.state === 'listed' && !reading.listing.complete))
    if (unlisted !== undefined)
      return undetermined(
        unlisted.reading.state === 'unread' ? unlisted.reading.code : 'truncated',
        `${nameOf(unlisted)} may hold "${ROLLBACK_ALIAS}" and could not be listed in full`,
      )
    if (keystores.length === 0) return undetermined('missing-evidence', 'no keystore of the instance is known: name them under keystores')
    return fail([
      finding(
        'missing',
        { alias: ROLLBACK_ALIAS, release, places: keystores.map(nameOf).join(', ') },
        { subject: ROLLBACK_ALIAS, expected: 'an entry of that alias' },
      ),
    ])
  },
})
