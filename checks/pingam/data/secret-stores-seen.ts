import { canHoldAliases, undetermined, type AmSecretStores, type Judgement } from '../../../src/api.ts'

/** Why labels that no key store of the files maps globally may be mapped all the same, or need no mapping; null when everything was seen. */
export const unseenStoresOf = ({ form, visible, layer, otherStores }: AmSecretStores, labels: string): Judgement | null => {
  const holder = otherStores.find((store) => store.scope === 'global' && canHoldAliases(store))
  if (holder !== undefined)
    return undetermined('unsupported', `no key store maps ${labels}; ${holder.name} (${holder.kind}) may hold it, which this tool cannot look into`)
  if (form === 'classic' || !visible)
    return undetermined(
      'missing-evidence',
      'the globally configured secret stores were not seen: export the configuration with Amster, and give amsterExport',
    )
  if (layer !== 'whole')
    return undetermined(
      'missing-evidence',
      `no store of these files maps ${labels}, and they may be only what lies above the baseline in the web application of AM 8: give an Amster export (amsterExport)`,
    )
  return null
}
