import { defineCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import { bootstrapPointers } from '../facts/bootstrap-pointers.ts'
import { isAbsolutePath } from '../formats/config-expression.ts'

type Pointer = ValueOf<typeof bootstrapPointers>['pointers'][number]

/** Hidden directories in the home of the user who runs the container; the second is of releases before OpenAM 9 (facts/pingam 2.1). */
const FOLDERS = [
  { name: '.openamcfg', legacy: false },
  { name: '.openssocfg', legacy: true },
] as const

export default defineCollector({
  fact: bootstrapPointers,
  type: 'pingam',
  needs: ({ fields }) => (fields.home === undefined ? 'home' : null),
  touches: ({ fields: { home } }) => (home === undefined ? [] : FOLDERS.map(({ name }) => ({ kind: 'tree', what: `${home}/${name}` }))),
  collect: async ({ target: { fields }, files }) => {
    const directories: string[] = []
    const pointers: Pointer[] = []
    for (const { name: folder, legacy } of FOLDERS) {
      const directory = `${fields.home ?? ''}/${folder}`
      if ((await files.stat(directory))?.kind !== 'directory') continue
      directories.push(directory)
      for (const { name, kind } of await files.list(directory)) {
        const path = `${directory}/${name}`
        if (name.startsWith('AMConfig') && kind !== 'directory') pointers.push({ path, name, legacy, target: await targetOf(files, path) })
      }
    }
    return known({ directories, pointers, webapp: fields.webapp === undefined ? null : pointerNameOf(fields.webapp) })
  },
})

/** AM names the file after the real path of the web application, slashes as underscores, with one at the end (AMSetupServlet.getBootstrapLocator). */
const pointerNameOf = (webapp: string): string => `AMConfig${webapp.replace(/\.war$/i, '').replaceAll(/[/\\]/g, '_')}_`

/** Where the file leads, links resolved where the plan lets them be; null when it is not one line with an absolute path. */
const targetOf = async (files: FileSession, path: string): Promise<string | null> => {
  const lines = (await files.readText(path)).split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  const [line] = lines
  if (line === undefined || lines.length > 1 || !isAbsolutePath(line.trim()) || line.length > 4096) return null
  try {
    return (await files.stat(line.trim()))?.resolved ?? line.trim()
  } catch (error) {
    if (error instanceof FactError && error.code === 'permission-denied') return line.trim()
    throw error
  }
}
