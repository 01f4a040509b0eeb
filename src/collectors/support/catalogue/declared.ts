import { FactError } from '../../../core/fact-error.ts'
import type { Engine } from '../../../core/sql.ts'
import { normalDefault, type SqlDefault } from '../../../formats/sql-default.ts'
import { sqlTypeOf, type SqlType } from '../../../formats/sql-type.ts'

interface Declared {
  readonly type: SqlType
  readonly given: SqlDefault
}

const NONE: SqlDefault = { value: null, sequence: null }
const MOST = 10_000
const LONGEST = 4096
const known = new Map<string, Map<string | null, Declared>>()

/** What a type and a default mean, worked out once: a schema of ten thousand columns has some dozens of them. */
export const declared = (engine: Engine, native: string, text: string | null): Declared => {
  const key = `${engine} ${native}`
  const ofType = known.get(key) ?? new Map<string | null, Declared>()
  const before = ofType.get(text)
  if (before !== undefined) return before
  const type = sqlTypeOf(engine, native)
  const now = { type, given: text === null ? NONE : normalDefault(engine, text, type) }
  if ((now.given.value?.length ?? 0) > LONGEST) throw new FactError('limit', `a column has a default of more than ${LONGEST} characters`)
  if (known.size < MOST && ofType.size < MOST) known.set(key, ofType.set(text, now))
  return now
}

/** Of a column that nothing fills in. */
export const NOT_GENERATED = { kind: 'none', sequence: null } as const
