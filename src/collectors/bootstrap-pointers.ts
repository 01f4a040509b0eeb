import { basename, dirname, join } from 'node:path'
import { defineCollector, known } from '../core/collector.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import { bootstrapPointers } from '../facts/bootstrap-pointers.ts'
import { isAbsolutePath } from '../formats/config-expression.ts'
import { assertDirectory, realPathOf } from './support/named-paths.ts'

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
    await assertDirectory(files, fields.home ?? '', 'home')
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
    const webapps = fields.webapp === undefined ? [] : await placesOf(files, fields.webapp)
    return known({ directories, pointers, webapps: [...new Set(webapps.map(pointerNameOf))] })
  },
})

/** AM names the file after the real path of the web application, slashes as underscores, with one at the end (AMSetupServlet.getBootstrapLocator). */
const pointerNameOf = (webapp: string): string => `AMConfig${webapp.replace(/\.war$/i, '').replaceAll(/[/\\]/g, '_')}_`

/** Paths of the web application: as the plan names it, and by where it or the folder it lay in really is, which Tomcat tells AM. */
const placesOf = async (files: FileSession, webapp: string): Promise<readonly string[]> => {
  const place = await realPathOf(files, webapp)
  const folder = await realPathOf(files, dirname(webapp))
  return [webapp, ...(place === null ? [] : [place]), ...(folder === null ? [] : [join(folder, basename(webapp))])]
}

/** Where the file leads, links resolved where the plan lets them be; null when it is not one line with an absolute path. */
const targetOf = async (files: FileSession, path: string): Promise<string | null> => {
  const lines = (await files.readText(path)).split(/\r\n|\r|\n/).filter((line) => line.trim() !== '')
  const [line] = lines
  if (line === undefined || lines.length > 1 || !isAbsolutePath(line.trim()) || line.length > 4096) return null
  return (await realPathOf(files, line.trim())) ?? line.trim()
}
