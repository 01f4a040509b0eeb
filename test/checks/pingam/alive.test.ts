import { describe, it } from 'vitest'
import check from '../../../checks/pingam/alive.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { AM_URL, answering, everywhere, NOT_FOUND, redirected, REFUSED } from '../../support/am-answers.ts'

const [LIVE, READY, PAGE] = ['/json/health/live', '/json/health/ready', '/isAlive.jsp'].map((path) => `${AM_URL}${path}`)

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'all three answer',
      facts: { answers: answering() },
      observed: `/json/health/live 200, /json/health/ready 200, /isAlive.jsp 200 at ${AM_URL}`,
    },
    { name: 'in compliance, with JSON', phase: 'compliance', facts: { answers: answering({ body: 'json' }) }, observed: 'ready 200' },
    {
      name: 'without isAlive.jsp',
      trap: 'no-alive-page',
      facts: { answers: answering({}, {}, NOT_FOUND) },
      observed: `/json/health/live 200, /json/health/ready 200 at ${AM_URL}`,
    },
  ],
  fail: [
    { name: 'stopped', trap: 'refused', facts: { answers: REFUSED }, messages: ['down'], subjects: [AM_URL] },
    {
      name: 'alive and not ready',
      trap: 'alive-not-ready',
      facts: { answers: answering({}, { status: 503 }) },
      messages: ['status'],
      subjects: [READY ?? ''],
      says: ['answers 503'],
    },
    {
      name: 'the store is down',
      trap: 'store-down',
      facts: { answers: answering({}, {}, { status: 500, body: 'html' }) },
      messages: ['status'],
      subjects: [PAGE ?? ''],
    },
    {
      name: 'a login page',
      trap: 'login-page',
      facts: { answers: everywhere({ contentType: 'text/html' }) },
      messages: ['unexpected'],
      subjects: [AM_URL],
      says: ['answers 200 with an HTML page to /json/health/live, /json/health/ready, /isAlive.jsp, which AM does not'],
    },
    {
      name: 'a page with the word, where AM sends none',
      facts: { answers: answering({ body: 'alive' }) },
      messages: ['unexpected'],
    },
    {
      name: 'isAlive.jsp says something else',
      trap: 'alive-page-elsewhere',
      facts: { answers: answering({}, {}, { body: 'other' }) },
      messages: ['unexpected'],
      subjects: [PAGE ?? ''],
    },
    { name: 'AM is not deployed', trap: 'not-deployed', facts: { answers: everywhere(NOT_FOUND) }, messages: ['status'], subjects: [AM_URL] },
    {
      name: 'a redirect to https',
      trap: 'to-https',
      facts: { answers: everywhere(redirected('https://am.example.test/am')) },
      messages: ['redirected'],
      says: ['302 to https://am.example.test/am'],
    },
    { name: 'an upgrade is pending', facts: { answers: answering({}, redirected('/am/config/options.htm')) }, messages: ['redirected'] },
    { name: 'a bad gateway', trap: 'one-cause', facts: { answers: everywhere({ status: 502 }) }, messages: ['status'] },
    {
      name: 'three answers, each wrong in its way',
      facts: { answers: answering({ status: 500 }, { status: 503 }, { body: 'html' }) },
      messages: ['status', 'status', 'unexpected'],
      subjects: [LIVE ?? '', READY ?? '', PAGE ?? ''],
    },
    { name: 'denied and not ready', facts: { answers: answering({ status: 403 }, { status: 503 }) }, messages: ['status'] },
  ],
  error: [
    { name: 'nobody may ask', trap: 'denied', facts: { answers: everywhere({ status: 403 }) }, code: 'permission-denied', says: '403' },
    { name: 'isAlive.jsp may not be asked', facts: { answers: answering({}, {}, { status: 401, body: 'html' }) }, code: 'permission-denied' },
    {
      name: 'an empty 200 of who knows whom',
      trap: 'any-200',
      facts: { answers: answering({ apiVersion: null }, {}) },
      code: 'ambiguous',
      says: 'nothing shows that it is AM',
    },
    { name: 'JSON of who knows whom', facts: { answers: answering({}, { apiVersion: null, body: 'json' }) }, code: 'ambiguous' },
    { name: 'an empty isAlive.jsp', facts: { answers: answering({}, {}, { body: 'empty' }) }, code: 'ambiguous' },
  ],
})
