import { defineCollector, partial } from '../core/collector.ts'
import type { Secret } from '../core/secret.ts'
import type { KeystoreListing } from '../core/session.ts'
import { keystore } from '../facts/keystore.ts'

export default defineCollector({
  fact: keystore,
  type: 'keystore',
  needs: () => null,
  touches: ({ fields }) => [{ kind: 'file', what: fields.path }],
  collect: async ({ target: { fields }, params, files }) => {
    const { path, type, storepass, keypass } = fields
    const listing = await files.openKeystore(path, { storepass: passwordOf(storepass), keypass: passwordOf(keypass), unseal: params.unseal })
    return partial(
      { path, declaredType: type ?? null, storePassword: passwordStateOf(storepass), entryPassword: passwordStateOf(keypass), listing },
      unlistedOf(path, listing),
    )
  },
})

/** A password that can be used; one whose source could not be read does not hide what the keystore shows without it. */
export const passwordOf = (secret: Secret | undefined): Secret | null => (secret?.available === true ? secret : null)

export const passwordStateOf = (secret: Secret | undefined): 'given' | 'not-given' | 'unavailable' =>
  secret === undefined ? 'not-given' : secret.available ? 'given' : 'unavailable'

/** What of a keystore could not be listed, a line each; empty when all was. */
export const unlistedOf = (path: string, { complete, omitted }: KeystoreListing): readonly string[] => {
  if (complete) return []
  return omitted.length === 0 ? [`${path}: not everything in it could be listed`] : omitted.map((line) => `${path}: ${line}`)
}
