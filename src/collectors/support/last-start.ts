import { FactError } from '../../core/fact-error.ts'
import type { FileSession } from '../../core/session.ts'
import { latin1TextOf } from '../../formats/text-decoding.ts'
import { lastStartIn, type LoggedStart } from '../../formats/tomcat-log.ts'

/** The last start that the logs of a container show, or why none is known. */
export type LastStart = { readonly path: string; readonly start: LoggedStart } | { readonly path: null; readonly unknown: string }

const LOG_NAME = /^(?:catalina\.(?:out|log|\d{4}-\d{2}-\d{2}\.log)|(?:tomcat\d*|commons-daemon)-std(?:out|err)\.\d{4}-\d{2}-\d{2}\.log)$/i
const MAX_LOGS = 60

/** Looks through the logs below CATALINA_BASE, the one written last first, for a start banner of Tomcat. `names` are the system properties wanted. */
export const lastStartOf = async (files: FileSession, base: string, names: readonly string[]): Promise<LastStart> => {
  const directory = `${base}/logs`
  try {
    if ((await files.stat(directory)) === null) return { path: null, unknown: `there is no ${directory}` }
    const logs: { readonly path: string; readonly modifiedAt: number }[] = []
    for (const { name, odd } of await files.list(directory)) {
      const stat = odd || !LOG_NAME.test(name) ? null : await files.stat(`${directory}/${name}`)
      if (stat?.kind === 'file') logs.push({ path: `${directory}/${name}`, modifiedAt: stat.modifiedAt })
    }
    for (const { path } of logs.toSorted((a, b) => b.modifiedAt - a.modifiedAt || (a.path < b.path ? 1 : -1)).slice(0, MAX_LOGS)) {
      const { bytes } = await files.readTail(path)
      const start = lastStartIn(latin1TextOf(bytes), names)
      if (start !== null) return { path, start }
    }
    return { path: null, unknown: `no log in ${directory} shows a start` }
  } catch (error) {
    if (error instanceof FactError) return { path: null, unknown: `the logs could not be read (${error.message})` }
    throw error
  }
}
