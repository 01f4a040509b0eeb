import type { JsonData } from '../../formats/json-document.ts'

/** A member of a JSON object; null where it has none, or is no object. */
export const memberOf = (value: JsonData, key: string): JsonData =>
  value !== null && typeof value === 'object' && !isList(value) && Object.hasOwn(value, key) ? (value[key] ?? null) : null

const isList = (value: JsonData): value is readonly JsonData[] => Array.isArray(value)

/** The texts in a JSON array; none where it is no array. */
export const textsIn = (value: JsonData): readonly string[] => (isList(value) ? value.filter((item) => typeof item === 'string') : [])

/**
 * What the data of the configuration version service say (facts/pingam 2.3): how far the configuration was upgraded, and by which rules. Texts of another
 * shape are left out, so that a mistaken file cannot carry a secret out.
 */
export const configurationVersionIn = (data: JsonData): { readonly version: string | null; readonly appliedRules: readonly string[] } => {
  const version = memberOf(data, 'configurationVersion')
  return {
    version: typeof version === 'string' && /^\d{1,9}(\.\d{1,9}){0,9}$/.test(version) ? version : null,
    appliedRules: textsIn(memberOf(data, 'appliedRuleIds')).filter((id) => /^[\w.-]{1,100}$/.test(id)),
  }
}
