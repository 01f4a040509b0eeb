import { placeIn, type ReferringArchive, type ValueOf, type webApplication } from '../../../src/api.ts'
import { LOGIN_MODULE, type JudgedPlace } from './archive-places.ts'
import { isVendors } from './javax-standing.ts'

type WebApplication = ValueOf<typeof webApplication>

/** Classes of one archive that are authentication modules of AM 7, or work with them. */
export interface ArchiveWithModules {
  readonly archive: ReferringArchive
  readonly place: JudgedPlace
  /** How many classes extend AMLoginModule. */
  readonly modules: number
  /** References of other kinds. */
  readonly uses: number
  /** The first of the worse kind, in words. */
  readonly examples: string
}

const MOST_EXAMPLES = 3
const USES: readonly string[] = ['class', 'descriptor', 'string', 'service', 'code', 'literal']

/** Archives that are not AM's own and hold such classes; `applicationOf` tells what AM's own libraries of a place are called. */
export const archivesWithModules = (
  places: readonly JudgedPlace[],
  applicationOf: (place: JudgedPlace) => WebApplication | null,
): readonly ArchiveWithModules[] =>
  places.flatMap((place) =>
    place.scan.archives.flatMap((archive) => {
      const referring = archive.referring.filter(({ prefix, kind }) => prefix === LOGIN_MODULE && (kind === 'extends' || USES.includes(kind)))
      const packages = [...new Set(referring.flatMap((group) => group.packages))]
      if (referring.length === 0 || isVendors(archive, packages, place, applicationOf(place))) return []
      const countOf = (extending: boolean): number =>
        referring.filter(({ kind }) => (kind === 'extends') === extending).reduce((sum, { count }) => sum + count, 0)
      const [modules, uses] = [countOf(true), countOf(false)]
      const told = archive.references.filter(({ kind, name }) => name === LOGIN_MODULE && (modules > 0 ? kind === 'extends' : USES.includes(kind)))
      const examples = told.length === 0 ? packages.join(', ') : [...new Set(told.map(placeIn))].slice(0, MOST_EXAMPLES).join(', ')
      return [{ archive, place, modules, uses, examples }]
    }),
  )
