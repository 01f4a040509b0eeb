import { describe, it } from 'vitest'
import check from '../../../checks/pingam/upgrader-java.ts'
import { testCheck } from '../../../src/testing/test-check.ts'

const java = (version: string | null, more: { readonly runtimeVersion?: string; readonly implementor?: string } = {}) => ({
  java: {
    home: {
      path: '/opt/java',
      release: { path: '/opt/java/release', version, runtimeVersion: more.runtimeVersion ?? null, implementor: more.implementor ?? null },
    },
    declared: [],
    lastStart: null,
  },
})

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'Java 17',
      facts: java('17.0.13', { implementor: 'Eclipse Adoptium' }),
      observed: 'Java 17.0.13 of Eclipse Adoptium, by /opt/java/release',
    },
    { name: 'Java 21', facts: java('21.0.5'), observed: 'Java 21.0.5' },
    { name: 'Java 25', facts: java('25', { runtimeVersion: '25+36' }), observed: 'Java 25,' },
    {
      name: "a vendor's text behind the version",
      trap: 'vendor-strings',
      facts: java(null, { runtimeVersion: '17.0.15+6-Debian-1deb12u1' }),
      observed: '17.0.15+6-Debian-1deb12u1',
    },
  ],
  fail: [
    {
      name: 'Java 11',
      trap: 'java-11',
      facts: java('11.0.25'),
      messages: ['unsupported'],
      subjects: ['/opt/java'],
      says: ['does not run on Java 11 (11.0.25, by /opt/java/release)'],
    },
    { name: 'Java 8', trap: 'java-8', facts: java('1.8.0_392'), messages: ['unsupported'], says: ['Java 8 '] },
    { name: 'Java 19', trap: 'between-releases', facts: java('19.0.2'), messages: ['unsupported'] },
    {
      name: 'an early access of 25',
      trap: 'early-access',
      facts: java('25-ea', { runtimeVersion: '25-ea+31' }),
      messages: ['preRelease'],
      severity: 'medium',
    },
  ],
  error: [
    { name: 'Java 26', trap: 'newer', facts: java('26'), code: 'unsupported', says: 'the newest listed is 25' },
    {
      name: 'two versions in one file',
      trap: 'release-contradicts',
      facts: java('17.0.13', { runtimeVersion: '11.0.25+9' }),
      code: 'ambiguous',
      says: 'JAVA_RUNTIME_VERSION 11.0.25+9',
    },
    { name: 'no version', trap: 'no-version', facts: java(null), code: 'missing-evidence', says: 'states no JAVA_VERSION' },
    { name: 'a text that is no version', facts: java('seventeen'), code: 'parse-failed', says: '"seventeen"' },
    { name: 'no Java home', facts: { java: { home: null, declared: [], lastStart: null } }, code: 'missing-evidence', says: 'javaHome' },
  ],
  trapsElsewhere: { 'container-on-another': 'collectors/java-runtime.test.ts' },
})
