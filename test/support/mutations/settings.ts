import { rmSync } from 'node:fs'
import { BANNER } from '../../../fixtures/estate/configuration.ts'
import { put, putJson, stamp } from '../../../fixtures/estate/paths.ts'
import { entity, servicePaths } from '../../../fixtures/estate/services.ts'
import { unpack, warOf, webApplication } from '../../../fixtures/estate/web-application.ts'
import { editDocument, mutationsOf, replaceIn, setParameters, type Mutation } from './mutation.ts'
import type { Scene } from './worlds.ts'

const LABEL = 'am.authn.trees.transientstate.encryption'

export const serverFile = ({ instance }: Scene): string => `${servicePaths(instance).servers}/server-default.json`
const mappingFile = ({ instance }: Scene, label = LABEL): string => `${servicePaths(instance).mappings}/${label}.json`

const mapLabel =
  (label: string) =>
  (scene: Scene): void =>
    putJson(
      mappingFile(scene, label),
      entity('KeyStoreSecretStore', [label, 'mappings', 'default-keystore', 'default'], 'mapping', { secretId: label, aliases: ['hmacsigningtest'] }),
    )

const unmap = (scene: Scene): void => rmSync(mappingFile(scene))

/** A chain of modules that a realm has, and by which nobody logs in. */
const addChain = ({ instance }: Scene): void =>
  putJson(
    `${servicePaths(instance).chains}/portalservice.json`,
    entity(
      'iPlanetAMAuthConfiguration',
      ['portalService', 'Configurations', 'default'],
      'NamedConfiguration',
      { authChainConfiguration: [{ module: 'DataStore', criteria: 'REQUIRED', options: {} }] },
      '/',
    ),
  )

/** A chain of modules that a realm has, and by which its users log in. */
export const logInThroughChain = (scene: Scene): void => {
  addChain(scene)
  replaceIn(servicePaths(scene.instance).authentication, '"orgConfig": "Login"', '"orgConfig": "portalService"')
}

/** The whole instance as of another release. */
const becomes =
  (release: string, configuration: string) =>
  (scene: Scene): void => {
    const { instance } = scene
    put(`${instance.config}/.version`, `${BANNER(release)}\n`)
    replaceIn(serverFile(scene), BANNER('7.5.0'), BANNER(release))
    const record = `${instance.services}/realm/root/configurationversionservice/1.0/globalconfig/default.json`
    editDocument(record, ({ data }) => void (data['configurationVersion'] = configuration))
    const [war, directory] = [`${instance.tomcat}/webapps/am.war`, `${instance.tomcat}/webapps/am`]
    put(war, warOf(webApplication(release)))
    rmSync(directory, { recursive: true })
    unpack(webApplication(release), directory, { entries: '2024-03-28T16:00:00Z', war: '2026-01-15T10:00:00Z' })
    stamp('2026-01-15T10:00:00Z', war)
  }

/** What the configuration says before the upgrade. */
export const SETTING_MUTATIONS: readonly Mutation[] = [
  ...mutationsOf('authentication-modules', 'pre', [
    {
      name: 'users log in through a chain',
      trap: 'chain-in-use',
      outcome: 'fail',
      severity: 'high',
      says: 'users of realm / log in through the chain "portalService" (DataStore)',
      // A chain in use is a removed feature as well: CATALOG names it in both rules.
      also: { 'pingam/removed-features': 'fail' },
      change: logInThroughChain,
    },
    {
      name: 'a chain that can be asked for by name',
      outcome: 'fail',
      severity: 'medium',
      says: 'realm / has the chain "portalService"',
      change: addChain,
    },
    {
      name: 'a module type of the customer',
      outcome: 'fail',
      says: 'the module type com.acme.Sms',
      change: ({ instance }) =>
        putJson(
          servicePaths(instance).authentication.replace('organizationconfig', 'globalconfig'),
          entity('iPlanetAMAuthService', ['default'], 'default', {
            authenticators: ['com.sun.identity.authentication.modules.ldap.LDAP', 'com.acme.Sms'],
          }),
        ),
    },
  ]),
  ...mutationsOf('required-secret-mappings', 'pre', [
    {
      name: 'no mapping',
      trap: 'unmapped',
      outcome: 'fail',
      severity: 'high',
      says: `no globally configured secret store maps ${LABEL}`,
      change: unmap,
    },
    {
      name: 'a mapping to nothing',
      outcome: 'fail',
      says: 'maps am.authn.trees.transientstate.encryption to no alias',
      change: (scene) => editDocument(mappingFile(scene), ({ data }) => void (data['aliases'] = [])),
    },
    {
      name: 'no mapping, and amupgrade is to be told to ignore it',
      trap: 'ignored',
      outcome: 'fail',
      severity: 'low',
      says: LABEL,
      change: (scene) => {
        unmap(scene)
        setParameters(scene, 'pingam/required-secret-mappings', { ignored: true })
      },
    },
  ]),
  ...mutationsOf('rollback-alias', 'pre', [
    {
      name: 'an AM 7.3 whose keystore lacks dsameuserpwd',
      trap: 'missing-alias',
      outcome: 'fail',
      severity: 'low',
      says: '"dsameuserpwd" is in none of the keystores',
      change: becomes('7.3.0', '6.0.0.0'),
    },
  ]),
  ...mutationsOf('obsolete-secret-labels', 'pre', [
    {
      name: 'a label that was renamed',
      trap: 'renamed',
      outcome: 'fail',
      severity: 'medium',
      says: 'which is called am.authentication.nodes.persistentcookie.encryption since 7.5',
      change: mapLabel('am.default.authentication.nodes.persistentcookie.encryption'),
    },
    {
      name: 'a label that was dropped',
      trap: 'dropped',
      outcome: 'fail',
      says: 'which AM no longer has since 8.0',
      change: mapLabel('am.default.authentication.modules.persistentcookie.signing'),
    },
    {
      name: 'a renamed label beside its successor',
      outcome: 'pass',
      says: 'it is left over',
      change: (scene) => {
        mapLabel('am.default.authentication.nodes.persistentcookie.encryption')(scene)
        mapLabel('am.authentication.nodes.persistentcookie.encryption')(scene)
      },
    },
  ]),
]
