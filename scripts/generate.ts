import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { registrySource } from './generate-registry.ts'
import { schemaFiles } from './generate-schemas.ts'
import { rowsSource } from './rows/compile.ts'

/**
 * Writes what is generated from the code: the registry's index, the documentation of checks and limits, and the JSON Schemas. With --check it writes
 * nothing and fails when a file is stale, missing or left over.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const checkOnly = process.argv.includes('--check')

const registryFile = 'src/registry/builtin.generated.ts'
const rowsFile = 'src/statements/sql/rows.generated.ts'
const stale: string[] = []

const current = async (path: string): Promise<string | null> => readFile(path, 'utf8').catch(() => null)

const put = async (path: string, text: string): Promise<void> => {
  const target = join(root, path)
  if ((await current(target)) === text) return
  stale.push(path)
  if (checkOnly) return
  await mkdir(dirname(target), { recursive: true })
  await writeFile(target, text)
}

const removeLeftOvers = async (folder: string, kept: ReadonlySet<string>): Promise<void> => {
  const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of entries) {
    const path = relative(root, join(entry.parentPath, entry.name))
    if (!entry.isFile() || kept.has(path)) continue
    stale.push(`${path} (left over)`)
    if (!checkOnly) await rm(join(root, path))
  }
}

await put(rowsFile, rowsSource())
await put(registryFile, await registrySource(root))
// Loaded only now: its pages are of the checks in the index, which a new check has just entered.
const { checkPages } = await import('./generate-docs.ts')
const pages = await checkPages()
for (const [path, text] of pages) await put(path, text)
await removeLeftOvers('docs/checks', new Set(pages.keys()))
const schemas = await schemaFiles()
for (const [path, text] of schemas) await put(path, text)
await removeLeftOvers('schemas', new Set(schemas.keys()))

if (stale.length > 0) {
  process.stdout.write(`${checkOnly ? 'Stale' : 'Written'}:\n${stale.map((path) => `  ${path}`).join('\n')}\n`)
  if (checkOnly) {
    process.stdout.write('Run: npm run generate\n')
    process.exitCode = 1
  }
}
