import { amAnswers, defineCheck, judged, own, undetermined } from '../../src/api.ts'
import { UPGRADE_PAGE } from './data/am-releases.ts'
import { ALIVE_PAGE, isOfAm, isRedirect, isUpgradePage, READY, said } from './data/am-answers.ts'

export default defineCheck({
  id: 'pingam/upgrade-pending',
  title: 'AM is configured, and no upgrade is pending',
  why: 'While AM is unconfigured, or its WAR newer than its configuration, it sends every request to its installer or upgrader: it serves nobody, and whoever follows may run the upgrade without a login',
  remedy:
    'Shield AM from the network, then finish the upgrade of its configuration by the route chosen and restart it. Do not open the page that is named unless the wizard is the route',
  references: [
    { title: UPGRADE_PAGE, section: 'Upgrade wizard' },
    { title: 'OpenAM source', section: 'AMSetupFilter redirects to config/options.htm; facts/pingam 3.2' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'post-upgrade': 'blocker' },
  facts: { answers: own(amAnswers) },
  messages: { pending: '{url} redirects {paths} to {location}: AM is unconfigured, or an upgrade is pending' },
  traps: {
    options: 'a redirect to config/options.htm',
    'other-pages': 'config/upgrade/upgrade.htm, the wizard, and anything else below config/',
    'written-otherwise': 'in capitals, escaped, twice escaped, relative, or with host and port',
    'one-of-three': 'one probe is redirected and the others are not',
    'same-word': 'a path that only contains the word: /configuration, /am-config',
    'only-live': 'live answers while the filter may still redirect everything else: ready must answer 200',
    down: 'AM that is not running shows nothing',
    'login-page': 'an HTML page in place of an answer of AM shows nothing',
    'to-login': 'a redirect elsewhere shows nothing',
  },
  evaluate: ({ facts: { answers }, finding }) => {
    const { url } = answers
    if (answers.state === 'refused')
      return undetermined('unreachable', `nothing answers at ${url}, so it cannot be told whether an upgrade is pending; start AM first`)
    const { probes } = answers
    const [first, ...more] = probes.filter((probe) => isRedirect(probe) && isUpgradePage(probe.location ?? ''))
    if (first !== undefined) {
      const paths = [first, ...more].map(({ path }) => path).join(', ')
      const place = { subject: url, actual: first.location ?? '', location: { url } }
      return judged('', [finding('pending', { url, paths, location: first.location ?? '' }, place)], 'blocker')
    }
    // Whether the filter lets the probe of liveness through while an upgrade is pending is not known: only an AM that is ready shows that none is.
    const ready = probes.find((probe) => probe.status === 200 && isOfAm(probe) && (probe.path === READY || probe.path === ALIVE_PAGE))
    if (ready !== undefined) return judged(`${url}${ready.path} answers ${ready.status}, and nothing is redirected to config/`, [], 'blocker')
    return undetermined(
      'ambiguous',
      `what answers at ${url} does not show that AM is configured and ready (${probes.map((probe) => `${probe.path}: ${said(probe)}`).join('; ')})`,
    )
  },
})
