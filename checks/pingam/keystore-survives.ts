import { amKeystores, defineCheck, judged, nameOf, own, undetermined, type AmKeystore } from '../../src/api.ts'

export default defineCheck({
  id: 'pingam/keystore-survives',
  title: 'The keystores needed after the upgrade are kept outside the configuration directory',
  why: 'Upgrading from an Amster export deletes the configuration directory, and the keys in it with it: what they encrypted or signed cannot be read or verified any more',
  remedy:
    'Copy the keystore and its password files outside the configuration directory, and name the copy under keystores in the plan; put it in place again before AM is started',
  references: [{ title: 'PingAM 8.1, Upgrade AM instances', section: 'Upgrade from an Amster configuration export, step 5' }],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { 'pre-upgrade': 'high' },
  when: { option: 'route', in: ['amster'] },
  facts: { keystores: own(amKeystores, { aliases: [] }) },
  messages: {
    onlyInside: '{path} ({owner}) lies in the configuration directory {directory}, which this route deletes, and no copy of it is named in the plan',
  },
  traps: {
    'link-outside': 'security/keystores/keystore.jceks is a link to a file elsewhere: the file survives',
    'link-inside': 'a keystore named elsewhere is a link into the configuration directory',
    'similar-directory': '/opt/am-keys is not inside /opt/am',
    copy: 'a copy with the same content is named in the plan',
    'outdated-copy': 'a copy with other content is no copy',
    'realm-store': "a realm's keystore is needed afterwards too",
    absent: 'the file is not there at all',
    'unknown-file': "the secret store's file is an expression nothing resolves",
  },
  evaluate: ({ facts: { keystores: value }, finding }) => {
    const { configDirectory, declared, keystores } = value
    if (configDirectory === null)
      return undetermined('missing-evidence', 'the plan does not name the configuration directory (config), so what the route deletes is not known')
    const needed = keystores.filter(({ stores, inPlan, byDefault }) => stores.length > 0 || byDefault || (inPlan && !declared.visible))
    const unplaced = needed.filter(({ path }) => path === null)
    if (unplaced.length > 0)
      return undetermined('unresolved', unplaced.flatMap(({ reading }) => (reading.state === 'unread' ? [reading.text] : [])).join('; '))
    if (needed.length === 0)
      return undetermined('missing-evidence', 'no keystore of this instance is known: name them under keystores, or give amsterExport')

    const absent = needed.filter(({ reading }) => reading.state === 'absent')
    if (absent.length > 0)
      return undetermined(
        'missing-evidence',
        `there is no such file: ${absent.map(nameOf).join(', ')}; whether its content is kept elsewhere is not known`,
      )

    const inside = (keystore: AmKeystore): boolean => keystore.path !== null && isBelow(keystore.path, configDirectory)
    const copied = (keystore: AmKeystore): boolean =>
      keystores.some((other) => !inside(other) && other.sha256 !== null && other.sha256 === keystore.sha256)
    const lost = needed.filter((keystore) => inside(keystore) && !copied(keystore))
    return judged(
      `${needed.length} keystores lie outside ${configDirectory}, or have a copy there: ${needed.map(nameOf).join(', ')}`,
      lost.map((keystore) =>
        finding(
          'onlyInside',
          { path: nameOf(keystore), owner: ownerOf(keystore), directory: configDirectory },
          { subject: nameOf(keystore), location: { path: nameOf(keystore) } },
        ),
      ),
      'high',
    )
  },
})

/** Both absolute, links followed; either kind of separator. */
const isBelow = (path: string, directory: string): boolean => {
  const base = directory.replace(/[/\\]+$/, '')
  return path.startsWith(`${base}/`) || path.startsWith(`${base}\\`)
}

const ownerOf = ({ stores }: AmKeystore): string =>
  stores.length === 0
    ? 'named in the plan'
    : stores.map(({ name, scope }) => `secret store "${name}", ${scope === 'global' ? 'global' : `realm ${scope}`}`).join('; ')
