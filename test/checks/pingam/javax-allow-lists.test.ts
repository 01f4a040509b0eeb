import { describe, it } from 'vitest'
import check from '../../../checks/pingam/javax-allow-lists.ts'
import type { AmScriptEngines } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { ABSENT, CLASSIC, OVERLAY, WHOLE } from '../../support/configuration-facts.ts'

type List = AmScriptEngines['lists'][number]

const list = (entries: readonly string[], more: Partial<List> = {}): List => ({
  context: 'OIDC_CLAIMS',
  scope: 'global',
  list: 'allow',
  entries: entries.map((entry, index) => ({ entry, line: index + 10 })),
  others: 50,
  declaredIn: '/opt/am/engine.json',
  ...more,
})
const engines = (...lists: readonly List[]): AmScriptEngines => ({ tree: WHOLE, lists })
const facts = (current: AmScriptEngines, upgraded: AmScriptEngines | null = null) => ({ current, upgraded })
const COOKIE = 'javax.servlet.http.Cookie'
const TWIN = 'jakarta.servlet.http.Cookie'

testCheck({ describe, it }, check, {
  pass: [
    { name: 'lists about other things', facts: facts(engines(list([]), list([], { list: 'deny' }))), observed: '2 lists of 1 contexts' },
    {
      name: "the vendor's defaults",
      trap: 'vendor-default',
      facts: facts(
        engines(
          list(['javax.servlet.http.HttpServletRequestWrapper', 'javax.servlet.http.HttpServletResponseWrapper', COOKIE], {
            context: 'SAML2_IDP_ADAPTER',
          }),
          list(['javax.servlet.http.HttpServletRequestWrapper', 'javax.servlet.http.HttpServletResponseWrapper'], { context: 'SAML2_SP_ADAPTER' }),
          list([COOKIE], { context: 'SAML2_IDP_ATTRIBUTE_MAPPER' }),
          list([COOKIE], { context: 'SAML2_NAMEID_MAPPER' }),
        ),
      ),
      observed: '4 lists of 4 contexts',
      messages: Array.from({ length: 7 }, () => 'vendorDefault'),
    },
    { name: 'with its twin', trap: 'with-twin', facts: facts(engines(list([COOKIE, TWIN]))), observed: '1 lists', messages: ['leftOver'] },
    {
      name: 'a wildcard twin',
      trap: 'twin-wildcard',
      facts: facts(engines(list([COOKIE, 'jakarta.servlet.*']))),
      observed: '1 lists',
      messages: ['leftOver'],
    },
    {
      name: 'everything with both twins',
      facts: facts(engines(list(['javax.*', 'jakarta.servlet.*', 'jakarta.websocket.*']))),
      observed: '1 lists',
      messages: ['leftOver'],
    },
    { name: 'everything there is', trap: 'all-wildcard', facts: facts(engines(list(['*']))), observed: '1 lists' },
    {
      name: 'packages that stay',
      trap: 'other-javax',
      facts: facts(
        engines(
          list([
            'javax.security.auth.callback.NameCallback',
            'javax.crypto.*',
            'javax.xml.parsers.*',
            'javax.servletx.Y',
            'javax.security.*',
            'javax.security.auth.Subject',
          ]),
        ),
      ),
      observed: '1 lists',
    },
    {
      name: 'what amupgrade wrote has the twin',
      trap: 'upgraded-is-judged',
      phase: 'staged',
      facts: facts(engines(list([COOKIE])), engines(list([TWIN]))),
      observed: '1 lists',
      messages: ['replaced'],
    },
  ],
  fail: [
    {
      name: 'amupgrade has not been run yet',
      trap: 'not-upgraded-yet',
      facts: facts(engines(list([COOKIE])), { tree: ABSENT, lists: [] }),
      messages: ['allowed'],
    },
    {
      name: 'an entry without its twin',
      facts: facts(engines(list([COOKIE]))),
      messages: ['allowed'],
      subjects: [`OIDC_CLAIMS allow ${COOKIE}`],
      severity: 'high',
      says: [TWIN],
    },
    {
      name: 'a default of another context',
      trap: 'default-elsewhere',
      facts: facts(engines(list([COOKIE], { context: 'SAML2_SP_ADAPTER' }))),
      messages: ['allowed'],
    },
    {
      name: 'a default, denied',
      trap: 'default-denied',
      facts: facts(engines(list([COOKIE], { context: 'SAML2_IDP_ADAPTER', list: 'deny' }))),
      messages: ['denied'],
    },
    {
      name: 'a denial',
      trap: 'denial',
      phase: 'compliance',
      facts: facts(engines(list(['javax.servlet.*'], { list: 'deny' }))),
      messages: ['denied'],
      says: ['jakarta.servlet.*', 'no effect'],
    },
    {
      name: 'the twin elsewhere',
      trap: 'twin-elsewhere',
      facts: facts(engines(list([COOKIE]), list([TWIN], { list: 'deny' }), list([TWIN], { context: 'POLICY_CONDITION' }))),
      messages: ['allowed'],
    },
    {
      name: 'wildcards',
      trap: 'wildcard',
      facts: facts(engines(list(['javax.servlet.http.*', 'javax.servlet.*', TWIN]))),
      messages: ['allowed', 'allowed'],
      says: ['jakarta.servlet.http.*'],
    },
    {
      name: 'everything of javax',
      trap: 'wide-wildcard',
      phase: 'post-upgrade',
      facts: facts(engines(list(['javax.*', 'jakarta.servlet.*']))),
      messages: ['allowed'],
      says: ['jakarta.websocket.*'],
    },
    {
      name: 'an inner class',
      trap: 'inner-class',
      facts: facts(engines(list(['javax.servlet.http.Cookie$Part']))),
      messages: ['allowed'],
      says: ['jakarta.servlet.http.Cookie$Part'],
    },
    {
      name: 'in a realm',
      facts: facts(engines(list([COOKIE], { scope: '/alpha' }))),
      messages: ['allowed'],
      subjects: [`/alpha OIDC_CLAIMS allow ${COOKIE}`],
    },
    { name: 'twice', facts: facts(engines(list([COOKIE, COOKIE]))), messages: ['allowed'] },
    { name: 'what amupgrade wrote lacks it', facts: facts(engines(list([])), engines(list([COOKIE]))), messages: ['allowed'] },
  ],
  error: [
    { name: 'an expression', trap: 'unresolved-entry', facts: facts(engines(list(['&{acme.class}']))), code: 'unresolved', says: 'acme.class' },
    {
      name: 'a directory server',
      trap: 'classic-configuration',
      facts: facts({ tree: CLASSIC, lists: [] }),
      code: 'missing-evidence',
      says: 'Amster',
    },
    {
      name: 'a layer',
      trap: 'layered-configuration',
      facts: facts({ tree: OVERLAY, lists: [list([])] }),
      code: 'missing-evidence',
      says: 'baseline',
    },
    { name: 'no list', trap: 'no-list', facts: facts(engines()), code: 'missing-evidence' },
  ],
  trapsElsewhere: { 'unreadable-list': 'collectors/am-script-engines.test.ts' },
})
