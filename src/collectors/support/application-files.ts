import { crc32 } from 'node:zlib'
import type { FileSession } from '../../core/session.ts'
import { LIMITS } from '../../limits.ts'
import type { ApplicationForm } from './web-application-files.ts'

/** One file of a web application, by what tells it from another. */
export interface ApplicationFile {
  readonly size: number
  /** CRC-32 of the content: of an archive as its directory states it, of a file computed when it is asked for. */
  readonly crc: () => Promise<number>
}

export interface ApplicationFiles {
  /** By path within the application, with "/" between segments. */
  readonly byPath: ReadonlyMap<string, ApplicationFile>
  readonly omitted: readonly string[]
}

/** What every build writes anew, or Tomcat beside it: no customisation can be in it. */
const OF_THE_BUILD = /^META-INF\/(?:MANIFEST\.MF|war-tracker|maven\/.*|[^/]+\.(?:SF|RSA|DSA|EC))$/i

/** Every file of a web application but those of the build. */
export const filesOfApplication = async (files: FileSession, form: ApplicationForm): Promise<ApplicationFiles> => {
  const byPath = new Map<string, ApplicationFile>()
  const omitted: string[] = []
  if (form.kind === 'directory') {
    const walk = await files.walk(form.path)
    for (const { relative, path, kind, size } of walk.entries)
      if (kind === 'file' && !OF_THE_BUILD.test(relative))
        byPath.set(relative, { size, crc: remembered(async () => crc32(await contentOf(files, path))) })
    return { byPath, omitted: walk.omitted }
  }
  const archive = await files.openArchive(form.path)
  try {
    for (const { name, size, crc32: crc, directory } of archive.entries) {
      if (directory || OF_THE_BUILD.test(name)) continue
      if (byPath.has(name)) omitted.push(`${form.path} holds ${name.slice(0, 200)} more than once`)
      byPath.set(name, { size, crc: () => Promise.resolve(crc) })
    }
  } finally {
    await archive.close()
  }
  return { byPath, omitted }
}

/** Whether two files have the same bytes, by size and CRC. */
export const sameBytes = async (one: ApplicationFile, other: ApplicationFile): Promise<boolean> =>
  one.size === other.size && (await one.crc()) === (await other.crc())

const contentOf = (files: FileSession, path: string): Promise<Uint8Array> => files.read(path, LIMITS.archiveEntryBuffered.value)

const remembered = (compute: () => Promise<number>): (() => Promise<number>) => {
  let answer: Promise<number> | null = null
  return () => (answer ??= compute())
}
