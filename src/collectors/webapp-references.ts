import { defineCollector, partial, type Collected } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import { compareText } from '../core/json.ts'
import type { FileSession } from '../core/session.ts'
import type { FieldsOf } from '../core/target.ts'
import { webappReferences, type WebappReferences } from '../facts/webapp-references.ts'
import { asBuffer } from '../formats/byte-source.ts'
import { isNamedJson } from '../formats/encoded-scripts.ts'
import { FormatError } from '../formats/format-error.ts'
import { PackageMatcher } from '../formats/package-references.ts'
import { fileReferencesOf, looksLikeUtf16 } from '../formats/text-references.ts'
import { latin1TextOf } from '../formats/text-decoding.ts'
import { LIMITS } from '../limits.ts'
import { containerNeeds, containerPathsOf } from './support/container-paths.ts'
import { mapped } from './support/mapped.ts'
import { currentForms, formAt } from './support/web-application-files.ts'

type Place = 'webapp' | 'newWar' | 'tomcat' | 'newTomcat'
type Reference = WebappReferences['references'][number]

/** Files that are read as text by a container, a framework or AM itself (facts/pingam 5.2). */
const TEXT_FILE = /\.(?:xml|tld|jspx?|jspf|tagx?|tagf|properties|groovy|java|js|javascript|x?html?|ftl|vm|json|ya?ml|conf|policy|txt)$/i

const MOST = 10_000

export default defineCollector({
  fact: webappReferences,
  type: 'pingam',
  needs: ({ fields }, { place }) => {
    if (place === 'tomcat' || place === 'newTomcat') return configurationOf(fields, place) === null ? containerNeeds(whichOf(place)) : null
    return fields[place] === undefined ? place : null
  },
  touches: ({ fields }, { place }) =>
    [
      place === 'tomcat' || place === 'newTomcat' ? configurationOf(fields, place) : (fields[place] ?? null),
      place === 'webapp' && fields.tomcat !== undefined ? `${fields.tomcat}/webapps` : null,
    ].flatMap((what) => (what === null ? [] : [{ kind: 'tree', what }])),
  collect: async ({ target: { fields }, params: { place, prefixes }, files, signal }) => {
    const search = new Search(files, new PackageMatcher(prefixes), signal)
    for (const path of await pathsOf(files, fields, place)) await search.through(path)
    return search.found()
  },
})

const whichOf = (place: 'tomcat' | 'newTomcat'): 'current' | 'new' => (place === 'tomcat' ? 'current' : 'new')

const configurationOf = (fields: FieldsOf<'pingam'>, place: 'tomcat' | 'newTomcat'): string | null => {
  const paths = containerPathsOf(fields, whichOf(place))
  return paths === null ? null : `${paths.base}/conf`
}

const pathsOf = async (files: FileSession, fields: FieldsOf<'pingam'>, place: Place): Promise<readonly string[]> => {
  if (place === 'webapp') return (await currentForms(files, fields)).map(({ path }) => path)
  const path = place === 'newWar' ? fields.newWar : configurationOf(fields, place)
  return path === undefined || path === null ? [] : [path]
}

class Search {
  readonly #files: FileSession
  readonly #matcher: PackageMatcher
  readonly #signal: AbortSignal
  readonly #roots: WebappReferences['roots'][number][] = []
  readonly #references: Reference[] = []
  readonly #omitted: string[] = []
  #looked = 0

  constructor(files: FileSession, matcher: PackageMatcher, signal: AbortSignal) {
    this.#files = files
    this.#matcher = matcher
    this.#signal = signal
  }

  found(): Collected<WebappReferences> {
    const references = this.#references.sort(
      (a, b) =>
        compareText(a.path, b.path) || compareText(a.entry ?? '', b.entry ?? '') || (a.line ?? 0) - (b.line ?? 0) || compareText(a.name, b.name),
    )
    const more = references.length > MOST ? [`limit: there are ${references.length} references, more than the ${MOST} that are told`] : []
    return partial({ roots: this.#roots, files: this.#looked, references: references.slice(0, MOST) }, [...this.#omitted, ...more])
  }

  async through(root: string): Promise<void> {
    const form = await formAt(this.#files, root)
    this.#roots.push({ path: root, found: form === null ? 'nothing' : form.kind === 'war' ? 'file' : 'directory' })
    if (form?.kind === 'directory') await this.#throughDirectory(root)
    else if (form !== null) await this.#throughArchive(root)
  }

  async #throughDirectory(root: string): Promise<void> {
    const { entries, omitted } = await this.#files.walk(root, { accept: (relative) => TEXT_FILE.test(relative) })
    this.#omitted.push(...omitted)
    await mapped(
      entries.filter(({ kind }) => kind === 'file'),
      ({ path, relative }) => this.#inspect(path, null, relative, () => this.#files.read(path, LIMITS.configFile.value)),
    )
  }

  async #throughArchive(root: string): Promise<void> {
    const archive = await this.#files.openArchive(root)
    try {
      for (const { name, directory } of archive.entries)
        if (!directory && TEXT_FILE.test(name)) await this.#inspect(root, name.slice(0, 4096), name, () => archive.readEntry(name))
    } finally {
      await archive.close()
    }
  }

  async #inspect(path: string, entry: string | null, name: string, read: () => Promise<Uint8Array | null>): Promise<void> {
    this.#signal.throwIfAborted()
    try {
      const bytes = await read()
      this.#looked += 1
      if (bytes === null || !mayRefer(name, bytes, this.#matcher)) return
      const parameterLines = parameterLinesIn(name, bytes)
      for (const { kind, name: found, line } of fileReferencesOf(name, bytes, this.#matcher))
        this.#references.push({ path, entry, kind, name: found.slice(0, 256), line, parameter: line !== null && parameterLines.has(line) })
    } catch (error) {
      if (!(error instanceof FactError) && !(error instanceof FormatError)) throw error
      this.#omitted.push(`${path}${entry === null ? '' : `!/${entry}`}: ${error.message}`)
    }
  }
}

/** A cheap look before a file is taken apart: most hold nothing of the kind. */
const mayRefer = (name: string, bytes: Uint8Array, matcher: PackageMatcher): boolean => {
  const content = asBuffer(bytes)
  // Names in a script in base64 are not seen from here.
  return isNamedJson(name) || looksLikeUtf16(content, 0, content.length) || matcher.needles.some(({ bytes: needle }) => content.includes(needle))
}

/** Lines of an XML file on which a parameter is named. Names and tags are ASCII, so that the encoding does not matter; UTF-16 shows none. */
const parameterLinesIn = (name: string, bytes: Uint8Array): ReadonlySet<number> =>
  /\.xml$/i.test(name)
    ? new Set(
        latin1TextOf(bytes)
          .split(/\r\n|\r|\n/)
          .flatMap((line, index) => (/<(?:\w+:)?param-name>\s*javax\.[^<]*</.test(line) ? [index + 1] : [])),
      )
    : new Set()
