import { amReleasesOf, libraryNamed, placeIn, type ReferringArchive, type ValueOf, type webApplication } from '../../../src/api.ts'
import { JAVAX_PREFIXES, type ArchivePlace, type JudgedPlace } from './archive-places.ts'
import { AM_LIBRARIES, API_LIBRARIES, areWithin, PLATFORM_LIBRARIES, THIRD_PARTY_LIBRARIES, TOMCAT_LIBRARIES } from './known-libraries.ts'

type Referring = ReferringArchive['referring'][number]
type WebApplication = ValueOf<typeof webApplication>

/** What an archive that refers to javax is: the customer's own, or one that others answer for. */
export type JavaxStanding =
  | { readonly is: 'custom' }
  | { readonly is: 'vendor' }
  /** Nothing but the API itself. */
  | { readonly is: 'api' }
  | { readonly is: 'third-party'; readonly advice: string }

/** Kinds of references in code and in what a container reads of an archive. */
const CODE_KINDS: readonly Referring['kind'][] = ['defines', 'extends', 'class', 'descriptor', 'string', 'service-name', 'service', 'manifest']
const SCRIPT_KINDS: readonly Referring['kind'][] = ['code', 'literal']
/** Further kinds that count inside a JAR. */
const TEXT_KINDS: readonly Referring['kind'][] = [...SCRIPT_KINDS, 'text']

const isJavax = ({ prefix }: { readonly prefix: string }): boolean => JAVAX_PREFIXES.some((one) => one === prefix)

/** File name of an archive, that of the innermost one in others. */
const fileNameOf = ({ path, chain }: ReferringArchive): string => (chain.at(-1) ?? path).replace(/^.*[\\/]/, '')

const isJar = (archive: ReferringArchive): boolean => /\.jar$/i.test(fileNameOf(archive))

/** Kinds in text that are judged here; other text is judged by checks of its own. Scripts and sources that the plan names as such are looked at by no other. */
const textKindsIn = (archive: ReferringArchive, place: ArchivePlace): readonly Referring['kind'][] =>
  isJar(archive) ? TEXT_KINDS : place === 'sources' ? SCRIPT_KINDS : []

/** References to javax that are judged here. */
export const javaxIn = (archive: ReferringArchive, place: ArchivePlace): readonly Referring[] => {
  const kinds = [...CODE_KINDS, ...textKindsIn(archive, place)]
  return archive.referring.filter((group) => isJavax(group) && kinds.includes(group.kind))
}

/** How many references in pages and other text, outside of sources in scripts too, are left to other checks. */
export const elsewhereIn = (archive: ReferringArchive, place: ArchivePlace): number => {
  const here = textKindsIn(archive, place)
  const left = TEXT_KINDS.filter((kind) => !here.includes(kind))
  return archive.referring.filter((group) => isJavax(group) && left.includes(group.kind)).reduce((sum, { count }) => sum + count, 0)
}

/**
 * Who answers for an archive. Neither a name nor a package alone makes one the vendor's: AM's own must bear the exact release of the web application, and
 * every class that refers must lie in packages of the library; else it is custom.
 */
export const standingOf = (archive: ReferringArchive, place: JudgedPlace, application: WebApplication | null): JavaxStanding => {
  const referring = javaxIn(archive, place.place)
  const packages = [...new Set(referring.flatMap((group) => group.packages))]
  if (isVendors(archive, packages, place, application)) return { is: 'vendor' }
  const artifact = libraryNamed(fileNameOf(archive))?.artifact
  if (artifact === undefined) return { is: 'custom' }
  if (API_LIBRARIES.test(artifact) && areWithin(packages, [...JAVAX_PREFIXES, 'META-INF'])) return { is: 'api' }
  const known = THIRD_PARTY_LIBRARIES.find((one) => one.artifact.test(artifact) && areWithin(packages, one.packages))
  return known === undefined ? { is: 'custom' } : { is: 'third-party', advice: known.advice }
}

/** Whether an archive is one of AM or Tomcat as they ship them, by its name and by packages of classes in it. */
export const isVendors = (
  archive: ReferringArchive,
  packages: readonly string[],
  { place }: Pick<JudgedPlace, 'place'>,
  application: WebApplication | null,
): boolean => {
  const library = libraryNamed(fileNameOf(archive))
  if (library === null) return false
  const { artifact, version } = library
  if (place === 'tomcat' || place === 'newTomcat') {
    // Which Tomcat it is, is for pingam/tomcat-version to judge; Tomcat's own API bears no version.
    const own = version === null ? [...TOMCAT_LIBRARIES.packages, ...TOMCAT_LIBRARIES.apiPackages] : TOMCAT_LIBRARIES.packages
    return TOMCAT_LIBRARIES.artifact.test(artifact) && areWithin(packages, own)
  }
  if (place === 'sources') return false
  const releases = application === null ? [] : application.forms.flatMap(({ libraries }) => amReleasesOf(libraries))
  if (AM_LIBRARIES.artifact.test(artifact) && version !== null && releases.includes(version)) return areWithin(packages, AM_LIBRARIES.packages)
  const { notPackages } = PLATFORM_LIBRARIES
  const foreign = packages.some((name) => areWithin([name], notPackages))
  return PLATFORM_LIBRARIES.artifact.test(artifact) && !foreign && areWithin(packages, PLATFORM_LIBRARIES.packages)
}

/** The first references in words, with what they would be called today. */
export const examplesIn = (archive: ReferringArchive, place: ArchivePlace): string => {
  const kinds = new Set(javaxIn(archive, place).map(({ kind }) => kind))
  const told = archive.references.filter(
    ({ name, kind }) => kinds.has(kind) && JAVAX_PREFIXES.some((prefix) => name === prefix || name.startsWith(`${prefix}.`)),
  )
  const first = told.filter(({ entry }, index) => told.findIndex((other) => other.entry === entry) === index).slice(0, 3)
  return first
    .map((reference) => `${placeIn(reference)} (${KIND_WORDS[reference.kind]} ${reference.name}, now ${jakartaNameOf(reference.name)})`)
    .join('; ')
}

const jakartaNameOf = (name: string): string => name.replace(/^javax\./, 'jakarta.')

const KIND_WORDS: Readonly<Record<Referring['kind'], string>> = {
  defines: 'is',
  extends: 'extends',
  class: 'class',
  descriptor: 'type',
  string: 'string constant',
  'service-name': 'service',
  service: 'service line',
  manifest: 'manifest',
  name: 'named',
  code: 'code',
  literal: 'string',
  text: 'text',
  comment: 'comment',
  binary: 'bytes',
}
