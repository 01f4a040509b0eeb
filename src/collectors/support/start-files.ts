import { FactError } from '../../core/fact-error.ts'
import type { FileSession } from '../../core/session.ts'
import { FormatError } from '../../formats/format-error.ts'
import { activeTextOf, includesIn, scriptsRunBy, startFileKindOf, type ActiveText } from '../../formats/start-script.ts'
import { latin1TextOf, textOf } from '../../formats/text-decoding.ts'
import { LIMITS } from '../../limits.ts'
import type { ContainerPaths } from './container-paths.ts'

/** One file that takes part in starting a container. */
export interface StartFile {
  readonly path: string
  /** service: the unit and what it leads to; product: catalina.sh and its like, which come with Tomcat; setenv: the operator's own file for it. */
  readonly role: 'service' | 'product' | 'setenv'
  readonly active: ActiveText
}

export interface StartFiles {
  /** In the order in which they take effect: a later one overrides an earlier one. */
  readonly files: readonly StartFile[]
  /** What they lead to that could not be read, one line each. */
  readonly omitted: readonly string[]
  /** Directories of drop-ins of the unit that lie outside the plan: there may be some. */
  readonly unseen: readonly string[]
}

const MAX_FILES = 50

/**
 * Every file that sets how a container starts, as far as the plan lets it be read: the service unit with its drop-ins, environment files and scripts;
 * catalina.sh; setenv, of CATALINA_BASE or else of CATALINA_HOME, as catalina.sh does; and what any of them includes.
 */
export const startFilesOf = async (files: FileSession, paths: ContainerPaths | null, serviceUnit: string | undefined): Promise<StartFiles> => {
  const reader = new StartFileReader(files, paths)
  const unseen: string[] = []
  if (serviceUnit !== undefined) {
    await reader.read(serviceUnit, 'service')
    for (const directory of dropInDirectoriesOf(serviceUnit)) {
      const dropIns = await dropInsIn(files, directory)
      if (dropIns === null) unseen.push(directory)
      else for (const dropIn of dropIns) await reader.read(dropIn, 'service')
    }
  }
  if (paths !== null) {
    for (const script of ['catalina.bat', 'catalina.sh']) await reader.readIfThere(`${paths.home}/bin/${script}`, 'product')
    for (const script of ['setenv.bat', 'setenv.sh']) {
      const own = `${paths.base}/bin/${script}`
      if (!(await reader.readIfThere(own, 'setenv')) && paths.home !== paths.base) await reader.readIfThere(`${paths.home}/bin/${script}`, 'setenv')
    }
  }
  return { ...reader.found(), unseen }
}

/** Where drop-ins of a unit lie: beside it, and where `systemctl edit` puts them (systemd.unit(5)). */
export const dropInDirectoriesOf = (serviceUnit: string): readonly string[] =>
  serviceUnit.endsWith('.service') ? [...new Set([`${serviceUnit}.d`, `/etc/systemd/system/${serviceUnit.replace(/^.*\//, '')}.d`])] : []

/** Paths of the drop-ins in systemd's order, or null when the directory lies outside the plan. */
const dropInsIn = async (files: FileSession, directory: string): Promise<readonly string[] | null> => {
  try {
    if ((await files.stat(directory)) === null) return []
    return (await files.list(directory)).filter(({ name, odd }) => name.endsWith('.conf') && !odd).map(({ name }) => `${directory}/${name}`)
  } catch (error) {
    if (error instanceof FactError && error.code === 'permission-denied') return null
    throw error
  }
}

class StartFileReader {
  readonly #files: FileSession
  readonly #paths: ContainerPaths | null
  readonly #found: StartFile[] = []
  readonly #omitted: string[] = []
  readonly #seen = new Set<string>()

  constructor(files: FileSession, paths: ContainerPaths | null) {
    this.#files = files
    this.#paths = paths
  }

  found(): Omit<StartFiles, 'unseen'> {
    return { files: this.#found, omitted: [...new Set(this.#omitted)] }
  }

  async readIfThere(path: string, role: StartFile['role']): Promise<boolean> {
    if ((await this.#files.stat(path)) === null) return false
    await this.read(path, role)
    return true
  }

  /** Reads a file and, before it takes effect, what it includes. Throws FactError for a file of the plan that cannot be read. */
  async read(path: string, role: StartFile['role']): Promise<void> {
    if (this.#seen.has(path)) return
    if (this.#seen.size >= MAX_FILES) throw new FactError('limit', `${path}: more than ${MAX_FILES} start files lead to one another`)
    this.#seen.add(path)
    const text = scriptTextOf(await this.#files.read(path, LIMITS.startFile.value))
    const active = activeTextOf(text, startFileKindOf(path, text))
    const file: StartFile = { path, role, active }
    // Tomcat's own scripts include only each other and setenv.
    if (role !== 'product')
      for (const include of [...includesIn(active), ...scriptsRunBy(active)]) await this.#include(file, include.path, include.line)
    this.#found.push(file)
  }

  async #include(from: StartFile, written: string, line: number): Promise<void> {
    const path = this.#expanded(written, from)
    const where = `${from.path}:${line}`
    if (path === null) {
      this.#omitted.push(`${where} reads ${written.slice(0, 256)}, a name that only the running script knows: write its full path there`)
      return
    }
    if (this.#isProduct(path)) return
    try {
      if ((await this.#files.stat(path)) !== null) await this.read(path, from.role)
    } catch (error) {
      if (!(error instanceof FactError)) throw error
      this.#omitted.push(`${where} reads a file that may hold settings: ${error.message}`)
    }
  }

  /** With the two variables whose values are known here; null when others remain or the path is relative. */
  #expanded(written: string, from: StartFile): string | null {
    const values: Readonly<Record<string, string | undefined>> = { CATALINA_HOME: this.#paths?.home, CATALINA_BASE: this.#paths?.base }
    const expanded = written
      .replaceAll('"', '')
      .replaceAll(
        /\$\{?(CATALINA_HOME|CATALINA_BASE)\}?|%(CATALINA_HOME|CATALINA_BASE)%/g,
        (whole, shell?: string, batch?: string) => values[shell ?? batch ?? ''] ?? whole,
      )
      .replace(/^%~dp0/i, `${from.path.replace(/[/\\][^/\\]*$/, '')}/`)
    return /[$%`*?]/.test(expanded) || !/^(?:\/|[A-Za-z]:[\\/])/.test(expanded) ? null : expanded
  }

  /** Tomcat's own scripts and setenv are read apart. */
  #isProduct(path: string): boolean {
    return /\/bin\/(?:catalina|startup|daemon|setclasspath|setenv|shutdown|tool-wrapper)\.(?:sh|bat)$/.test(path.replaceAll('\\', '/'))
  }
}

/** Scripts come in any encoding; what is looked for in them is ASCII, so bytes that are not UTF-8 are read one by one. */
const scriptTextOf = (bytes: Uint8Array): string => {
  try {
    return textOf(bytes)
  } catch (error) {
    if (error instanceof FormatError) return latin1TextOf(bytes)
    throw error
  }
}
