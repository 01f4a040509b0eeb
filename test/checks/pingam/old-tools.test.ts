import { describe, it } from 'vitest'
import check from '../../../checks/pingam/old-tools.ts'
import type { ValueOf, amTools } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

type Tool = ValueOf<typeof amTools>['tools'][number]
const tool = (kind: Tool['kind'], path: string, release: string | null): Tool => ({ kind, path, release })
const found = (tools: readonly Tool[], unseen: readonly string[] = []) => ({ found: { looked: ['/home/am', '/opt'], unseen, tools } })
const NEW = tool('amster', '/opt/amster-8.1.0', '8.1.0')

testCheck({ describe, it }, check, {
  pass: [
    { name: 'the new Amster alone', facts: found([NEW]), observed: 'no tools of an earlier release in /home/am, /opt; of 8.1: /opt/amster-8.1.0' },
    { name: 'no tools', trap: 'nothing-there', facts: found([]), observed: /in \/home\/am, \/opt$/ },
  ],
  fail: [
    {
      name: 'the old Amster beside the new one',
      trap: 'new-beside-old',
      facts: found([tool('amster', '/opt/amster-7.5.0', '7.5.0'), NEW], ['/srv']),
      messages: ['old'],
      subjects: ['/opt/amster-7.5.0 (amster 7.5.0)'],
      says: ['/opt/amster-7.5.0 is Amster of AM 7.5.0'],
    },
    { name: 'an old Config-Upgrader', facts: found([tool('config-upgrader', '/opt/Config-Upgrader-8.0.2', '8.0.2')]), messages: ['old'] },
    {
      name: 'ssoadm',
      trap: 'tools-gone-in-8.1',
      phase: 'compliance',
      facts: found([tool('ssoadm', '/home/am/tools', '8.1.0')]),
      messages: ['removed'],
      says: ['which AM 8.1 no longer has'],
    },
    {
      name: 'the configurator',
      trap: 'own-version-numbers',
      facts: found([tool('configurator', '/home/am/openam-configurator-tool-14.1.3.30.jar', '14.1.3.30')]),
      messages: ['removed'],
    },
    {
      name: 'an Amster and an upgrader of no release',
      trap: 'no-release',
      facts: found([tool('amster', '/opt/amster', null), tool('config-upgrader', '/opt/amupgrade', null)]),
      messages: ['unknown', 'unknown'],
    },
  ],
  error: [
    {
      name: 'a directory beside that may not be read',
      trap: 'outside-the-plan',
      facts: found([NEW], ['/srv/tools']),
      code: 'permission-denied',
      says: '/srv/tools: name it under alsoRead',
    },
  ],
})
