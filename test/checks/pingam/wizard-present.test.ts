import { describe, it } from 'vitest'
import check from '../../../checks/pingam/wizard-present.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { application, form } from '../../support/web-application-facts.ts'

const ALL = ['openam-core-8.1.0.jar', 'click-extras-2.3.0.jar', 'click-nodeps-2.3.0.jar', 'velocity-1.7-p1.jar']
const war = (names: readonly string[], more = {}) => application(form(names, { kind: 'war', path: '/srv/AM-8.1.0.war', ...more }))

testCheck({ describe, it }, check, {
  pass: [
    { name: 'all three', facts: war(ALL), observed: 'click-extras-2.3.0.jar, click-nodeps-2.3.0.jar, velocity-1.7-p1.jar' },
    {
      name: 'other versions',
      trap: 'other-version',
      facts: war(['click-extras-2.4.0.jar', 'click-nodeps-2.4.0.jar', 'velocity-1.7.jar']),
      observed: 'velocity-1.7.jar',
    },
    {
      name: 'names in upper case',
      trap: 'upper-case',
      facts: war(['Click-Extras-2.3.0.jar', 'CLICK-NODEPS-2.3.0.JAR', 'Velocity-1.7-P1.JAR']),
      observed: 'Velocity-1.7-P1.JAR',
    },
    { name: 'no web.xml at all', trap: 'no-descriptor', facts: war(ALL, { descriptor: null }), observed: 'click-extras' },
  ],
  fail: [
    {
      name: 'stripped',
      facts: war(['openam-core-8.1.0.jar']),
      messages: ['missing', 'missing', 'missing'],
      subjects: ['click-extras', 'click-nodeps', 'velocity'],
    },
    { name: 'one of three is missing', trap: 'partly-stripped', facts: war(ALL.slice(0, 3)), messages: ['missing'], subjects: ['velocity'] },
    { name: 'a library of a similar name', facts: war([...ALL.slice(0, 3), 'velocity-tools-generic-3.1.jar']), messages: ['missing'] },
  ],
  error: [{ name: 'no WAR', facts: application(), code: 'missing-evidence' }],
})
