import type { Query } from '../../run/queries.ts'

/** A query in words, for people. */
export const queryText = ({ id, door, engine, text, purpose, parameters = [], rows, checks }: Query): string =>
  [
    `${door}${engine === undefined ? '' : ` ${engine}`} ${id}`,
    ...(purpose === undefined ? [] : [`  ${purpose}`]),
    ...text.split('\n').map((line) => `  ${door === 'sql' ? '  ' : ''}${line}`),
    ...(parameters.length === 0 ? [] : [`  bound: ${parameters.join(', ')}`]),
    ...(rows === undefined || rows === 0 ? [] : [`  at most ${rows} rows`]),
    `  ${neededBy(id, checks)}`,
  ].join('\n')

const neededBy = (id: string, checks: readonly string[]): string =>
  id.startsWith('preamble-') ? 'sent by every session' : `needed by ${checks.join(', ') || 'doctor only'}`
