import { defineCollector, partial } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ParamsOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import type { FieldsOf } from '../core/target.ts'
import { canHoldAliases } from '../derived/key-holding-stores.ts'
import { amKeystores, type AmKeystore } from '../facts/am-keystores.ts'
import type { AmSecretStores } from '../facts/am-secret-stores.ts'
import { secretStoresOf } from './am-secret-stores.ts'
import { passwordOf, passwordStateOf, unlistedOf } from './keystore.ts'

/** Where AM keeps its keystore unless told otherwise (facts/pingam 2.1). */
const DEFAULT_KEYSTORE = 'security/keystores/keystore.jceks'

type PlanKeystore = NonNullable<FieldsOf<'pingam'>['keystores']>[number]

/** A keystore to look at, before it is. */
interface Candidate {
  readonly path: string | null
  readonly stores: AmKeystore['stores']
  readonly plan: PlanKeystore | null
  readonly byDefault: boolean
  /** Why it cannot be looked at at all. */
  readonly refusal: FactError | null
}

export default defineCollector({
  fact: amKeystores,
  type: 'pingam',
  needs: ({ fields }) =>
    fields.config === undefined && fields.amsterExport === undefined && (fields.keystores ?? []).length === 0
      ? 'config, amsterExport or keystores'
      : null,
  touches: ({ fields }) => [
    ...[fields.config, fields.amsterExport].flatMap((what) => (what === undefined ? [] : [{ kind: 'tree' as const, what }])),
    ...(fields.keystores ?? []).map(({ path }) => ({ kind: 'file' as const, what: path })),
  ],
  collect: async ({ target: { fields }, params, plan, files }) => {
    const stores = await secretStoresOf(files, fields, plan)
    const candidates = await candidatesOf(files, fields, stores.value)
    const keystores: AmKeystore[] = []
    for (const candidate of candidates) keystores.push(await looked(files, candidate, aliasesIn(candidate, params)))
    const { visible, layer, otherStores } = stores.value
    const keyHolders = otherStores.filter((store) => store.scope === 'global' && canHoldAliases(store)).map(({ kind, name }) => ({ kind, name }))
    const configDirectory = fields.config === undefined ? null : ((await files.stat(fields.config))?.resolved ?? fields.config)
    const declared = { visible, unread: stores.omitted.length > 0, layer, keyHolders }
    return partial({ declared, configDirectory, keystores }, [...stores.omitted, ...keystores.flatMap(unreadLine)])
  },
})

/** What to open in a keystore. */
const aliasesIn = ({ stores }: Candidate, { aliases, labels = [] }: ParamsOf<typeof amKeystores>): readonly string[] => [
  ...aliases,
  ...stores.flatMap(({ mapped }) => mapped.filter(({ label }) => labels.includes(label)).map(({ alias }) => alias)),
]

/** One candidate per file: a secret store and an entry of the plan are the same when their paths lead to the same place. */
const candidatesOf = async (files: FileSession, fields: FieldsOf<'pingam'>, declared: AmSecretStores): Promise<readonly Candidate[]> => {
  const byPath = new Map<string, Candidate>()
  const unplaced: Candidate[] = []
  const add = (path: string, more: Partial<Candidate>): void => {
    const known = byPath.get(path) ?? { path, stores: [], plan: null, byDefault: false, refusal: null }
    byPath.set(path, { ...known, ...more, stores: [...known.stores, ...(more.stores ?? [])] })
  }
  for (const entry of fields.keystores ?? []) {
    const place = await placeOf(files, entry.path)
    add(place.path, { plan: entry, refusal: place.refusal })
  }
  for (const store of declared.keyStores) {
    const stores = [{ scope: store.scope, name: store.name, file: store.file, type: store.type, mapped: mappedIn(declared, store) }]
    if (store.resolvedFile === null) unplaced.push({ path: null, stores, plan: null, byDefault: false, refusal: unknownFile(store) })
    else {
      const place = await placeOf(files, store.resolvedFile)
      add(place.path, { stores, refusal: place.refusal })
    }
  }
  if (!declared.visible && fields.config !== undefined) {
    const place = await placeOf(files, `${fields.config}/${DEFAULT_KEYSTORE}`)
    if (place.there || place.refusal !== null) add(place.path, { byDefault: true, refusal: place.refusal })
  }
  return [...[...byPath.values()].sort((a, b) => ((a.path ?? '') < (b.path ?? '') ? -1 : 1)), ...unplaced]
}

const placeOf = async (files: FileSession, path: string): Promise<{ path: string; there: boolean; refusal: FactError | null }> => {
  try {
    const stat = await files.stat(path)
    return { path: stat?.resolved ?? path, there: stat !== null, refusal: null }
  } catch (error) {
    return { path, there: false, refusal: notStopping(error) }
  }
}

const mappedIn = ({ mappings }: AmSecretStores, store: AmSecretStores['keyStores'][number]): AmKeystore['stores'][number]['mapped'] =>
  mappings
    .filter((mapping) => mapping.kind === 'KeyStoreSecretStore' && mapping.store === store.name && mapping.scope === store.scope)
    .flatMap(({ label, aliases: [alias] }) => (alias === undefined ? [] : [{ label, alias }]))

const unknownFile = ({ name, file, unresolved, declaredIn }: AmSecretStores['keyStores'][number]): FactError => {
  if (file === null) return new FactError('parse-failed', `key store "${name}" (${declaredIn}) names no file that is understood`)
  if (unresolved.length > 0)
    return new FactError('unresolved', `the file of key store "${name}" is ${file}: add ${unresolved.join(', ')} under variables (${declaredIn})`)
  return new FactError(
    'unresolved',
    `the file of key store "${name}" is ${file}, a relative path: where it leads depends on how AM is started (${declaredIn})`,
  )
}

const looked = async (files: FileSession, candidate: Candidate, unseal: readonly string[]): Promise<AmKeystore> => {
  const { path, stores, plan, byDefault } = candidate
  const head = {
    path,
    stores,
    inPlan: plan !== null,
    byDefault,
    declaredType: plan?.type ?? null,
    storePassword: passwordStateOf(plan?.storepass),
    entryPassword: passwordStateOf(plan?.keypass),
  }
  const unread = ({ code, message }: FactError): AmKeystore => ({ ...head, sha256: null, reading: { state: 'unread', code, text: message } })
  if (candidate.refusal !== null || path === null) return unread(candidate.refusal ?? new FactError('internal', 'a keystore without a path'))
  try {
    if ((await files.stat(path)) === null) return { ...head, sha256: null, reading: { state: 'absent' } }
    const { sha256 } = await files.digest(path)
    const listing = await files.openKeystore(path, { storepass: passwordOf(plan?.storepass), keypass: passwordOf(plan?.keypass), unseal })
    return { ...head, sha256, reading: { state: 'listed', listing } }
  } catch (error) {
    return unread(notStopping(error))
  }
}

/** What hides one keystore only; being told to stop, or a defect, ends the collection. */
const notStopping = (error: unknown): FactError => {
  if (error instanceof FactError && error.code !== 'deadline' && error.code !== 'internal') return error
  throw error
}

const unreadLine = ({ path, reading }: AmKeystore): readonly string[] => {
  if (reading.state === 'unread') return [reading.text]
  return reading.state === 'listed' ? unlistedOf(path ?? '', reading.listing) : []
}
