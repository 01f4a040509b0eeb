import { describe, it } from 'vitest'
import check from '../../../checks/pingam/required-secret-mappings.ts'
import type { AmSecretStores } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { LABEL, mappingOf, otherStore, PASSWORDS, secretStores } from '../../support/secret-store-facts.ts'

const facts = (mappings: AmSecretStores['mappings'], more: Partial<AmSecretStores> = {}) => ({ stores: secretStores({ mappings, ...more }) })
const OTHER = 'am.services.oauth2.oidc.signing.RSA'

testCheck({ describe, it }, check, {
  pass: [
    { name: 'mapped', facts: facts([mappingOf(['directenctest'])]), observed: `1 of 1 labels are mapped: ${LABEL}` },
    { name: 'mapped in another kind of store', facts: facts([mappingOf(['k'], { kind: 'HsmSecretStore', store: 'hsm' })]), observed: '1 of 1' },
    { name: 'mapped, in a layer', phase: 'staged', facts: facts([mappingOf(['directenctest'])], { layer: 'overlay' }), observed: '1 of 1' },
    {
      name: 'the labels of the plan',
      facts: facts([mappingOf(['rsa'], { label: OTHER })]),
      parameters: { labels: [OTHER], ignored: false },
      observed: OTHER,
    },
  ],
  fail: [
    { name: 'not mapped', facts: facts([], { otherStores: [PASSWORDS] }), messages: ['unmapped'], subjects: [LABEL], severity: 'high' },
    { name: 'mapped to nothing', trap: 'empty-mapping', phase: 'staged', facts: facts([mappingOf([])]), messages: ['noAlias'], severity: 'high' },
    {
      name: 'mapped for a realm',
      trap: 'realm-only',
      facts: facts([mappingOf(['k'], { scope: '/alpha' })]),
      messages: ['realmOnly'],
      says: ['/alpha'],
    },
    { name: 'another case', trap: 'label-case', facts: facts([mappingOf(['k'], { label: LABEL.toUpperCase() })]), messages: ['unmapped'] },
    {
      name: 'to be ignored',
      trap: 'ignored',
      facts: facts([]),
      parameters: { labels: [LABEL], ignored: true },
      messages: ['unmapped'],
      severity: 'low',
    },
    {
      name: 'a label of the plan',
      trap: 'more-labels',
      facts: facts([mappingOf(['directenctest'])]),
      parameters: { labels: [LABEL, OTHER], ignored: false },
      messages: ['unmapped'],
      subjects: [OTHER],
    },
  ],
  error: [
    {
      name: 'another store',
      trap: 'other-store',
      facts: facts([], { otherStores: [otherStore('HsmSecretStore')] }),
      code: 'unsupported',
      says: 'HsmSecretStore',
    },
    {
      name: 'classic',
      trap: 'classic-configuration',
      facts: facts([], { form: 'classic', visible: false, layer: 'unknown' }),
      code: 'missing-evidence',
      says: 'Amster',
    },
    { name: 'a layer', trap: 'layered-configuration', facts: facts([], { layer: 'overlay' }), code: 'missing-evidence', says: LABEL },
    { name: 'an unknown version', facts: facts([], { layer: 'unknown' }), code: 'missing-evidence' },
  ],
  trapsElsewhere: { 'file-name': 'collectors/am-secret-stores.test.ts' },
})
