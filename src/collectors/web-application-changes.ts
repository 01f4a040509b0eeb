import { defineCollector, partial } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import { amReleasesOf, libraryNamed } from '../derived/am-libraries.ts'
import { webApplicationChanges } from '../facts/web-application-changes.ts'
import { filesOfApplication, sameBytes, type ApplicationFile, type ApplicationFiles } from './support/application-files.ts'
import { currentForms, formAt, type ApplicationForm } from './support/web-application-files.ts'

type Changes = ValueOf<typeof webApplicationChanges>
type Changed = Changes['files'][number]

/** Beyond this many a fact is too large to be kept. */
const MOST_LISTED = 15_000

export default defineCollector({
  fact: webApplicationChanges,
  type: 'pingam',
  needs: ({ fields }) => (fields.webapp === undefined ? 'webapp' : fields.newWar === undefined ? 'newWar' : null),
  touches: ({ fields: { webapp, tomcat, newWar } }, { vendorWar, newVendorWar }) =>
    [webapp, tomcat === undefined ? undefined : `${tomcat}/webapps`, newWar, vendorWar, newVendorWar].flatMap((what) =>
      what === undefined || what === '' ? [] : [{ kind: 'tree', what }],
    ),
  collect: async ({ target: { fields }, params, files, signal }) => {
    const forms = await currentForms(files, fields)
    // What runs is what is unpacked; pages are often edited there and nowhere else.
    const old = await looked(files, forms.find(({ kind }) => kind === 'directory') ?? forms[0] ?? null)
    const fresh = await looked(files, await formAt(files, fields.newWar ?? ''))
    const vendor = await vendorsOwn(files, params.vendorWar)
    const freshVendor = await vendorsOwn(files, params.newVendorWar)

    const listed: Changed[] = []
    let carried = 0
    for (const [path, file] of old === null || fresh === null ? [] : old.byPath) {
      signal.throwIfAborted()
      const changed = await changeOf(path, file, { fresh, vendor, freshVendor })
      if (changed === null) carried += 1
      else if (changed !== 'vendors') listed.push(changed)
    }
    const omitted = [old, fresh, vendor, freshVendor].flatMap((one) => one?.omitted ?? [])
    if (listed.length > MOST_LISTED) omitted.push(`${listed.length - MOST_LISTED} of ${listed.length} files that differ are not recorded`)
    const value: Changes = {
      old: old?.application ?? null,
      fresh: fresh?.application ?? null,
      vendor: vendor?.application ?? null,
      freshVendor: freshVendor?.application ?? null,
      carried,
      files: listed.sort((a, b) => (a.path < b.path ? -1 : 1)).slice(0, MOST_LISTED),
    }
    return partial(value, omitted)
  },
})

interface Looked extends ApplicationFiles {
  readonly application: NonNullable<Changes['old']>
  /** Libraries by artifact. */
  readonly libraries: ReadonlyMap<string, string>
}

interface Others {
  readonly fresh: Looked | null
  readonly vendor: Looked | null
  readonly freshVendor: Looked | null
}

const LIBRARY = /^WEB-INF\/lib\/([^/]+\.jar)$/i

const looked = async (files: FileSession, form: ApplicationForm | null): Promise<Looked | null> => {
  if (form === null) return null
  const found = await filesOfApplication(files, form)
  const libraries = [...found.byPath.keys()].flatMap((path) => libraryNamed(LIBRARY.exec(path)?.[1] ?? '') ?? [])
  return {
    ...found,
    application: { path: form.path, releases: amReleasesOf(libraries), files: found.byPath.size },
    libraries: new Map(libraries.map(({ artifact, name }) => [artifact, name])),
  }
}

const vendorsOwn = async (files: FileSession, path: string): Promise<Looked | null> => {
  if (path === '') return null
  const form = await formAt(files, path)
  if (form === null)
    throw new FactError('missing-evidence', `${path}: there is nothing; correct vendorWar and newVendorWar in the parameters of the plan`)
  return looked(files, form)
}

/** What became of a file; `vendors` when it is the vendor's own, unchanged; null when the new application has the very same. */
const changeOf = async (path: string, file: ApplicationFile, { fresh, vendor, freshVendor }: Others): Promise<Changed | 'vendors' | null> => {
  const originally = vendor?.byPath.get(path)
  if (originally !== undefined && (await sameBytes(file, originally))) return 'vendors'
  const origin = vendor === null ? 'unknown' : originally === undefined ? 'added' : 'changed'
  const successor = fresh?.byPath.get(path)
  if (successor === undefined) {
    const name = fresh?.libraries.get(libraryNamed(LIBRARY.exec(path)?.[1] ?? '')?.artifact ?? '') ?? null
    return { path, origin, fate: name === null ? 'missing' : 'successor', now: 'unknown', successor: name }
  }
  if (await sameBytes(file, successor)) return origin === 'changed' ? { path, origin, fate: 'same', now: "operator's", successor: null } : null
  const vendorsNow = freshVendor?.byPath.get(path)
  const isVendors =
    (originally !== undefined && (await sameBytes(successor, originally))) || (vendorsNow !== undefined && (await sameBytes(successor, vendorsNow)))
  return { path, origin, fate: 'different', now: isVendors ? "vendor's" : freshVendor === null ? 'unknown' : "operator's", successor: null }
}
