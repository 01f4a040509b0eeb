import { describe, it } from 'vitest'
import check from '../../../checks/pingam/stale-bootstrap.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { bootstrap, configuration, pointer, WEBAPP_POINTER } from '../../support/bootstrap-facts.ts'

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'no pointer',
      trap: 'nothing-there',
      facts: { bootstrap: bootstrap([]), config: configuration('absent'), old: null },
      observed: 'no pointer',
    },
    {
      name: 'the pointer of the new installation',
      trap: 'new-pointer',
      step: 'start',
      facts: { bootstrap: bootstrap([pointer('/srv/am')]), config: configuration('present'), old: configuration('present', '/srv/am-old') },
      observed: 'leads to /srv/am',
    },
    {
      name: 'a slash at its end',
      trap: 'trailing-slash',
      facts: { bootstrap: bootstrap([pointer('/srv/am/')]), config: configuration('present'), old: null },
      observed: 'leads to /srv/am',
    },
    {
      name: 'a configuration named by a link',
      trap: 'linked-configuration',
      facts: { bootstrap: bootstrap([pointer('/data/am')]), config: { ...configuration('present'), resolved: '/data/am' }, old: null },
      observed: 'leads to /srv/am',
    },
    {
      name: 'the pointer of another web application',
      trap: 'other-instance',
      facts: { bootstrap: bootstrap([pointer('/srv/other', 'AMConfig_opt_tomcat_webapps_other_')]), config: configuration('absent'), old: null },
      observed: 'no pointer of this web application',
      messages: ['others'],
    },
  ],
  fail: [
    {
      name: 'the old configuration',
      facts: { bootstrap: bootstrap([pointer('/srv/am-old')]), config: configuration('present'), old: configuration('present', '/srv/am-old') },
      messages: ['old'],
      subjects: [`/home/am/.openamcfg/${WEBAPP_POINTER}`],
    },
    {
      name: 'a configuration that is gone',
      facts: { bootstrap: bootstrap([pointer('/srv/am')]), config: configuration('absent'), old: null },
      messages: ['dangling'],
    },
    {
      name: 'an emptied configuration',
      facts: { bootstrap: bootstrap([pointer('/srv/am')]), config: configuration('empty'), old: null },
      messages: ['dangling'],
    },
    {
      name: 'somewhere else',
      facts: { bootstrap: bootstrap([pointer('/srv/am2')]), config: configuration('present'), old: null },
      messages: ['elsewhere'],
    },
    {
      name: 'a pointer of another name that leads here',
      trap: 'linked-web-application',
      facts: { bootstrap: bootstrap([pointer('/srv/am', 'AMConfig_srv_linked_am_')]), config: configuration('absent'), old: null },
      messages: ['dangling'],
    },
    {
      name: 'a legacy pointer',
      trap: 'legacy',
      facts: { bootstrap: bootstrap([{ ...pointer('/srv/am2'), legacy: true }]), config: configuration('present'), old: null },
      messages: ['elsewhere'],
    },
    {
      name: 'no web application named',
      facts: { bootstrap: bootstrap([pointer('/srv/x', 'AMConfig_x_')], null), config: configuration('present'), old: null },
      messages: ['elsewhere'],
    },
  ],
  error: [
    {
      name: 'two lines',
      trap: 'not-one-line',
      facts: { bootstrap: bootstrap([pointer(null)]), config: configuration('present'), old: null },
      code: 'parse-failed',
      says: WEBAPP_POINTER,
    },
  ],
  trapsElsewhere: { 'linked-tomcat': 'collectors/bootstrap-pointers.test.ts' },
})
