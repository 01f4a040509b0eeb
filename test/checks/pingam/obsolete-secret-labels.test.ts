import { describe, it } from 'vitest'
import check from '../../../checks/pingam/obsolete-secret-labels.ts'
import type { AmSecretStores } from '../../../src/api.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { mappingOf, secretStores } from '../../support/secret-store-facts.ts'

const facts = (mappings: AmSecretStores['mappings'], more: Partial<AmSecretStores> = {}) => ({ stores: secretStores({ mappings, ...more }) })
const of = (label: string, scope = 'global', aliases: readonly string[] = ['test']) => mappingOf(aliases, { label, scope })
const OLD = 'am.default.authentication.nodes.persistentcookie.encryption'
const NEW = 'am.authentication.nodes.persistentcookie.encryption'
const SESSION = 'am.global.services.session.clientbased.encryption'

testCheck({ describe, it }, check, {
  pass: [
    { name: 'current labels', facts: facts([of(NEW), mappingOf(['directenctest'])]), observed: 'none of 2 mappings' },
    { name: 'with its successor', trap: 'successor-mapped', facts: facts([of(OLD), of(NEW)]), observed: 'none of 2', messages: ['leftOver'] },
    { name: 'a realm, served globally', facts: facts([of(OLD, '/alpha'), of(NEW)]), observed: 'none of 2', messages: ['leftOver'] },
    {
      name: 'longer labels',
      trap: 'longer-label',
      facts: facts([of(`${SESSION}.AES`), of(`${SESSION}.RSA`), of('am.global.services.session.clientbased.signing.HMAC')]),
      observed: 'none of 3',
    },
  ],
  fail: [
    {
      name: 'renamed',
      facts: facts([of(OLD)]),
      messages: ['renamed'],
      subjects: [`global default-keystore ${OLD}`],
      severity: 'medium',
      says: [NEW, '7.5'],
    },
    { name: 'dropped', facts: facts([of('am.default.authentication.modules.persistentcookie.signing')]), messages: ['dropped'], says: ['8.0'] },
    { name: 'deprecated', trap: 'deprecated', facts: facts([of(SESSION)]), messages: ['deprecated'], severity: 'low', says: [`${SESSION}.AES`] },
    { name: 'in a realm', trap: 'realm-mapping', facts: facts([of(OLD, '/alpha')]), messages: ['renamed'], says: ["realm /alpha's"] },
    {
      name: 'the successor in another realm',
      trap: 'successor-elsewhere',
      facts: facts([of(OLD, '/alpha'), of(NEW, '/beta')]),
      messages: ['renamed'],
    },
    { name: 'the successor mapped to nothing', facts: facts([of(OLD), of(NEW, 'global', [])]), messages: ['renamed'] },
    { name: 'in a layer', facts: facts([of(OLD)], { layer: 'overlay' }), messages: ['renamed'] },
  ],
  error: [
    {
      name: 'classic',
      trap: 'classic-configuration',
      facts: facts([], { form: 'classic', visible: false, layer: 'unknown' }),
      code: 'missing-evidence',
    },
    { name: 'a layer', trap: 'layered-configuration', facts: facts([of(NEW)], { layer: 'overlay' }), code: 'missing-evidence' },
    { name: 'no mapping', trap: 'no-mapping', facts: facts([]), code: 'missing-evidence' },
  ],
})
