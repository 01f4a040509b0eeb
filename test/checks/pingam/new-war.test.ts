import { describe, it } from 'vitest'
import check from '../../../checks/pingam/new-war.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { application, form } from '../../support/web-application-facts.ts'

const war = (target: string, digest: string, libraries: readonly string[] = ['openam-core-8.1.0.jar'], path = '/srv/staging/AM-8.1.0.war') => ({
  target,
  value: application(form(libraries, { kind: 'war', path, sha256: digest.repeat(64) })).application,
})

testCheck({ describe, it }, check, {
  pass: [
    { name: 'the same WAR twice', facts: { instances: [war('am-1', 'a'), war('am-2', 'a')] }, observed: /2 of 2 instances, sha256 a{64}/ },
    { name: 'one instance', facts: { instances: [war('am-1', 'a', ['openam-core-8.1.3.jar'])] }, observed: '1 of 1' },
    {
      name: 'an extension in upper case',
      trap: 'upper-case-extension',
      facts: { instances: [war('am-1', 'a', undefined, '/srv/staging/AM-8.1.0.WAR')] },
      observed: '1 of 1',
    },
    {
      name: "the customer's own libraries and builds",
      trap: 'customised-manifest',
      facts: { instances: [war('am-1', 'a', ['openam-core-8.1.0.jar', 'acme-am-2026.4.jar'])] },
      observed: '1 of 1',
    },
  ],
  fail: [
    {
      name: 'missing on one',
      trap: 'missing-on-one',
      facts: { instances: [war('am-1', 'a'), { target: 'am-2', value: { forms: [] } }] },
      messages: ['missing'],
      subjects: ['am-2'],
    },
    {
      name: 'another build',
      trap: 'same-release-other-bytes',
      facts: { instances: [war('am-1', 'a'), war('am-2', 'b')] },
      messages: ['differs'],
      subjects: ['am-2'],
    },
    {
      name: 'one of three differs',
      facts: { instances: [war('am-1', 'b'), war('am-2', 'a'), war('am-3', 'a')] },
      messages: ['differs'],
      subjects: ['am-1'],
    },
    {
      name: 'a WAR of 8.0',
      trap: 'wrong-release',
      facts: { instances: [war('am-1', 'a', ['openam-core-8.0.2.jar'])] },
      messages: ['release'],
      says: ['AM 8.0.2'],
    },
    {
      name: 'core libraries of two releases',
      facts: { instances: [war('am-1', 'a', ['openam-core-7.5.0.jar', 'openam-core-8.1.0.jar'])] },
      messages: ['mixed'],
    },
    {
      name: 'an exploded directory',
      facts: { instances: [{ target: 'am-1', value: application(form(['openam-core-8.1.0.jar'])).application }] },
      messages: ['directory'],
    },
  ],
  error: [
    {
      name: 'a WAR of something else',
      trap: 'not-am',
      facts: { instances: [war('am-1', 'a', ['spring-core-6.1.0.jar'])] },
      code: 'unsupported',
      says: 'am-1',
    },
  ],
})
