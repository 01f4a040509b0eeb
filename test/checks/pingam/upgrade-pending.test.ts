import { describe, it } from 'vitest'
import check from '../../../checks/pingam/upgrade-pending.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { AM_URL, answering, everywhere, NOT_FOUND, redirected, REFUSED } from '../../support/am-answers.ts'

const pending = (location: string, trap?: string) => ({
  name: `to ${location}`,
  ...(trap === undefined ? {} : { trap }),
  facts: { answers: everywhere(redirected(location)) },
  messages: ['pending'] as const,
  subjects: [AM_URL],
  says: [`redirects /json/health/live, /json/health/ready, /isAlive.jsp to ${location}: AM is unconfigured, or an upgrade is pending`],
})
const harmless = (location: string) => ({ name: `isAlive.jsp to ${location}`, facts: { answers: answering({}, {}, redirected(location)) } })

testCheck({ describe, it }, check, {
  pass: [
    { name: 'ready', facts: { answers: answering() }, observed: `${AM_URL}/json/health/ready answers 200` },
    { name: 'isAlive.jsp alone', facts: { answers: answering({}, { status: 503 }) }, observed: '/isAlive.jsp answers 200' },
    { ...harmless('/am/configuration/options.htm'), trap: 'same-word', observed: 'ready' },
    { ...harmless('/am-config/options.htm'), observed: 'ready' },
    { ...harmless('https://config/am/XUI/'), observed: 'ready' },
    { ...harmless('//config:8443/am'), observed: 'ready' },
  ],
  fail: [
    pending('/am/config/options.htm', 'options'),
    pending('https://am.example.test:8443/am/config/upgrade/upgrade.htm', 'other-pages'),
    pending('/am/config/wizard/wizard.htm'),
    pending('/am/config'),
    pending('/AM/CONFIG/OPTIONS.HTM', 'written-otherwise'),
    pending('config/options.htm'),
    pending('/am/%63onfig/options.htm'),
    pending('/am/%2563onfig%252foptions.htm'),
    pending('//config/am/config/options.htm'),
    {
      name: 'one of three',
      trap: 'one-of-three',
      facts: { answers: answering({}, {}, redirected('/am/config/options.htm')) },
      messages: ['pending'],
      says: ['redirects /isAlive.jsp to /am/config/options.htm'],
    },
  ],
  error: [
    { name: 'live alone', trap: 'only-live', facts: { answers: answering({}, { status: 503 }, NOT_FOUND) }, code: 'ambiguous', says: '503' },
    { name: 'stopped', trap: 'down', facts: { answers: REFUSED }, code: 'unreachable', says: 'start AM first' },
    { name: 'a login page', trap: 'login-page', facts: { answers: everywhere({}) }, code: 'ambiguous', says: 'an HTML page' },
    { name: 'to a login', trap: 'to-login', facts: { answers: everywhere(redirected('https://login.example.test/')) }, code: 'ambiguous' },
    { name: 'malformed escapes', facts: { answers: everywhere(redirected('/am/%zz')) }, code: 'ambiguous' },
    { name: 'not deployed', facts: { answers: everywhere(NOT_FOUND) }, code: 'ambiguous' },
    { name: 'ready by somebody else', facts: { answers: answering({ apiVersion: null }, { apiVersion: null }, NOT_FOUND) }, code: 'ambiguous' },
  ],
})
