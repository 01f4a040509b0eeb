import { defineFact } from '../core/fact.ts'
import { choice, list, nullable, object, text } from '../core/schema.ts'
import { keystoreListing, passwordState } from './keystore-listing.ts'

/** A keystore named in the plan as a target of its own. */
export const keystore = defineFact({
  id: 'keystore',
  title: 'What a keystore holds: entries, certificates, and the keys asked for as fingerprints',
  params: object({ unseal: list(text('alias, compared without regard to case'), 'entries to open') }),
  value: object({
    path: text(),
    declaredType: nullable(choice(['JKS', 'JCEKS', 'PKCS12', 'BCFKS']), 'what the plan says; null: nothing'),
    storePassword: passwordState,
    entryPassword: passwordState,
    listing: keystoreListing,
  }),
})
