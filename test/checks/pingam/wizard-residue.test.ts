import { describe, it } from 'vitest'
import check from '../../../checks/pingam/wizard-residue.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { application, form } from '../../support/web-application-facts.ts'

const CLEAN = ['openam-core-8.1.0.jar', 'velocity-tools-generic-3.1.jar', 'clickhouse-jdbc-0.4.6.jar']
const XML = '/opt/tomcat/webapps/am/WEB-INF/web.xml'
const descriptor = (servlets: readonly string[], mappings: readonly (readonly [string, string])[]) => ({
  path: XML,
  servlets: servlets.map((name, index) => ({ name, line: 10 + index })),
  mappings: mappings.map(([servlet, pattern], index) => ({ servlet, pattern, line: 20 + index })),
})

testCheck({ describe, it }, check, {
  pass: [
    { name: 'libraries of similar names', trap: 'similar-names', facts: application(form(CLEAN)), observed: 'none of the wizard among 3 libraries' },
    {
      name: 'WAR and directory, in compliance',
      phase: 'compliance',
      facts: application(form(CLEAN), form(CLEAN, { kind: 'war' })),
      observed: 'among 6 libraries',
    },
  ],
  fail: [
    {
      name: 'the exact names',
      trap: 'exact-names',
      facts: application(form([...CLEAN, 'click-extras-2.3.0.jar', 'click-nodeps-2.3.0.jar', 'velocity-1.7-p1.jar'])),
      messages: ['library', 'library', 'library'],
      subjects: [
        '/opt/tomcat/webapps/am click-extras-2.3.0.jar',
        '/opt/tomcat/webapps/am click-nodeps-2.3.0.jar',
        '/opt/tomcat/webapps/am velocity-1.7-p1.jar',
      ],
    },
    { name: 'names in upper case', trap: 'upper-case', facts: application(form(['Click-Extras-2.3.0.JAR'])), messages: ['library'] },
    {
      name: 'other versions',
      trap: 'other-versions',
      phase: 'compliance',
      facts: application(form(['velocity-1.7.jar', 'click-extras-2.4.0.jar'])),
      messages: ['otherVersion', 'otherVersion'],
      severity: 'medium',
    },
    { name: 'ognl', trap: 'ognl', facts: application(form(['ognl-3.2.10.jar'])), messages: ['relative'], severity: 'medium' },
    {
      name: 'a cleaned directory beside the WAR',
      trap: 'both-forms',
      facts: application(form(CLEAN), form(['velocity-1.7-p1.jar'], { kind: 'war' })),
      messages: ['library'],
      subjects: ['/opt/tomcat/webapps/am.war velocity-1.7-p1.jar'],
    },
    {
      name: 'servlet and mapping',
      facts: application(form(CLEAN, { descriptor: descriptor(['click-servlet'], [['click-servlet', '*.htm']]) })),
      messages: ['servlet', 'mapping'],
      says: ['line 10', 'line 20'],
    },
    {
      name: 'a Click servlet of another name',
      trap: 'renamed-servlet',
      facts: application(form(CLEAN, { descriptor: descriptor(['pages'], [['pages', '/setup/*']]) })),
      messages: ['servlet', 'mapping'],
      subjects: [`${XML} pages`, `${XML} pages /setup/*`],
    },
    {
      name: 'a mapping left without its servlet',
      facts: application(form(CLEAN, { descriptor: descriptor([], [['click-servlet', '*.htm']]) })),
      messages: ['mapping'],
    },
    {
      name: "a customer's servlet on the same pattern",
      trap: 'customer-htm',
      facts: application(form(CLEAN, { descriptor: descriptor([], [['help', '*.htm']]) })),
      messages: ['otherMapping'],
      severity: 'medium',
    },
  ],
  error: [
    { name: 'nothing is there', facts: application(), code: 'missing-evidence' },
    { name: 'another web application', trap: 'not-am', facts: application(form(['commons-io-2.1.jar'])), code: 'unsupported', says: 'core library' },
    { name: 'no libraries at all', facts: application(form([])), code: 'unsupported', says: 'core library' },
    { name: 'no web.xml', facts: application(form(CLEAN, { descriptor: null })), code: 'missing-evidence', says: 'no web application' },
  ],
  trapsElsewhere: {
    'commented-out': 'collectors/web-application.test.ts',
    'linked-directory': 'collectors/web-application.test.ts',
    'never-requested': 'collectors/web-application.test.ts',
  },
})
