import { FactError } from '../../core/fact-error.ts'
import type { FileSession } from '../../core/session.ts'
import { lastLocalTimeIn } from '../../formats/log-time.ts'
import { latin1TextOf } from '../../formats/text-decoding.ts'
import { lastStartIn, type LoggedStart } from '../../formats/tomcat-log.ts'

/** The last start that the logs of a container show, or why none is known. */
export type LastStart =
  | { readonly path: string; readonly start: LoggedStart; readonly log: LogTimes }
  | { readonly path: null; readonly unknown: string }

/** What a log shows of its time zone and of what may have been missed. */
export interface LogTimes {
  /** Of the file, milliseconds since the epoch. */
  readonly modifiedAt: number
  /** Of its last line with a time, as if local time were UTC; null when no line has one that is understood. */
  readonly lastLocalTime: number | null
  /** Logs written later whose beginning was not read: a later start may stand there. */
  readonly cut: readonly string[]
}

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
    const cut: string[] = []
    for (const { path, modifiedAt } of logs.toSorted((a, b) => b.modifiedAt - a.modifiedAt || (a.path < b.path ? 1 : -1)).slice(0, MAX_LOGS)) {
      const { bytes, whole } = await files.readTail(path)
      const text = latin1TextOf(bytes)
      const start = lastStartIn(text, names)
      if (start !== null) return { path, start, log: { modifiedAt, lastLocalTime: lastLocalTimeIn(text), cut } }
      if (!whole) cut.push(path)
    }
    return { path: null, unknown: `no log in ${directory} shows a start` }
  } catch (error) {
    if (error instanceof FactError) return { path: null, unknown: `the logs could not be read (${error.message})` }
    throw error
  }
}
