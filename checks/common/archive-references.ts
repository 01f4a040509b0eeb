import { archiveReferences, defineCheck, judged, list, object, own, placeIn, text, undetermined, type CheckFinding } from '../../src/api.ts'

/** Kinds that name a package without any code that depends on it. */
const HARMLESS: readonly string[] = ['comment', 'name']

export default defineCheck({
  id: 'common/archive-references',
  title: 'No archive or source refers to the packages given',
  why: 'Code that refers to a package that is no longer there fails when it is loaded, or later, when the reference is first followed',
  remedy: 'Build what is named against the replacement of the package, or replace the library by a release that no longer needs it',
  references: [{ title: 'The plan', section: 'parameters of common/archive-references' }],
  scope: 'target',
  type: 'directory',
  phases: { 'pre-upgrade': 'high', staged: 'high', 'post-upgrade': 'high', compliance: 'high' },
  parameters: object({ prefixes: list(text('a package or class, dotted: javax.servlet', 256), 'what must not be referred to', 100) }),
  facts: {
    scan: own(archiveReferences, (parameters: { readonly prefixes: readonly string[] }) => ({
      place: 'path',
      prefixes: [...parameters.prefixes].sort(),
    })),
  },
  messages: {
    refers: '{archive} refers to {prefixes} in {count} places: {examples}',
    mentions: '{archive} names {prefixes} in comments or file names only',
  },
  traps: {
    'longer-name': 'javax.servletfoo is another package',
    'several-prefixes': 'each archive is told once, with all prefixes it refers to',
    'comment-only': 'a comment is info',
    'nothing-scanned': 'an empty directory shows nothing',
  },
  evaluate: ({ facts: { scan }, parameters, finding }) => {
    if (scan.files === 0) return undetermined('missing-evidence', `there is no file to scan at ${scan.roots.map(({ path }) => path).join(', ')}`)
    const findings = scan.archives.flatMap(({ path, chain, referring, references }): CheckFinding[] => {
      if (referring.length === 0) return []
      const meant = referring.filter(({ kind }) => !HARMLESS.includes(kind))
      const archive = [path, ...chain].join('!/')
      const prefixes = [...new Set((meant.length === 0 ? referring : meant).map(({ prefix }) => prefix))].sort().join(', ')
      const told = references.filter(({ kind }) => !HARMLESS.includes(kind))
      const [first] = told
      const location = {
        path,
        ...(first === undefined ? {} : { entry: [...chain, first.entry].join('!/') }),
        ...(typeof first?.line === 'number' ? { line: first.line } : {}),
      }
      if (meant.length === 0) return [finding('mentions', { archive, prefixes }, { subject: archive, severity: 'info', location })]
      const examples = told.slice(0, 3).map((reference) => `${placeIn(reference)} (${reference.kind} ${reference.name})`)
      const count = meant.reduce((sum, group) => sum + group.count, 0)
      return [finding('refers', { archive, prefixes, count, examples: examples.join('; ') }, { subject: archive, location })]
    })
    const classes = scan.archives.reduce((sum, archive) => sum + archive.classes, 0)
    return judged(`${scan.files} files with ${classes} classes: none refers to ${parameters.prefixes.join(', ')}`, findings, 'high')
  },
})
