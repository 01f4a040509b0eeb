import { defineCollector, known } from '../core/collector.ts'
import type { FileSession } from '../core/session.ts'
import { statedVersion } from '../facts/stated-version.ts'
import { propertiesOf } from '../formats/java-properties.ts'
import { manifestAttributesOf } from '../formats/java-manifest.ts'
import { jsonDocumentOf, type JsonData } from '../formats/json-document.ts'
import { tomlDocumentOf, type TomlData } from '../formats/toml-document.ts'
import { understood } from './support/understood.ts'

/** A dotted number with whatever is appended to it; nothing else of a file is recorded. */
const VERSION = /^\d{1,9}(?:\.\d{1,9}){0,9}(?:[-+.][0-9A-Za-z.+-]{1,20})?$/

export default defineCollector({
  fact: statedVersion,
  type: 'directory',
  needs: () => null,
  touches: ({ fields }, { path }) => [{ kind: 'file', what: `${fields.path}/${path}` }],
  collect: async ({ target: { fields }, params, files }) => {
    const path = `${fields.path}/${params.path}`
    if ((await files.stat(path)) === null) return known({ path, state: 'no-file', version: null })
    const stated = (await valueAt(files, path, params.key))?.trim() ?? null
    if (stated === null) return known({ path, state: 'no-key', version: null })
    return VERSION.test(stated) ? known({ path, state: 'stated', version: stated }) : known({ path, state: 'not-a-version', version: null })
  },
})

const valueAt = async (files: FileSession, path: string, key: string): Promise<string | null> => {
  if (/\.(?:jar|war|zip)$/i.test(path)) return inArchive(files, path, key)
  if (/\.mf$/i.test(path)) {
    const bytes = await files.read(path)
    return understood(path, () => manifestAttributesOf(bytes)).get(key.toLowerCase()) ?? null
  }
  const text = await files.readText(path)
  if (/\.json$/i.test(path)) return inDocument(understood(path, () => jsonDocumentOf(text)).value, key)
  if (/\.toml$/i.test(path)) return inDocument(understood(path, () => tomlDocumentOf(text)).value, key)
  // Java keeps the last of two properties of one name.
  return understood(path, () => propertiesOf(text)).findLast((property) => property.key === key)?.value ?? null
}

const inArchive = async (files: FileSession, path: string, key: string): Promise<string | null> => {
  const archive = await files.openArchive(path)
  try {
    const manifest = await archive.readEntry('META-INF/MANIFEST.MF')
    return manifest === null ? null : (understood(path, () => manifestAttributesOf(manifest)).get(key.toLowerCase()) ?? null)
  } finally {
    await archive.close()
  }
}

/** The text or number at a JSON pointer (RFC 6901). */
const inDocument = (root: JsonData | TomlData, pointer: string): string | null => {
  let value: JsonData | TomlData = root
  for (const token of pointer.split('/').slice(1)) {
    const key = token.replaceAll('~1', '/').replaceAll('~0', '~')
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, key)) return null
    value = Object.entries(value).find(([name]) => name === key)?.[1] ?? null
  }
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'bigint' ? String(value) : null
}
