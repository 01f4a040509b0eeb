import { describe, it } from 'vitest'
import check from '../../../checks/pingam/old-services-kept.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { gone, OLD_RULES, record, tree } from '../../support/services-facts.ts'

const LIVE = '/srv/am/config/services'
const live = tree(LIVE)
const kept = (path: string, more: Parameters<typeof tree>[1] = {}) => ({
  live,
  old: tree(path, { configuration: record('8.0.0.0', OLD_RULES), ...more }),
})

testCheck({ describe, it }, check, {
  pass: [
    { name: 'kept', facts: kept('/srv/old-services'), observed: '/srv/old-services holds 40 documents of configuration version 8.0.0.0' },
    {
      name: 'the whole directory was kept',
      trap: 'whole-directory',
      facts: kept('/srv/am-old/config/services'),
      observed: '/srv/am-old/config/services',
    },
    { name: 'no record', trap: 'no-record', facts: kept('/srv/old-services', { configuration: null }), observed: '40 documents' },
    {
      name: 'in /tmp',
      trap: 'temporary-directory',
      facts: kept('/tmp/old-services'),
      observed: '/tmp/old-services',
      messages: ['temporary'],
    },
    { name: 'in a directory of a similar name', facts: kept('/srv/am/config/services-old'), observed: 'services-old' },
  ],
  fail: [
    { name: 'nothing was kept', facts: { live, old: gone('/srv/old-services', 'absent') }, messages: ['absent'], subjects: ['/srv/old-services'] },
    { name: 'an emptied directory', trap: 'emptied', facts: { live, old: gone('/srv/old-services', 'empty') }, messages: ['absent'] },
    { name: 'below the live directory', trap: 'inside-the-live-one', facts: kept(`${LIVE}/old`), messages: ['inside'] },
    { name: 'another directory', facts: kept('/srv/other', { realms: [], configuration: null }), messages: ['notServices'] },
    { name: 'a copy of the new', trap: 'copy-of-the-new', facts: { live, old: tree('/srv/old-services') }, messages: ['notOld'], says: ['9.0.0.0'] },
    {
      name: 'not swapped',
      trap: 'not-swapped-yet',
      facts: { ...kept('/srv/old-services'), live: tree(LIVE, { configuration: record('8.0.0.0', OLD_RULES) }) },
      messages: ['sameAsLive'],
    },
    {
      name: 'a damaged copy',
      trap: 'cut-off',
      facts: kept('/srv/old-services', { damaged: { count: 1, examples: ['realm/root/a.json'] } }),
      messages: ['damaged'],
      subjects: ['/srv/old-services/realm/root/a.json'],
    },
    {
      name: 'no start-up values',
      facts: kept('/srv/old-services', { installProperties: null }),
      messages: ['noStartUpValues'],
      severity: 'low',
    },
  ],
  error: [
    {
      name: 'the live directory by a link',
      trap: 'same-directory',
      facts: kept('/srv/old', { resolved: LIVE }),
      code: 'ambiguous',
      says: 'oldConfig',
    },
  ],
})
