import type { Engine } from '../../../core/sql.ts'

/** A sequence as the catalogue names it: without its schema when that is the own one. */
export const ownName = (sequence: string, schema: string): string =>
  sequence.startsWith(`${schema}.`) ? sequence.slice(schema.length + 1) : sequence

const NAME = String.raw`(?:"[^"]{1,256}"|\[[^\]]{1,256}\]|[\p{L}_][\p{L}\p{N}_$#]{0,255})`
const PATH = String.raw`(?:${NAME}\s{0,9}\.\s{0,9})?${NAME}`
const TAKES: readonly RegExp[] = [
  new RegExp(String.raw`(?<![\p{L}\p{N}_$#"])(${PATH})\s{0,9}\.\s{0,9}"?nextval\b`, 'giu'),
  new RegExp(String.raw`\b(?:next\s{1,9}value|nextval)\s{1,9}for\s{1,9}(${PATH})`, 'giu'),
  new RegExp(String.raw`\bnextval\s{0,9}\(\s{0,9}'(${PATH})'`, 'giu'),
]

/** Sequences that the text of a trigger takes values of, as stored. Comments are not told from code: one that is named is one that may be used. */
export const sequencesNamed = (engine: Engine, body: string, schema: string): readonly string[] => {
  const names = TAKES.flatMap((form) => [...body.matchAll(form)].map(([, path = '']) => path))
  const stored = names.map((path) => (path.match(new RegExp(NAME, 'gu')) ?? []).map((name) => storedName(engine, name)).join('.'))
  return [...new Set(stored.map((name) => ownName(name, schema)))].filter((name) => name.length <= 256).sort()
}

const storedName = (engine: Engine, name: string): string => {
  if (/^["[]/.test(name)) return name.slice(1, -1)
  if (engine === 'postgres') return name.toLowerCase()
  return engine === 'oracle' || engine === 'db2' ? name.toUpperCase() : name
}
