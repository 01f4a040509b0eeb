import { describe, it } from 'vitest'
import check from '../../../checks/pingam/mixed-libraries.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { application, form } from '../../support/web-application-facts.ts'

const CLEAN = ['openam-core-8.1.0.jar', 'openam-rest-8.1.0.jar', 'am-scripting-8.1.0.jar', 'guice-6.0.0.jar', 'guice-5.1.0.jar']

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'one version each; what others bring twice is theirs',
      facts: application(form(CLEAN)),
      observed: '3 AM libraries in /opt/tomcat/webapps/am',
    },
    {
      name: 'libraries that count their own way',
      trap: 'own-version-numbers',
      facts: application(form([...CLEAN, 'openam-configurator-tool-14.1.3.30.jar'])),
      observed: '4 AM libraries',
    },
    {
      name: "a customer's libraries",
      trap: 'customer-libraries',
      facts: application(form([...CLEAN, 'openam-acme-nodes-1.2.jar'])),
      observed: '4 AM libraries',
    },
    { name: 'a hotfix', trap: 'hotfix-libraries', facts: application(form([...CLEAN, 'openam-oauth2-8.1.1.jar'])), observed: '4 AM libraries' },
    { name: 'a library without a version', facts: application(form([...CLEAN, 'openam-extra.jar'])), observed: '4 AM libraries' },
  ],
  fail: [
    {
      name: 'two core libraries',
      trap: 'two-cores',
      facts: application(form(['openam-core-7.5.0.jar', ...CLEAN])),
      messages: ['twice'],
      subjects: ['/opt/tomcat/webapps/am openam-core'],
      says: ['openam-core-7.5.0.jar, openam-core-8.1.0.jar'],
    },
    {
      name: 'a second copy with the tests',
      trap: 'test-classifier',
      facts: application(form([...CLEAN, 'openam-core-8.1.0-tests.jar'])),
      messages: ['twice'],
    },
    { name: 'a copy without a version', trap: 'unversioned-twin', facts: application(form([...CLEAN, 'openam-core.jar'])), messages: ['twice'] },
    {
      name: 'a library of a release that is gone',
      facts: application(form([...CLEAN, 'openam-soap-sts-7.5.0.jar'])),
      messages: ['leftOver'],
      severity: 'medium',
      subjects: ['/opt/tomcat/webapps/am openam-soap-sts-7.5.0.jar'],
    },
    {
      name: 'a clean directory beside a mixed WAR',
      trap: 'both-forms',
      phase: 'post-upgrade',
      facts: application(form(CLEAN), form([...CLEAN, 'openam-rest-7.5.0.jar'], { kind: 'war' })),
      messages: ['twice'],
      subjects: ['/opt/tomcat/webapps/am.war openam-rest'],
    },
  ],
  error: [
    { name: 'no core library', trap: 'not-am', facts: application(form(['spring-core-6.1.0.jar'])), code: 'unsupported' },
    { name: 'nothing is there after the upgrade', phase: 'post-upgrade', facts: application(), code: 'missing-evidence' },
  ],
  notApplicable: [{ name: 'undeployed while files are exchanged', trap: 'undeployed', facts: application() }],
})
