import { appendFileSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync } from 'node:fs'
import { BANNER } from '../../../fixtures/estate/configuration.ts'
import { put } from '../../../fixtures/estate/paths.ts'
import { servicePaths } from '../../../fixtures/estate/services.ts'
import { warOf, webApplication } from '../../../fixtures/estate/web-application.ts'
import { mutationsOf, type Mutation } from './mutation.ts'
import { editQuietly, LONG_AGO } from './transient-key.ts'
import { putAmster, type Scene } from './worlds.ts'

const setServerConfig =
  (edit: (lines: readonly string[]) => readonly string[]) =>
  ({ instance }: Scene): void =>
    editQuietly(`${servicePaths(instance).servers}/server-default.json`, ({ data }) => {
      const lines = data['serverconfig']
      data['serverconfig'] = edit(Array.isArray(lines) ? lines.map(String) : [])
    })

const appendToLogin =
  (text: string) =>
  ({ instance }: Scene): void => {
    const { loginScript } = servicePaths(instance)
    appendFileSync(loginScript, text)
    utimesSync(loginScript, LONG_AGO, LONG_AGO)
  }

/** What is seen once AM 8.1 runs, some of it by a snapshot from before. */
export const AFTERWARDS_MUTATIONS: readonly Mutation[] = [
  ...mutationsOf('advanced-properties', 'post', [
    {
      name: 'a property is lost',
      trap: 'lost',
      outcome: 'fail',
      severity: 'high',
      says: 'acme.retries of server-default was 3 before the upgrade and is not there any more',
      change: setServerConfig((lines) => lines.filter((line) => !line.startsWith('acme.retries='))),
    },
    {
      name: 'a property has another value',
      trap: 'changed',
      outcome: 'fail',
      says: 'acme.greeting of server-default was',
      change: setServerConfig((lines) => lines.map((line) => line.replace('Good day', 'Good night'))),
    },
  ]),
  ...mutationsOf('scripts-kept', 'post', [
    {
      name: 'a customised script has another text',
      trap: 'differs',
      outcome: 'fail',
      // The file does not say whether the script is the vendor's own: one step less.
      severity: 'medium',
      says: 'script "Device login" (AUTHENTICATION_TREE_DECISION_NODE, global) is not what it was before the upgrade',
      // The reference has the script as it was.
      also: { 'pingam/scripts-current': 'fail' },
      change: appendToLogin('// Overwritten\n'),
    },
    {
      name: 'a script was kept with what it names of javax',
      trap: 'still-refers',
      outcome: 'pass',
      says: 'is what it was, and still names javax.servlet or javax.websocket',
      also: { 'pingam/javax-scripts': 'fail' },
      before: ({ all }) => {
        for (const instance of all) appendToLogin('var c = javax.servlet.http.Cookie;\n')({ instance } as Scene)
      },
      change: () => {},
    },
  ]),
  ...mutationsOf('scripts-current', 'post', [
    {
      name: "a script differs from the reference's",
      trap: 'differs',
      outcome: 'fail',
      severity: 'medium',
      says: 'script "Device login" (AUTHENTICATION_TREE_DECISION_NODE, global) differs from that of the reference reference',
      change: ({ directory, instance }) => {
        const path = servicePaths(instance).loginScript.replace(`${directory}/am-2/home/am`, `${directory}/reference/am`)
        appendFileSync(path, '// New in 8.1\n')
      },
    },
  ]),
  ...mutationsOf('version', 'post', [
    {
      name: 'the configuration has not moved on',
      trap: 'not-moved',
      outcome: 'fail',
      severity: 'blocker',
      says: 'am-2: the configuration is of AM 7.5',
      change: ({ instance }) =>
        editQuietly(`${instance.services}/realm/root/configurationversionservice/1.0/globalconfig/default.json`, ({ data }) => {
          data['configurationVersion'] = '8.0.0.0'
        }),
    },
    {
      name: 'a web application of the old release over the new configuration',
      trap: 'war-and-configuration',
      outcome: 'fail',
      says: '7.5.0 by ',
      change: ({ instance: { tomcat } }) => {
        const lib = `${tomcat}/webapps/am/WEB-INF/lib`
        for (const name of readdirSync(lib)) renameSync(`${lib}/${name}`, `${lib}/${name.replace('-8.1.0.jar', '-7.5.0.jar')}`)
        const descriptor = readFileSync(`${tomcat}/webapps/am/WEB-INF/web.xml`, 'utf8')
        const kept = Object.entries(webApplication('7.5.0')).filter(([path]) => !/\/(click-|velocity-)/.test(path))
        put(`${tomcat}/webapps/am.war`, warOf({ ...Object.fromEntries(kept), 'WEB-INF/web.xml': descriptor }))
        for (const path of [`${tomcat}/webapps/am.war`, lib]) utimesSync(path, LONG_AGO, LONG_AGO)
      },
    },
    {
      name: 'one instance of another patch release',
      trap: 'alike',
      outcome: 'fail',
      says: '8.1.1',
      change: ({ instance }) => {
        put(`${instance.config}/.version`, `${BANNER('8.1.1')}\n`)
        utimesSync(`${instance.config}/.version`, LONG_AGO, LONG_AGO)
      },
    },
  ]),
  ...mutationsOf('restarted', 'post', [
    {
      name: 'the services were changed after the last start',
      trap: 'start-before-change',
      outcome: 'fail',
      severity: 'medium',
      says: 'was before the services directory was changed',
      change: ({ instance }) => utimesSync(instance.services, new Date('2026-11-24T10:00:00Z'), new Date('2026-11-24T10:00:00Z')),
    },
    {
      name: 'a setting was changed since',
      outcome: 'pass',
      says: 'were changed since, the last one',
      change: ({ instance }) => {
        const { authentication } = servicePaths(instance)
        utimesSync(authentication, new Date('2026-11-24T10:00:00Z'), new Date('2026-11-24T10:00:00Z'))
      },
    },
  ]),
  ...mutationsOf('old-tools', 'post', [
    {
      name: 'the old Amster beside the new one',
      trap: 'old-amster',
      outcome: 'fail',
      severity: 'low',
      says: 'amster-7.5.0 is Amster of AM 7.5.0',
      change: ({ instance }) => putAmster(instance.upgrader.replace(/amupgrade$/, 'amster-7.5.0'), '7.5.0'),
    },
    {
      name: 'ssoadm in the home directory',
      outcome: 'fail',
      says: 'which AM 8.1 no longer has',
      change: ({ instance }) => put(`${instance.home}/ssoadmin-tools/bin/ssoadm`, '#!/bin/sh\n', 0o755),
    },
  ]),
  ...mutationsOf('amster-version', 'post', [
    {
      name: 'the Amster of 7.5 is still used',
      trap: 'afterwards',
      outcome: 'fail',
      severity: 'low',
      says: 'is Amster 7.5.0',
      also: { 'pingam/old-tools': 'fail' },
      change: ({ instance }) => {
        const amster = instance.upgrader.replace(/amupgrade$/, 'amster-8.1.0')
        rmSync(amster, { recursive: true })
        putAmster(amster, '7.5.0')
      },
    },
  ]),
]
