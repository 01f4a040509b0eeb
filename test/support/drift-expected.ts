import { differencesBetween } from '../../src/core/difference.ts'
import { rulesFor, standingOfChange } from '../../src/core/drift-contract.ts'
import type { Fact } from '../../src/core/fact.ts'
import type { JsonValue } from '../../src/core/json.ts'
import type { DriftRule } from '../../src/core/profile.ts'

/** The pointers in which two values of a fact differ, each with whether a contract expects that. */
export const driftExpected = <V>(
  contract: readonly DriftRule[],
  fact: Pick<Fact<V>, 'id' | 'value'>,
  before: V,
  after: V,
): readonly (readonly [string, boolean])[] => {
  const rules = rulesFor(contract, fact.id, {})
  return differencesBetween(fact.value.json, before as JsonValue, after as JsonValue).flatMap(({ pointer, kind }) =>
    kind === 'incomparable' ? [] : [[pointer, standingOfChange(rules, pointer, kind).expected] as const],
  )
}
