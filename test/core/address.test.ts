import { describe, expect, test } from 'vitest'
import { addressProblem, addressOf } from '../../src/core/address.ts'
import { pathProblem } from '../../src/core/http-path.ts'
import { HTTP_REQUESTS } from '../../src/statements/http.ts'

describe('paths that are never asked for', () => {
  test.each([
    '/am/config/upgrade/upgrade.htm',
    '/am/config/upgrade/%75pgrade.htm',
    '/am/config/upgrade/upgrade%2ehtm',
    '/am/config%2Fupgrade/upgrade.htm',
    '/am/config/upgrade/upgrade.htm;x=1',
    '/am;x=1/config/upgrade/upgrade.htm',
    '/am//config/upgrade/upgrade.htm',
    '/am/./config/upgrade/upgrade.htm',
    '/am/json/../config/upgrade/upgrade.htm',
    '/am/json/%2e%2e/config/upgrade/upgrade.htm',
    '/am/CONFIG/UPGRADE/UPGRADE.HTM',
    '/am\\config\\upgrade\\upgrade.htm',
    '/am/config/upgrade/upgrade.htm?actionLink=doUpgrade&acceptLicense=true',
    '/am/config/upgrade/upgrade.htm%3FactionLink=doUpgrade',
    '/am/config/options.htm',
    '/am/config/wizard/wizard.htm',
    '/am/config/defaultSummary.htm',
    '/am/config',
    '/am/config/',
    '/am/config/configurator',
    '/am/setup/setSetupProgress',
    '/am/upgrade/setUpgradeProgress',
    '/am/getServerInfo.jsp',
    '/am/encode.jsp',
    '/am/ssoadm.jsp',
    '/am/Debug.jsp',
    '/am/validatorFooter.jsp',
    '/am/sessionservice',
    '/am/notificationservice',
    '/am/json/authenticate',
    '/am/json/realms/root/authenticate',
    '/am/json/authenticate/',
    '/am/json/authenticate/json/health/live',
    '/am/sessionservice/',
    '/am/getServerInfo.jsp/isAlive.jsp',
    '/am/wizard.htm/',
    '/am/json/sessions?_action=logout',
    '/am/UI/Logout',
    '/am/json/health/live ',
    '/am/json/health/live\r\nX-Injected: 1',
    '/am/json/health/lïve',
    'am/json/health/live',
    '',
  ])('%j', (path) => {
    expect(pathProblem(path)).not.toBeNull()
  })

  test.each(Object.values(HTTP_REQUESTS).map(({ path }) => path))('%s can be asked for, below any deployment', (path) => {
    for (const base of ['', '/am', '/sso/openam-7.5']) expect(pathProblem(`${base}${path}`)).toBeNull()
  })
})

describe('addresses', () => {
  test.each([
    ['https://am.example.test', { scheme: 'https', host: 'am.example.test', port: 443, path: '' }],
    ['http://am.example.test:8080/am/', { scheme: 'http', host: 'am.example.test', port: 8080, path: '/am' }],
    ['https://[2001:db8::1]:8443/am', { scheme: 'https', host: '2001:db8::1', port: 8443, path: '/am' }],
  ])('%s', (text, address) => {
    expect(addressOf(text, ['http', 'https'])).toEqual(address)
  })

  test.each([
    ['https://admin:secret@am.example.test/am', /none of the form/],
    ['ftp://am.example.test', /none of the form/],
    ['https://am.example.test:99999', /port/],
    ['https://am.example.test/am?x=1', /none of the form|never asked/],
    ['https://am.example.test/am#x', /none of the form|never asked/],
    ['https://am.example.test/am/config/upgrade/upgrade.htm', /never asked for/],
    ['https://', /none of the form/],
    ['am.example.test', /none of the form/],
    [' https://am.example.test', /none of the form/],
  ])('%s is none', (text, said) => {
    const problem = addressProblem(text, ['http', 'https'])
    expect(problem).toMatch(said)
    expect(problem).not.toContain('secret')
  })
})
