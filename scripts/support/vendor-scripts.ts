import { normalDefault } from '../../src/formats/sql-default.ts'
import { sqlTypeOf, type SqlDialect } from '../../src/formats/sql-type.ts'
import type { Column, Table } from './expected-lines.ts'

/** What the vendor's scripts declare, by product and dialect: the columns' text behind the name, the constraints' text, the indexes' columns. */
export type Scripts = Readonly<Record<string, Readonly<Record<string, Script>>>>
interface Script {
  readonly tables: Readonly<Record<string, { readonly columns: readonly (readonly [string, string])[]; readonly constraints: readonly string[] }>>
  readonly indexes: readonly (readonly [name: string, table: string, columns: string])[]
  readonly sequences: readonly string[]
  readonly triggers: readonly string[]
}

/** Tables of API-M, users and registry, and what fills them, are not the identity schema. */
const isOther = (name: string): boolean => /^(?:AM_|UM_|REG_|QUERY_PARAMETER_|THROTTLE_TIER_)/i.test(name)

const list = (text: string): readonly string[] => text.toUpperCase().replaceAll(/\s/g, '').split(',')

/** Tables as a script declares them, with what a declaration implies: a primary key and an identity allow no NULL. */
export const fromScripts = (dialect: 'mssql' | 'oracle' | 'db2', scripts: Scripts, product: string): readonly Table[] => {
  const script = scripts[product]?.[dialect]
  if (script === undefined) throw new Error(`no script of ${product} for ${dialect}`)
  const tables = Object.entries(script.tables).filter(([name]) => !isOther(name))
  const keyOf = new Map(tables.map(([name, table]) => [name.toUpperCase(), primaryKeyOf(table.constraints)]))
  const triggers = triggersOf(script)
  return tables.map(([written, table]) => {
    const name = written.toUpperCase()
    const primaryKey = keyOf.get(name) ?? null
    return {
      name,
      columns: table.columns.map(([column, text]) => columnOf(dialect, column.toUpperCase(), text, primaryKey ?? [])),
      primaryKey,
      uniques: table.constraints.flatMap((text) => /UNIQUE\s*\(([^)]*)\)/i.exec(text)?.[1] ?? []).map((one) => list(one).join(',')),
      foreignKeys: table.constraints.flatMap((text) => {
        const found = /FOREIGN KEY\s*\(([^)]*)\)\s*REFERENCES\s+(\w+)\s*(?:\(([^)]*)\))?\s*(?:ON DELETE (CASCADE|NO ACTION))?/i.exec(text)
        if (found === null && /FOREIGN/i.test(text)) throw new Error(`${name}: not understood: ${text}`)
        if (found === null) return []
        const [, columns = '', target = '', referenced, rule = ''] = found
        const ends = referenced === undefined ? (keyOf.get(target.toUpperCase()) ?? []) : list(referenced)
        return [`${list(columns).join(',')} > ${target.toUpperCase()}(${ends.join(',')})${/cascade/i.test(rule) ? ' cascade' : ''}`]
      }),
      indexes: script.indexes
        .filter(([, on]) => on.toUpperCase() === name)
        .map(([index, , columns]) => `${index.toUpperCase()}(${list(columns).join(',')})`),
      triggers: triggers.get(name) ?? [],
    }
  })
}

const primaryKeyOf = (constraints: readonly string[]): readonly string[] | null => {
  const found = constraints.flatMap((text) => /PRIMARY KEY\s*\(([^)]*)\)/i.exec(text)?.[1] ?? [])[0]
  return found === undefined ? null : list(found)
}

const COLUMN = /^(?<type>[A-Z0-9]+(?: ?\([^)]*\))?)(?<identity> IDENTITY(?: ?\([^)]*\))?)?(?<rest>.*)$/i

const columnOf = (dialect: SqlDialect, name: string, text: string, primaryKey: readonly string[]): Column => {
  const spelled = text.replaceAll(/\s+/g, ' ').trim()
  const { type: native = '', identity, rest = '' } = COLUMN.exec(spelled)?.groups ?? {}
  const type = native.replaceAll(' ', '').toLowerCase()
  const generated = identity !== undefined || /IDENTITY/i.test(rest)
  const value = / DEFAULT ('[^']*'|\S+)/i.exec(rest)?.[1]
  const left = rest
    .replace(/ DEFAULT (?:'[^']*'|\S+)/i, '')
    .replace(/ (?:NOT )?NULL/i, '')
    .replace(/ GENERATED ALWAYS AS IDENTITY ?\([^)]*\)/i, '')
    .replace(/ IDENTITY(?: ?\([^)]*\))?/i, '')
  if (left.trim() !== '' || sqlTypeOf(dialect, type).family === 'other') throw new Error(`${name}: not understood: ${text}`)
  const normal = value === undefined ? null : normalDefault(dialect, value, sqlTypeOf(dialect, type)).value
  return {
    name,
    type,
    required: / NOT NULL/i.test(rest) || generated || primaryKey.includes(name),
    generated: generated ? 'identity' : '',
    defaults: normal === null ? [] : [normal],
  }
}

/**
 * Which trigger fills which table from which sequence. The scripts' data name them only: the name is that of the table, or abbreviates it as below. What
 * cannot be told is refused.
 */
const triggersOf = (script: Script): ReadonlyMap<string, readonly string[]> => {
  const tables = new Set(Object.keys(script.tables).map((name) => name.toUpperCase()))
  const found = new Map<string, string[]>()
  for (const trigger of script.triggers.filter((name) => !isOther(name)).map((name) => name.toUpperCase())) {
    const table = tableNamed(trigger)
    const sequences = script.sequences.map((name) => name.toUpperCase()).filter((name) => tableNamed(name) === table)
    if (!tables.has(table) || sequences.length !== 1) throw new Error(`${trigger}: of ${table}, from ${sequences.join(' or ')}`)
    found.set(table, [...(found.get(table) ?? []), `${trigger} ${sequences[0]}`])
  }
  return found
}

const tableNamed = (name: string): string => {
  const base = name.replace(/_(?:PK_)?(?:SEQUENCE|SEQ|TRIGGER|TRIG|TR)$/, '')
  return ABBREVIATED[base] ?? base
}

const ABBREVIATED: Readonly<Record<string, string>> = {
  IDN_CLAIM_MAPPED_ATTR: 'IDN_CLAIM_MAPPED_ATTRIBUTE',
  IDN_ODF_SCOPES: 'IDN_OAUTH2_DEVICE_FLOW_SCOPES',
  IDN_OIDC_REQUEST_OBJECT_REF: 'IDN_OIDC_REQ_OBJECT_REFERENCE',
  IDN_OIDC_REQ_OBJECT_CLAIM_VALUES: 'IDN_OIDC_REQ_OBJ_CLAIM_VALUES',
  IDN_OIDC_REQ_OBJECT_REF: 'IDN_OIDC_REQ_OBJECT_REFERENCE',
  IDN_OIDC_REQ_OBJ_CLAIMS: 'IDN_OIDC_REQ_OBJECT_CLAIMS',
  IDN_OIDC_REQ_OBJ_CLM_VAL: 'IDN_OIDC_REQ_OBJ_CLAIM_VALUES',
  IDN_OIDC_REQ_OBJ_REF: 'IDN_OIDC_REQ_OBJECT_REFERENCE',
  IDN_OIDC_SCOPE_CLAIM_MAP: 'IDN_OIDC_SCOPE_CLAIM_MAPPING',
  IDN_UMA_RESOURCE_METADATA: 'IDN_UMA_RESOURCE_META_DATA',
  IDP_AUTHENTICATOR_PROP: 'IDP_AUTHENTICATOR_PROPERTY',
  IDP_PROV_CONFIG: 'IDP_PROVISIONING_CONFIG',
  IDP_PROV_CONFIG_PROP: 'IDP_PROV_CONFIG_PROPERTY',
  IDP_PROV_ENTITY: 'IDP_PROVISIONING_ENTITY',
  SP_PROV_CONNECTOR: 'SP_PROVISIONING_CONNECTOR',
  SP_REQ_PATH_AUTH: 'SP_REQ_PATH_AUTHENTICATOR',
  SP_TEMPLATE_SEQUENCE: 'SP_TEMPLATE',
}
