import { basename, dirname } from 'node:path'
import { FactError } from '../../core/fact-error.ts'
import type { FileSession } from '../../core/session.ts'
import type { FieldsOf } from '../../core/target.ts'
import { amReleasesOf, libraryNamed, type LibraryName } from '../../derived/am-libraries.ts'
import { xmlTextOf } from '../../formats/xml.ts'
import { assertDirectory, realPathOf } from './named-paths.ts'
import { understood } from './understood.ts'

/** Context of a web application by the name it is deployed under: `am` of am.war (in any case) and of am/. */
export const contextOf = (name: string): string => name.replace(/\.war$/i, '')

/** One form of a web application: a WAR or an exploded directory. */
export interface ApplicationForm {
  readonly kind: 'war' | 'directory'
  readonly path: string
  readonly resolved: string
  readonly link: boolean
  readonly modifiedAt: number
}

/** What is at a path as a form of a web application; null when nothing is there. */
export const formAt = async (files: FileSession, path: string): Promise<ApplicationForm | null> => {
  const stat = await files.stat(path)
  if (stat === null) return null
  if (stat.kind === 'other') throw new FactError('unsupported', `${path}: neither a WAR nor a directory`)
  const { link, resolved, modifiedAt } = stat
  return { kind: stat.kind === 'file' ? 'war' : 'directory', path, resolved, link, modifiedAt }
}

/** Names in a directory, or none when it is not there. */
export const namesIn = async (files: FileSession, path: string): Promise<readonly string[]> =>
  (await files.stat(path))?.kind === 'directory' ? (await files.list(path)).filter(({ odd }) => !odd).map(({ name }) => name) : []

/**
 * The forms of the deployed application, sorted by path: what the plan names, and whatever lies in the Tomcat of the plan under the same context, since
 * a WAR and a directory beside each other are one application. A directory reached by a link in webapps is found by where the link leads.
 */
export const currentForms = async (files: FileSession, fields: FieldsOf<'pingam'>): Promise<readonly ApplicationForm[]> => {
  const { webapp, tomcat } = fields
  if (webapp === undefined) return []
  const paths = new Set<string>()
  for (const folder of tomcat === undefined ? [] : applicationFolders(webapp, tomcat)) {
    const names = await namesIn(files, folder)
    const context = contextOf((await nameLeadingTo(files, folder, names, webapp)) ?? basename(webapp))
    for (const name of names) if (contextOf(name) === context) paths.add(`${folder}/${name}`)
  }
  // An application that was undeployed leaves the folder it lay in.
  if (tomcat !== undefined && dirname(webapp).startsWith(`${tomcat}/`)) await assertDirectory(files, dirname(webapp), 'webapp')
  const found = (await Promise.all([...paths, webapp].map((path) => formAt(files, path)))).filter((form) => form !== null)
  if (found.length === 0 && tomcat !== undefined) await assertNoneBeside(files, webapp, applicationFolders(webapp, tomcat))
  const byPlace = new Map(found.toReversed().map((form) => [form.resolved, form]))
  return [...byPlace.values()].sort((a, b) => (a.path < b.path ? -1 : 1))
}

/**
 * Throws `ambiguous` when nothing is where the plan has its web application, and another of AM lies in the same Tomcat: where "undeployed" is what a check
 * asks for, a mistyped name would pass.
 */
const assertNoneBeside = async (files: FileSession, webapp: string, folders: readonly string[]): Promise<void> => {
  for (const folder of folders)
    for (const name of await namesIn(files, folder)) {
      const form = await formAt(files, `${folder}/${name}`)
      if (form === null || (form.kind === 'war' && !/\.war$/i.test(name))) continue
      if (amReleasesOf((await contentsOf(files, form)).libraries).length > 0)
        throw new FactError('ambiguous', `nothing is at ${webapp}, while ${form.path} is a web application of AM: correct webapp in the plan`)
    }
}

/** Folders of a Tomcat that hold its web applications: webapps, and where the plan's application lies if that is elsewhere in it. */
export const applicationFolders = (webapp: string | undefined, tomcat: string): readonly string[] => {
  const own = webapp === undefined ? null : dirname(webapp)
  return [...new Set([`${tomcat}/webapps`, ...(own !== null && own.startsWith(`${tomcat}/`) ? [own] : [])])]
}

/** The name under which a folder holds (or links to) a path. Links that lead outside the plan lead elsewhere. */
export const nameLeadingTo = async (files: FileSession, folder: string, names: readonly string[], path: string): Promise<string | null> => {
  for (const name of names) if (`${folder}/${name}` === path || (await realPathOf(files, `${folder}/${name}`)) === path) return name
  return null
}

/** Libraries in WEB-INF/lib of a form, and its web.xml; both from one opening of a WAR. */
export const contentsOf = async (
  files: FileSession,
  form: ApplicationForm,
): Promise<{ libraries: readonly LibraryName[]; webXml: string | null }> => {
  if (form.kind === 'directory') {
    const xml = `${form.path}/WEB-INF/web.xml`
    const bytes = (await files.stat(xml)) === null ? null : await files.read(xml)
    return {
      libraries: librariesOf(await namesIn(files, `${form.path}/WEB-INF/lib`)),
      webXml: bytes === null ? null : understood(xml, () => xmlTextOf(bytes)),
    }
  }
  const archive = await files.openArchive(form.path)
  try {
    const bytes = await archive.readEntry('WEB-INF/web.xml')
    return {
      libraries: librariesOf(archive.entries.map(({ name }) => inLib(name))),
      webXml: bytes === null ? null : understood(form.path, () => xmlTextOf(bytes)),
    }
  } finally {
    await archive.close()
  }
}

const inLib = (entry: string): string => /^WEB-INF\/lib\/([^/]+)$/i.exec(entry)?.[1] ?? ''

const librariesOf = (names: readonly string[]): readonly LibraryName[] => names.flatMap((name) => libraryNamed(name) ?? [])
