import { canonicalJson } from '../core/json.ts'
import type { Drift, DriftChange, DriftPlace } from '../core/report.ts'

/** A place in words: `am-version /configuration/version`, with the fact's parameters where it has any. As foreign as its parts. */
export const driftPlace = ({ fact, params, pointer }: Omit<DriftPlace, 'pointer' | 'target'> & { readonly pointer?: string }): string => {
  const parameters = Object.keys(params).length === 0 ? '' : ` ${canonicalJson(params)}`
  return `${fact}${parameters}${pointer === undefined || pointer === '' ? '' : ` ${pointer}`}`
}

const KIND: Readonly<Record<DriftChange['kind'], string>> = {
  changed: 'changed',
  appeared: 'appeared',
  disappeared: 'disappeared',
  unchanged: 'has not changed and must',
}

/** What became of it, in words: `changed from 7.5.0 to 8.1.0`. */
export const driftSaid = ({ kind, before, after }: DriftChange): string => {
  const values = [...(before === null ? [] : [`from ${before}`]), ...(after === null ? [] : [`to ${after}`])]
  if (kind === 'changed') return [KIND.changed, ...values].join(' ')
  const value = kind === 'appeared' ? after : kind === 'disappeared' ? before : null
  return value === null ? KIND[kind] : `${KIND[kind]}: ${value}`
}

/** `2 unexpected changes, 1 incomparable; 5 expected`. */
export const driftCounts = ({ unexpected, expected, incomparable, compared }: Drift): readonly [bad: readonly string[], rest: readonly string[]] => [
  [
    ...(unexpected.length === 0 ? [] : [`${unexpected.length} unexpected ${unexpected.length === 1 ? 'change' : 'changes'}`]),
    ...(incomparable.length === 0 ? [] : [`${incomparable.length} could not be compared`]),
  ],
  [`${expected.length} expected`, `${compared} ${compared === 1 ? 'fact' : 'facts'} compared`],
]
