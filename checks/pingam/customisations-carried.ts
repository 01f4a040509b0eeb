import {
  defineCheck,
  judged,
  list,
  matchesGlob,
  object,
  own,
  text,
  undetermined,
  webApplicationChanges,
  type CheckFinding,
  type ValueOf,
} from '../../src/api.ts'
import { TARGET_RELEASE, UPGRADE_PAGE } from './data/am-releases.ts'
import { isOf } from './data/releases-of.ts'
import { isVendorFile } from './data/vendor-files.ts'

type Changes = ValueOf<typeof webApplicationChanges>
type Changed = Changes['files'][number]

/** In one folder more than this many files without a counterpart are one finding: a part of the application, not single files. */
const FOLDER_FROM = 10

export default defineCheck({
  id: 'pingam/customisations-carried',
  title: 'Every customised file of the old web application is in the new WAR or dropped on purpose',
  why: 'Custom nodes, pages and settings live in the web application; what the new WAR lacks is gone when it replaces the old one, and trees that use it fail',
  remedy:
    "Build the new WAR from the AM 8.1 WAR with your files, or list what is no longer wanted: parameters: { pingam/customisations-carried: { dropped: [glob] } }. vendorWar and newVendorWar there, with the paths under alsoRead, tell your files from the vendor's",
  references: [
    { title: UPGRADE_PAGE, section: 'Before you upgrade, step 2 (Prepare a customized AM .war file)' },
    { title: 'PingAM 8.1, Plan your upgrade', section: 'Customize before upgrading' },
  ],
  scope: 'target',
  type: 'pingam',
  roles: ['instance'],
  phases: { staged: 'high' },
  parameters: object({
    dropped: list(text('path within the web application; * stands for any characters'), 'customised files that are not wanted any more', 1000),
    vendorWar: text("the vendor's own WAR of the deployed release; empty: not at hand"),
    newVendorWar: text("the vendor's own WAR of the new release; empty: not at hand"),
  }),
  defaults: { dropped: [], vendorWar: '', newVendorWar: '' },
  facts: {
    changes: own(webApplicationChanges, ({ vendorWar, newVendorWar }: { vendorWar: string; newVendorWar: string }) => ({ vendorWar, newVendorWar })),
  },
  messages: {
    missing: '{file} is not in {fresh}',
    folder: '{count} files of {folder} are not in {fresh}: {files} and others',
    reverted: "{file}, which you had changed, is the vendor's own in {fresh}",
    patched: '{file}, which is not as the vendor delivered it, is followed by {successor} in {fresh}: make sure that it holds your change',
    oldCopy: '{file} in {fresh} is byte for byte the one changed for the old release; AM 8.1 may bring a newer one that your change should go into',
    unsure: "{count} files differ between {old} and {fresh} ({files}); without the vendor's WARs it cannot be told which of them you had changed",
  },
  traps: {
    'lost-library': 'the JAR with the custom nodes is not in the new WAR',
    'newer-library': 'a custom library in a newer version is carried',
    'dropped-on-purpose': 'what the plan lists as dropped is no loss',
    'vendors-files': "files that the vendor dropped or renamed are none of the operator's",
    'edited-in-place': 'a page edited in the exploded directory only: the WAR it was unpacked from does not show it',
    'vendor-page-again': "a page that was changed is the vendor's own again in the new WAR",
    'page-gone-in-8.1': 'a changed page that AM 8.1 no longer has is lost as well',
    'merged-page': "a changed page that is neither the old nor the vendor's is taken for merged",
    'patched-library': 'a patched library of the vendor followed by a newer one: reported',
    'no-vendor-war': "without the vendor's WARs a changed page cannot be told from the vendor's: an error, never a pass",
    'already-replaced': 'the deployed application is 8.1 already: holding the new against itself proves nothing',
    'wrong-vendor-war': "a vendor's WAR of another release than the deployed one tells nothing",
    'many-files': 'a whole folder that is gone is one finding',
    'build-files': 'manifests and what Tomcat writes differ always and are no customisation',
  },
  evaluate: ({ facts: { changes }, parameters, finding }) => {
    const gap = unknownIn(changes)
    if (gap !== null) return gap
    const { old, fresh } = { old: changes.old?.path ?? '', fresh: changes.fresh?.path ?? '' }
    const isDropped = ({ path }: Changed): boolean => parameters.dropped.some((glob) => matchesGlob(glob, path))
    const kept = changes.files.filter((file) => !isDropped(file))
    const at = (subject: string): { subject: string; location: { path: string; entry: string } } => ({
      subject,
      location: { path: old, entry: subject },
    })

    const lost = kept.filter(({ path, origin, fate }) => fate === 'missing' && !(origin === 'unknown' && isVendorFile(path)))
    const findings: CheckFinding[] = []
    for (const [folder, files] of [...Map.groupBy(lost, ({ path }) => folderOf(path))].sort(([a], [b]) => (a < b ? -1 : 1)))
      if (files.length > FOLDER_FROM) findings.push(finding('folder', { folder, fresh, count: files.length, files: named(files) }, at(folder)))
      else findings.push(...files.map(({ path }) => finding('missing', { file: path, fresh }, at(path))))
    for (const { path, origin, fate, now, successor } of kept)
      if (origin === 'changed' && fate === 'different' && now === "vendor's") findings.push(finding('reverted', { file: path, fresh }, at(path)))
      else if (origin === 'changed' && fate === 'successor')
        findings.push(finding('patched', { file: path, fresh, successor: successor ?? '' }, { ...at(path), severity: 'medium' }))
      else if (origin === 'changed' && fate === 'same') findings.push(finding('oldCopy', { file: path, fresh }, { ...at(path), severity: 'info' }))

    // A file of the operator's own may change as it likes; of a file of the vendor's, or of nobody knows whom, only the vendor's WARs tell.
    const changed = kept.filter(({ origin, fate }) => fate === 'different' && origin !== 'added')
    const mismatch = changed.length === 0 ? null : mismatchOf(changes.freshVendor, changes.fresh)
    if (mismatch !== null) return mismatch
    const unsure = changed.filter(({ origin, now }) => (origin === 'unknown' ? now !== "operator's" : now === 'unknown'))
    const unclear = finding(
      'unsure',
      { old, fresh, count: unsure.length, files: named(unsure) },
      { subject: old, severity: 'info', location: { path: old } },
    )
    if (unsure.length > 0) findings.push(unclear)
    const worst = findings.some(({ severity }) => severity !== 'info')
    if (unsure.length > 0 && !worst)
      return undetermined('missing-evidence', `${unclear.message}: give them as vendorWar and newVendorWar in the parameters of this check`)
    const dropped = changes.files.length - kept.length
    return judged(
      `${changes.carried} files of ${old} are in ${fresh} as they were, ${kept.length} in another form or not the operator's, ${dropped} dropped on purpose`,
      findings,
      'high',
    )
  },
})

/** Why nothing can be said, or null. */
const unknownIn = ({ old, fresh, vendor }: Changes) => {
  const missing = (what: string) => undetermined('missing-evidence', what)
  if (old === null) return missing('no web application is deployed: name the old one, as it was kept, as webapp')
  if (fresh === null) return missing('nothing is at the path of the new WAR')
  if (old.releases.length === 0) return undetermined('unsupported', `${old.path} holds no core library of AM (openam-core-<release>.jar)`)
  if (old.releases.every((release) => isOf(TARGET_RELEASE, release)))
    return missing(`${old.path} is AM ${old.releases.join(' and ')} already: what the old one held is to be seen in a copy of it, named as webapp`)
  return mismatchOf(vendor, old)
}

/** That a WAR of the vendor is of another release than what is held against it; null when it is not, or none is given. */
const mismatchOf = (vendor: Changes['vendor'], other: Changes['old']) =>
  vendor === null || other === null || vendor.releases.join() === other.releases.join()
    ? null
    : undetermined(
        'ambiguous',
        `${vendor.path} is AM ${vendor.releases.join(' and ') || 'of no known release'}, while ${other.path} is AM ${other.releases.join(' and ') || 'of no known release'}`,
      )

const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0)) || '(top)'
const named = (files: readonly Changed[]): string =>
  files
    .slice(0, 5)
    .map(({ path }) => path)
    .join(', ')
