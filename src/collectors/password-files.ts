import { defineCollector, partial, type PlanContext } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { ValueOf } from '../core/fact.ts'
import type { FileSession } from '../core/session.ts'
import { passwordFiles } from '../facts/password-files.ts'
import { expandedOf, isAbsolutePath } from '../formats/config-expression.ts'
import { FormatError } from '../formats/format-error.ts'
import { jsonDocumentOf, type JsonData } from '../formats/json-document.ts'
import { LIMITS } from '../limits.ts'
import { BOOT_FILES } from './support/boot-files.ts'
import { assertDirectory } from './support/named-paths.ts'

type Value = ValueOf<typeof passwordFiles>
type Named = Pick<Value['files'][number], 'path' | 'purpose' | 'namedBy'>
type BootEntry = Named | Value['unresolved'][number]

const DEFAULT_FILES = [
  { file: 'security/secrets/default/.storepass', purpose: 'store' },
  { file: 'security/secrets/default/.keypass', purpose: 'entry' },
] as const
const BOOT_KEYS = [
  { key: 'keyStorePasswordFile', purpose: 'store' },
  { key: 'keyPasswordFile', purpose: 'entry' },
] as const

export default defineCollector({
  fact: passwordFiles,
  type: 'pingam',
  needs: ({ fields }) => (fields.config === undefined ? 'config' : null),
  touches: ({ fields: { config } }) =>
    config === undefined
      ? []
      : [...BOOT_FILES, ...DEFAULT_FILES.map(({ file }) => file)].map((file) => ({ kind: 'file', what: `${config}/${file}` })),
  collect: async ({ target, plan, files }) => {
    const { config } = target.fields
    if (config === undefined) throw new FactError('internal', 'the plan names no config')
    await assertDirectory(files, config, 'config')
    const omitted: string[] = []
    const found = new Map<string, Value['files'][number]>()
    const boot: string[] = []
    const unresolved: Value['unresolved'][number][] = []
    const named: Named[] = []

    for (const path of BOOT_FILES.map((file) => `${config}/${file}`)) {
      if ((await files.stat(path)) === null) continue
      boot.push(path)
      for (const entry of await bootEntries(files, path, plan, omitted)) {
        if ('path' in entry) named.push(entry)
        else unresolved.push(entry)
      }
    }
    for (const { file, purpose } of DEFAULT_FILES) named.push({ path: `${config}/${file}`, purpose, namedBy: 'default' })

    for (const one of named) {
      try {
        const looked = await lookedAt(files, one)
        // AM need not keep its passwords at the default place, so that one missing there says nothing.
        if (looked.exists || one.namedBy === 'boot.json') found.set(looked.path, found.get(looked.path) ?? looked)
      } catch (error) {
        omitted.push(lineOf(error))
      }
    }
    return partial({ boot, files: [...found.values()], unresolved }, omitted)
  },
})

const bootEntries = async (files: FileSession, path: string, plan: PlanContext, omitted: string[]): Promise<readonly BootEntry[]> => {
  try {
    const keystores = memberOf(jsonDocumentOf(await files.readText(path)).value, 'keystores')
    return Object.keys(isMembers(keystores) ? keystores : {}).flatMap((name) =>
      BOOT_KEYS.flatMap(({ key, purpose }): readonly BootEntry[] => {
        const value = memberOf(memberOf(keystores, name), key)
        if (typeof value !== 'string') return []
        const { text, unresolved } = expandedOf(value, plan.variables)
        if (text !== null && isAbsolutePath(text)) return [{ path: text, purpose, namedBy: 'boot.json' }]
        return [{ key: `${path}#/keystores/${name}/${key}`, value, variables: unresolved }]
      }),
    )
  } catch (error) {
    omitted.push(error instanceof FormatError ? `${path}: ${error.message}` : lineOf(error))
    return []
  }
}

/** Only how the file ends is looked at; what it holds is overwritten at once. */
const lookedAt = async (files: FileSession, { path, purpose, namedBy }: Named): Promise<Value['files'][number]> => {
  const stat = await files.stat(path)
  if (stat === null) return { path, purpose, namedBy, exists: false, empty: false, ending: 'none', mode: null }
  const bytes = await files.read(path, LIMITS.secretFile.value)
  const ending = endingOf(bytes)
  const empty = bytes.every((byte) => byte === 0x0a || byte === 0x0d)
  bytes.fill(0)
  return { path: stat.resolved, purpose, namedBy, exists: true, empty, ending, mode: stat.resolved.startsWith('/') ? stat.mode : null }
}

const endingOf = (bytes: Uint8Array): Value['files'][number]['ending'] => {
  if (bytes.at(-1) === 0x0d) return 'CR'
  if (bytes.at(-1) !== 0x0a) return 'none'
  return bytes.at(-2) === 0x0d ? 'CRLF' : 'LF'
}

const lineOf = (error: unknown): string => {
  if (error instanceof FactError && error.code !== 'deadline' && error.code !== 'internal') return error.message
  throw error
}

const isMembers = (value: JsonData | undefined): value is { readonly [key: string]: JsonData } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const memberOf = (value: JsonData | undefined, key: string): JsonData | undefined => (isMembers(value) ? value[key] : undefined)
