import type { DriftRule } from '../../../src/api.ts'

const ANYTHING = ['changed', 'appeared', 'disappeared'] as const
const CURRENT = { which: 'current' }
const PREPARED = 'what was prepared has become the current one'
const AM_8_LAYER = 'AM 8 holds a baseline of the configuration in its web application'

/**
 * What the upgrade to 8.1 may, must and must not change. Sources: "Upgrade AM instances" (Tomcat and Java are exchanged, the WAR replaced, the
 * configuration upgraded, keystores and secrets kept) and facts/pingam 2.1 to 2.4, 6. What is not named here is not expected to change.
 */
export const DRIFT_CONTRACT: readonly DriftRule[] = [
  // Versions
  {
    fact: 'am-version',
    pointer: '/statements/version-file,*/version',
    must: 'change',
    why: 'the upgrade raises the version of the configuration directory',
  },
  { fact: 'am-version', pointer: '/statements/web-application,*/version', must: 'change', why: 'the upgrade deploys the web application of AM 8.1' },
  {
    fact: 'am-version',
    pointer: '/statements/server-default,*/version',
    may: ['changed'],
    why: 'the version in the server defaults may follow or lag behind',
  },
  {
    fact: 'am-version',
    pointer: '/statements/web-application,*',
    may: ['appeared', 'disappeared'],
    why: 'a WAR and the directory unpacked from it are two forms of one application',
  },
  { fact: 'am-version', pointer: '/configuration/version', must: 'change', why: 'an upgraded configuration has a higher configuration version' },
  { fact: 'am-version', pointer: '/configuration/appliedRules/*', may: ['appeared'], why: 'the upgrade records the rules it applied' },
  { fact: 'am-version', pointer: '/configuration', may: ['appeared'], why: 'the upgrade creates the configuration version service' },
  { fact: 'am-rest-version', pointer: '/version', must: 'change', why: 'after the upgrade and a restart, the running AM is of another release' },
  ...['fullVersion', 'revision', 'date'].map(
    (name) => ({ fact: 'am-rest-version', pointer: `/${name}`, may: ANYTHING, why: 'AM 8.1 is another build' }) as const,
  ),

  // AM is stopped for the upgrade and started again
  ...['', '/**'].map(
    (pointer) =>
      ({ fact: 'am-answers', pointer, may: ANYTHING, why: 'AM is stopped for the upgrade and started again; checks judge how it answers' }) as const,
  ),
  { fact: 'conversion-places', pointer: '/**', may: ANYTHING, why: 'amupgrade writes its output, and files are exchanged' },

  // The container and the web application are exchanged
  { fact: 'tomcat', pointer: '/**', may: ANYTHING, why: 'AM 8.1 runs in Tomcat 10.1: the container is exchanged' },
  ...['tomcat', 'server-xml', 'system-properties', 'java-runtime', 'web-application'].map(
    (fact) => ({ fact, params: { which: 'new' }, pointer: '', may: ['disappeared'], why: PREPARED }) as const,
  ),
  ...['newTomcat', 'newWar'].map((place) => ({ fact: '*-references', params: { place }, pointer: '', may: ['disappeared'], why: PREPARED }) as const),
  ...['tomcat', 'webapp'].map(
    (place) =>
      ({
        fact: '*-references',
        params: { place },
        pointer: '/**',
        may: ANYTHING,
        why: 'Tomcat and the web application are exchanged; checks judge what they refer to',
      }) as const,
  ),
  { fact: 'server-xml', pointer: '/**', may: ANYTHING, why: 'the settings of server.xml are carried over to the new Tomcat by hand' },
  { fact: 'system-properties', pointer: '/**', may: ANYTHING, why: 'the start files of the new Tomcat are others' },
  { fact: 'java-runtime', pointer: '/**', may: ANYTHING, why: 'AM 8.1 runs on Java 17 and newer: the runtime may be exchanged' },
  { fact: 'web-application', pointer: '/forms/**', may: ANYTHING, why: 'the WAR is replaced by that of AM 8.1' },
  { fact: 'archive-references', pointer: '/**', may: ANYTHING, why: 'the WAR, the container and what is built for them are exchanged' },
  {
    fact: 'archive-references',
    pointer: '',
    may: ['appeared', 'disappeared'],
    why: 'what was prepared is deployed and has another place in the plan',
  },
  { fact: 'tomcat-deployments', pointer: '/deployments/*/**', may: ANYTHING, why: 'the WAR is replaced and unpacked anew' },
  { fact: 'tomcat-deployments', pointer: '/deployments/*', mustNot: ['disappeared'], why: 'an application that was served is no longer there' },

  // Keys are kept
  {
    fact: 'am-keystores',
    pointer: '/keystores/*',
    mustNot: ['disappeared'],
    why: 'the upgrade keeps the keystores: without one, secrets cannot be resolved',
  },
  { fact: 'am-keystores', pointer: '/keystores/*', may: ['appeared'], why: 'the upgraded configuration may name further keystores' },
  {
    fact: 'am-keystores',
    pointer: '/keystores/*/reading/listing/entries/*',
    mustNot: ['disappeared'],
    why: 'the upgrade keeps the keys: what was encrypted or signed with this one can no longer be read',
  },
  {
    fact: 'am-keystores',
    pointer: '/keystores/*/reading/listing/entries/*',
    may: ['appeared'],
    why: 'keys may be added for labels that are new in AM 8',
  },
  {
    fact: 'am-keystores',
    pointer: '/keystores/*/reading/listing/entries/*/key/**',
    mustNot: ANYTHING,
    why: 'the key is another one: what was encrypted or signed with the old one can no longer be read',
  },
  {
    fact: 'am-keystores',
    pointer: '/keystores/*/sha256',
    may: ['changed'],
    why: 'the file is written anew when an entry is added; entries are compared one by one',
  },
  { fact: 'am-keystores', pointer: '/keystores/*/stores/**', may: ['changed', 'appeared'], why: 'labels may be mapped anew; the checks judge them' },
  {
    fact: 'am-keystores',
    pointer: '/declared/**',
    may: ['changed', 'appeared'],
    why: 'AM 8 holds a baseline of the configuration in its web application',
  },
  { fact: 'am-secret-stores', pointer: '/layer', may: ['changed'], why: AM_8_LAYER },
  { fact: 'am-secret-stores', pointer: '/*/*', may: ['appeared'], why: 'AM 8 has secret labels and stores that are new' },

  // Directories
  { fact: 'ldap-root', pointer: '/vendorVersion', may: ['changed'], why: 'the directory is upgraded before AM' },
  { fact: 'ldap-root', pointer: '/fullVendorVersion', may: ANYTHING, why: 'the directory is upgraded before AM' },
  { fact: 'ldap-root', pointer: '/vendorName', may: ['changed'], why: 'ForgeRock Directory Services is called PingDS now' },
  { fact: 'ldap-root', pointer: '/supportedControl/*', may: ['appeared'], why: 'a newer directory has more controls' },
  {
    fact: 'ldap-schema',
    pointer: '/*/*',
    mustNot: ['disappeared'],
    why: 'the upgrade adds to the schema: entries that use this definition can no longer be written',
  },
  { fact: 'ldap-schema', pointer: '/*/*', may: ['appeared'], why: 'the LDIF files of AM 8.1, and those of a newer directory, define more' },
  { fact: 'ldap-schema', pointer: '/objectClasses/*/may/*', may: ['appeared'], why: 'AM 8.1 adds attributes to classes that exist' },
  {
    fact: 'ldap-access-control',
    pointer: '/places/*/acis/*',
    may: ['appeared'],
    why: 'the account AM binds with is given the right to let the directory sort',
  },
  {
    fact: 'ldap-sort-probe',
    pointer: '/resultCode',
    may: ['changed'],
    why: 'the account AM binds with is given the right to let the directory sort',
  },

  // Identity stores
  {
    fact: 'am-identity-stores',
    pointer: '/stores/*/userAttributes/retryLimitNodeCount',
    may: ['appeared'],
    why: 'a rule of amupgrade (OPENAM-17404) adds it',
  },
  {
    fact: 'am-identity-stores',
    pointer: '/stores/*/userClasses/webauthnDeviceProfilesContainer',
    may: ['disappeared'],
    why: 'it is taken off the list where the schema of the directory is not updated',
  },

  // The configuration
  { fact: 'am-*', params: { which: 'upgraded' }, pointer: '/**', may: ANYTHING, why: 'amupgrade writes it during the upgrade' },
  { fact: 'am-*', params: { which: 'upgraded' }, pointer: '', may: ['disappeared'], why: 'what amupgrade wrote is not needed after the upgrade' },
  { fact: 'am-*', pointer: '/tree/layer', may: ['changed'], why: AM_8_LAYER },
  { fact: 'am-servers', pointer: '/properties/*,com.iplanet.am.version/**', may: ANYTHING, why: 'AM writes its own release there' },
  {
    fact: 'am-servers',
    params: CURRENT,
    pointer: '/properties/*',
    mustNot: ['disappeared'],
    why: 'advanced properties are lost in the upgrade: add them again',
  },
  { fact: 'am-servers', pointer: '/properties/*', may: ['appeared'], why: 'the new release may write properties of its own' },
  { fact: 'am-scripts', params: CURRENT, pointer: '/scripts/*', mustNot: ['disappeared'], why: 'the upgrade keeps customised scripts' },
  { fact: 'am-scripts', params: CURRENT, pointer: '/scripts/*', may: ['appeared'], why: 'the new release may bring scripts' },
  {
    fact: 'am-scripts',
    params: CURRENT,
    pointer: '/scripts/*/references/*',
    may: ['disappeared'],
    why: 'scripts are rewritten for jakarta; that their text changed is for somebody to confirm',
  },
  {
    fact: 'am-scripts',
    params: CURRENT,
    pointer: '/scripts/*/sha256',
    mustNot: ANYTHING,
    why: 'the upgrade does not update scripts: somebody changed this one',
  },
  { fact: 'am-script-engines', params: CURRENT, pointer: '/lists/*/**', may: ['appeared', 'changed'], why: 'lists get their jakarta entries' },
  { fact: 'am-script-engines', params: CURRENT, pointer: '/lists/*/entries/javax.*', may: ['disappeared'], why: 'AM 8 has no javax.servlet' },
]
