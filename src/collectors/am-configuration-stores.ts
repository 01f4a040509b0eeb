import { defineCollector, known, type PlanContext } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import type { FileSession } from '../core/session.ts'
import { amConfigurationStores, type AmConfigurationStores } from '../facts/am-configuration-stores.ts'
import { isList, membersOf, textOf } from '../formats/am-configuration/json-value.ts'
import { expandedOf } from '../formats/config-expression.ts'
import { FormatError } from '../formats/format-error.ts'
import { jsonDocumentOf, type JsonData } from '../formats/json-document.ts'
import { BOOT_FILES } from './support/boot-files.ts'

type Store = AmConfigurationStores['stores'][number]

export default defineCollector({
  fact: amConfigurationStores,
  type: 'pingam',
  needs: ({ fields }) => (fields.config === undefined ? 'config' : null),
  touches: ({ fields: { config } }) => (config === undefined ? [] : BOOT_FILES.map((file) => ({ kind: 'file', what: `${config}/${file}` }))),
  collect: async ({ target: { fields }, plan, files }) => {
    const stores: Store[] = []
    let state: AmConfigurationStores['state'] = 'absent'
    for (const file of BOOT_FILES) {
      const path = `${fields.config ?? ''}/${file}`
      const text = await textAt(files, path)
      if (text === null) continue
      const found = storesIn(text, path, plan)
      if (found === null) return known({ state: 'not-understood', stores: [] })
      state = 'read'
      stores.push(...found)
    }
    return known({ state, stores })
  },
})

/** Null for a file that is not there or may not be read: both leave it open where the configuration is. */
const textAt = async (files: FileSession, path: string): Promise<string | null> => {
  try {
    return (await files.stat(path)) === null ? null : await files.readText(path)
  } catch (error) {
    if (error instanceof FactError && error.code === 'permission-denied') return null
    throw error
  }
}

const MOST_STORES = 50

const storesIn = (text: string, declaredIn: string, plan: PlanContext): readonly Store[] | null => {
  const list = listIn(text)
  if (list === null || list.length > MOST_STORES) return null
  return list.map((item) => {
    const members = membersOf(item) ?? {}
    const value = (key: string): string | null => resolved(members[key], plan)
    const port = Number(value('ldapPort') ?? members['ldapPort'])
    const protocol = value('ldapProtocol')?.toLowerCase() ?? null
    return {
      host: value('ldapHost')?.toLowerCase() ?? null,
      port: Number.isInteger(port) && port > 0 && port <= 65_535 ? port : null,
      secure: protocol === null ? null : protocol === 'ldaps',
      baseDn: value('baseDN'),
      bindDn: value('dirManagerDN'),
      declaredIn,
    }
  })
}

const listIn = (text: string): readonly JsonData[] | null => {
  try {
    const list = membersOf(jsonDocumentOf(text).value)?.['configStoreList']
    return isList(list) ? list : null
  } catch (error) {
    if (error instanceof FormatError) return null
    throw error
  }
}

const resolved = (value: JsonData | undefined, plan: PlanContext): string | null => {
  const written = textOf(value)
  const text = written === null ? null : expandedOf(written, plan.variables).text
  return text === null || text === '' ? null : text.slice(0, 1024)
}
