import type { FileSession } from '../../core/session.ts'
import { libraryNamed, releaseIn } from '../../derived/am-libraries.ts'
import { manifestAttributesOf } from '../../formats/java-manifest.ts'
import { understood } from './understood.ts'

/** A JAR of Amster with its release; null when neither its name nor its manifest says. */
export interface AmsterJar {
  readonly path: string
  readonly release: string | null
}

/** The JARs of Amster, `amster-8.1.0.jar`, among the names of a directory, with their release by name or else by manifest. */
export const amsterJarsIn = async (files: FileSession, directory: string, names: readonly string[]): Promise<readonly AmsterJar[]> => {
  const jars: AmsterJar[] = []
  for (const name of names) {
    const library = libraryNamed(name)
    if (library?.artifact !== 'amster') continue
    const path = `${directory}/${name}`
    jars.push({ path, release: releaseIn(library.version ?? '') ?? (await releaseByManifest(files, path)) })
  }
  return jars
}

const releaseByManifest = async (files: FileSession, path: string): Promise<string | null> => {
  const archive = await files.openArchive(path)
  try {
    const manifest = await archive.readEntry('META-INF/MANIFEST.MF')
    return manifest === null ? null : releaseIn(understood(path, () => manifestAttributesOf(manifest)).get('implementation-version') ?? '')
  } finally {
    await archive.close()
  }
}
