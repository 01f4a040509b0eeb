import { mkdirSync, rmSync } from 'node:fs'
import { put, putJson } from '../../../fixtures/estate/paths.ts'
import { entity, servicePaths } from '../../../fixtures/estate/services.ts'
import { addProperty, mutationsOf, setFields, type Mutation } from './mutation.ts'
import { logInThroughChain, serverFile } from './settings.ts'
import type { Scene } from './worlds.ts'

const deployScript =
  (content: string) =>
  (scene: Scene): void => {
    put(`${scene.instance.upgrader}/../src/deploy.sh`, content)
    setFields(scene, { sources: [`${scene.instance.name}/staging/src`] })
  }

/** Features that AM 8.1 no longer has, and whether the tools can convert the configuration. */
export const FEATURE_MUTATIONS: readonly Mutation[] = [
  ...mutationsOf('removed-features', 'pre', [
    {
      name: 'a SOAP security token service',
      trap: 'soap-sts',
      outcome: 'fail',
      says: 'realm / has the SOAP security token service "portal-sts"',
      change: ({ instance }) =>
        putJson(
          `${servicePaths(instance).policies.replace(/sunentitlementservice.*/, 'soapsecuritytokenservice/1.0/organizationconfig/default')}/portal-sts.json`,
          entity('SoapSecurityTokenService', ['portal-sts', 'default'], 'soapstsinstance', { 'soap-sts-name': 'portal-sts' }, '/'),
        ),
    },
    {
      name: 'SNMP is switched on',
      outcome: 'fail',
      says: 'monitoring over SNMP is switched on',
      change: ({ instance }) =>
        putJson(
          servicePaths(instance).monitoring,
          entity('iPlanetAMMonitoringService', ['default'], 'default', { snmpEnabled: true, snmpPort: 8085 }),
        ),
    },
    {
      name: 'fields of SNMP that stop an Amster import',
      trap: 'snmp-fields',
      outcome: 'fail',
      says: 'the import of an Amster export stops at them',
      // By the Amster route the keystore goes with the configuration directory.
      also: { 'pingam/keystore-survives': 'fail' },
      change: (scene) => {
        putJson(
          servicePaths(scene.instance).monitoring,
          entity('iPlanetAMMonitoringService', ['default'], 'default', { snmpEnabled: false, snmpPort: 8085 }),
        )
        scene.editPlan((plan) => void (plan.options.route = 'amster'))
      },
    },
    {
      name: 'a property of the token store queue',
      trap: 'cts-queue',
      outcome: 'fail',
      says: 'server-default sets org.forgerock.services.cts.async.queue.size, which AM does not read since 7.3',
      change: (scene) => addProperty(serverFile(scene), 'org.forgerock.services.cts.async.queue.size=5000'),
    },
    {
      name: 'the embedded directory server',
      trap: 'embedded-ds',
      outcome: 'fail',
      severity: 'blocker',
      says: 'AM keeps its configuration in the embedded directory server',
      change: (scene) => addProperty(serverFile(scene), 'com.sun.identity.sm.sms_object_class_name=com.sun.identity.sm.ldap.SMSEmbeddedLdapObject'),
    },
    {
      name: 'an embedded directory server that is no longer used',
      outcome: 'fail',
      severity: 'low',
      says: 'left over from an embedded directory server',
      change: ({ instance }) => mkdirSync(`${instance.config}/opends/db`, { recursive: true }),
    },
    {
      name: 'a deployment that calls ssoadm',
      trap: 'ssoadm',
      outcome: 'fail',
      says: 'deploy.sh:2 calls ssoadm',
      change: deployScript('#!/bin/sh\nssoadm list-servers\n'),
    },
    { name: 'a comment about ssoadm', outcome: 'pass', change: deployScript('#!/bin/sh\n# ssoadm list-servers\n') },
    {
      name: 'a chain that users log in through',
      trap: 'chain',
      outcome: 'fail',
      says: 'realm / logs in through the chain "portalService"',
      also: { 'pingam/authentication-modules': 'fail' },
      change: logInThroughChain,
    },
  ]),
  ...mutationsOf('file-based-sites', 'pre', [
    {
      name: 'a site',
      trap: 'site',
      outcome: 'fail',
      severity: 'medium',
      says: 'the site "portal" is configured',
      change: ({ instance }) =>
        putJson(
          `${servicePaths(instance).sites}/portal/accesspoint.json`,
          entity('iPlanetAMPlatformService', ['accesspoint', 'portal', 'com-sun-identity-sites', 'default'], 'accesspoint', {
            'primary-url': 'https://login.example.com/am',
          }),
        ),
    },
  ]),
  ...mutationsOf('resource-names', 'pre', [
    {
      name: 'a policy with a slash in its name',
      trap: 'slash',
      outcome: 'fail',
      severity: 'low',
      says: 'has a forward slash in its name',
      change: ({ instance }) =>
        putJson(
          `${servicePaths(instance).policies}/a.json`,
          entity('sunEntitlementService', ['portal/login', 'registeredApplications', 'default'], 'application', { conditions: [] }, '/'),
        ),
    },
  ]),
  ...mutationsOf('upgrade-rules', 'pre', [
    {
      name: 'no rules for a file-based configuration',
      trap: 'latest-groovy',
      outcome: 'fail',
      severity: 'high',
      says: 'holds no fbc/latest.groovy',
      change: ({ instance }) => rmSync(`${instance.upgrader}/rules/fbc/latest.groovy`),
    },
    {
      name: 'no rules at all',
      outcome: 'fail',
      says: 'holds no rules directory',
      change: ({ instance }) => rmSync(`${instance.upgrader}/rules`, { recursive: true }),
    },
    {
      name: 'rules of no bytes',
      outcome: 'fail',
      says: 'latest.groovy is empty',
      change: ({ instance }) => put(`${instance.upgrader}/rules/fbc/latest.groovy`, ''),
    },
  ]),
  ...mutationsOf('upgrade-rules', 'amster', [
    {
      name: 'a chain of rules that stops at 7.5',
      trap: 'chain',
      outcome: 'fail',
      says: 'leads from AM 7.5 to 8.1',
      change: ({ instance }) => rmSync(`${instance.upgrader}/rules/amster/7.5.x-to-8.1.x.groovy`),
    },
    {
      name: 'a chain by way of 8.0',
      trap: 'graph-of-files',
      outcome: 'pass',
      change: ({ instance }) => {
        rmSync(`${instance.upgrader}/rules/amster/7.5.x-to-8.1.x.groovy`)
        for (const step of ['7.5.x-to-8.0.x', '8.0.x-to-8.1.x']) put(`${instance.upgrader}/rules/amster/${step}.groovy`, '// Rules\n')
      },
    },
  ]),
]
