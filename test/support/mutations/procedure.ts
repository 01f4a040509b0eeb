import { cpSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { copyTree, put } from '../../../fixtures/estate/paths.ts'
import { jar, warOf, webApplication, type WebApplication } from '../../../fixtures/estate/web-application.ts'
import { editDocument, mutationsOf, setParameters, type Mutation } from './mutation.ts'
import { amsterOf, exportOf, putAmster, type Scene } from './worlds.ts'

const RECORD = 'realm/root/configurationversionservice/1.0/globalconfig/default.json'
const LDAP = 'realm/root/iplanetamauthldapservice/1.0/organizationconfig/default/ldap.json'

/** The same new WAR for all, from what the estate has. */
const newWars =
  (change: (application: WebApplication) => WebApplication) =>
  ({ all }: Scene): void => {
    for (const { newWar } of all) put(newWar, warOf(change(webApplication('8.1.0'))))
  }
const without =
  (pattern: RegExp) =>
  (application: WebApplication): WebApplication =>
    Object.fromEntries(Object.entries(application).filter(([path]) => !pattern.test(path)))

/** What is prepared and exchanged, before AM 8.1 is started. */
export const PROCEDURE_MUTATIONS: readonly Mutation[] = [
  ...mutationsOf('upgrader-java', 'staged', [
    {
      name: 'the tools run on Java 11',
      trap: 'unsupported-java',
      outcome: 'fail',
      severity: 'high',
      says: 'amupgrade does not run on Java 11',
      // One Java home serves both here.
      also: { 'pingam/java-version': 'fail' },
      change: ({ instance }) => put(`${instance.java}/release`, 'JAVA_VERSION="11.0.25"\n'),
    },
  ]),
  ...mutationsOf('configuration-upgraded', 'staged', [
    {
      name: 'nothing in place',
      trap: 'in-place',
      outcome: 'fail',
      severity: 'blocker',
      says: 'one directory too deep',
      also: { 'pingam/install-properties': 'fail', 'pingam/required-secret-mappings': 'error' },
      change: ({ instance: { services } }) => {
        renameSync(services, `${services}.moved`)
        mkdirSync(services)
        renameSync(`${services}.moved`, `${services}/upgraded-services`)
      },
    },
    {
      name: 'a copy that broke off',
      trap: 'whole',
      outcome: 'fail',
      says: 'server-default.json',
      change: ({ instance: { services } }) =>
        rmSync(`${services}/realm/root/iplanetamplatformservice/1.0/globalconfig/default/com-sun-identity-servers/server-default.json`),
    },
    {
      name: 'a document of half a file',
      outcome: 'fail',
      says: 'documents in',
      change: ({ instance: { services } }) =>
        writeFileSync(`${services}/realm/root/iplanetamauthservice/1.0/organizationconfig/default.json`, '{ "metadata": {'),
    },
    {
      name: 'a file of the old configuration left among the new',
      trap: 'mixed',
      outcome: 'fail',
      says: 'left over from the old configuration: ',
      change: ({ instance: { services, oldServices } }) => {
        for (const tree of [services, oldServices]) put(`${tree}/${LDAP}`, '{ "metadata": {}, "data": {} }\n')
      },
    },
    {
      name: 'rules that are not recorded',
      trap: 'rules-recorded',
      outcome: 'fail',
      says: 'records no applied rules',
      change: ({ instance: { services, upgradedServices } }) => {
        for (const tree of [services, upgradedServices]) editDocument(`${tree}/${RECORD}`, ({ data }) => void (data['appliedRuleIds'] = []))
      },
    },
    {
      name: 'a file edited by hand afterwards',
      outcome: 'fail',
      severity: 'medium',
      says: 'differ from those that amupgrade wrote',
      change: ({ instance: { services } }) =>
        editDocument(`${services}/realm/root/iplanetamauthservice/1.0/organizationconfig/default.json`, ({ data }) => void (data['acme'] = true)),
    },
  ]),
  ...mutationsOf('old-services-kept', 'staged', [
    {
      name: 'nothing kept',
      trap: 'kept',
      outcome: 'fail',
      severity: 'medium',
      says: 'where the old services should be kept, holds nothing',
      change: ({ instance }) => rmSync(instance.oldServices, { recursive: true }),
    },
    {
      name: 'a copy of the new services',
      outcome: 'fail',
      says: 'it is no copy of the old services',
      change: ({ instance: { oldServices, services } }) => copyTree(`${services}/${RECORD}`, `${oldServices}/${RECORD}`),
      also: { 'pingam/configuration-upgraded': 'fail' },
    },
  ]),
  ...mutationsOf('customisations-carried', 'staged', [
    {
      name: 'a library is lost',
      trap: 'lost',
      outcome: 'fail',
      severity: 'high',
      says: 'WEB-INF/lib/acme-auth-nodes-1.4.0.jar is not in',
      change: newWars(without(/\/acme-auth-nodes-/)),
    },
    {
      name: 'a theme is lost',
      outcome: 'fail',
      says: 'XUI/acme/theme.css is not in',
      change: newWars(without(/theme\.css$/)),
    },
    {
      name: 'a library that was dropped on purpose',
      trap: 'dropped-on-purpose',
      outcome: 'pass',
      change: (scene) => {
        newWars(without(/\/acme-auth-nodes-/))(scene)
        setParameters(scene, 'pingam/customisations-carried', { dropped: ['WEB-INF/lib/acme-auth-nodes-*'] })
      },
    },
    {
      name: 'a library in a newer version',
      outcome: 'pass',
      change: newWars((application) => ({
        ...without(/\/acme-auth-nodes-/)(application),
        'WEB-INF/lib/acme-auth-nodes-2.0.0.jar': jar('acme-auth-nodes-2.0.0.jar'),
      })),
    },
  ]),
  ...mutationsOf('amster-version', 'amster', [
    {
      name: 'the Amster of 7.5',
      trap: 'amster',
      outcome: 'fail',
      severity: 'high',
      says: 'is Amster 7.5.0',
      change: ({ instance }) => {
        rmSync(amsterOf(instance), { recursive: true })
        putAmster(amsterOf(instance), '7.5.0')
      },
    },
    {
      name: 'an export converted for another Amster',
      trap: 'a-option',
      outcome: 'fail',
      says: 'was converted with -a 7.5.0',
      change: ({ instance }) => {
        for (const path of readdirSync(exportOf(instance), { recursive: true, encoding: 'utf8' }))
          if (path.endsWith('.json')) editDocument(`${exportOf(instance)}/${path}`, ({ metadata }) => void (metadata['amsterVersion'] = '7.5.0'))
      },
    },
    {
      name: 'two releases of Amster in one directory',
      outcome: 'fail',
      says: 'holds Amster',
      change: ({ instance }) => cpSync(`${amsterOf(instance)}/amster-8.1.0.jar`, `${amsterOf(instance)}/amster-7.5.0.jar`),
    },
  ]),
]
