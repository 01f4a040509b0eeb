import type { CatalogueTable, CatalogueTrigger, DatabaseCatalogue } from '../facts/database-catalogue.ts'
import type { CatalogueNames } from './catalogue-names.ts'
import type { ExpectedTable, ExpectedTrigger } from './expected-schema.ts'
import type { InTable } from './schema-difference.ts'

/** What makes the keys of a table where its columns do not: triggers, and the sequences that they or defaults take from. */
export const generatorDifferences = (
  expected: ExpectedTable,
  table: CatalogueTable,
  { sequences }: DatabaseCatalogue,
  names: CatalogueNames,
): readonly InTable[] => {
  const taken = [...expected.columns.flatMap(({ sequence }) => sequence ?? []), ...expected.triggers.map(({ sequence }) => sequence)]
  const met = new Set<CatalogueTrigger>()
  const triggers = expected.triggers.flatMap((wanted): readonly InTable[] => {
    const right = table.triggers.find((trigger) => faultsOf(wanted, trigger, names).length === 0)
    const found =
      right ??
      table.triggers.find(({ name }) => names.storedObject(name) === names.object(wanted.name)) ??
      table.triggers.find((trigger) => trigger.timing === 'before' && trigger.events.includes('insert') && trigger.sequences.length > 0)
    if (found !== undefined) met.add(found)
    if (right !== undefined) return []
    const text = `before insert for each row, from ${wanted.sequence}`
    if (found === undefined) return [{ kind: 'trigger-missing', object: wanted.name, expected: text, actual: 'none' }]
    return [{ kind: 'trigger', object: wanted.name, expected: text, actual: faultsOf(wanted, found, names).join(', ') }]
  })
  return [
    ...triggers,
    ...table.triggers
      .filter((trigger) => !met.has(trigger))
      .map(({ name, timing, events }): InTable => ({
        kind: 'extra-trigger',
        object: name,
        expected: 'none',
        actual: `${timing} ${events.join(' or ')}`,
      })),
    ...[...new Set(taken)].flatMap((name): readonly InTable[] => {
      const found = sequences.find((one) => names.storedObject(one.name) === names.object(name))
      if (found === undefined) return [{ kind: 'sequence-missing', object: name, expected: 'a sequence', actual: 'none' }]
      const { increment, cycle } = found
      // Null: the engine does not tell.
      if ((increment === null || increment === '1') && cycle !== true) return []
      return [
        { kind: 'sequence', object: name, expected: 'by 1, no cycle', actual: `by ${increment ?? 'unknown'}${cycle === true ? ', cycle' : ''}` },
      ]
    }),
  ]
}

/** Why a trigger does not fill the key, whatever it is called: Oracle's names are cut at 30 characters, Db2's are not (facts/wso2.md §3.1). */
const faultsOf = ({ sequence }: ExpectedTrigger, trigger: CatalogueTrigger, names: CatalogueNames): readonly string[] => [
  ...(trigger.timing === 'before' && trigger.events.includes('insert') && trigger.perRow
    ? []
    : [`${trigger.timing} ${trigger.events.join(' or ')}${trigger.perRow ? '' : ', not for each row'}`]),
  ...(trigger.enabled ? [] : ['disabled']),
  ...(trigger.valid === false ? ['invalid'] : []),
  ...(trigger.sequences.some((name) => names.storedObject(name) === names.object(sequence))
    ? []
    : [trigger.sequences.length === 0 ? 'takes from no sequence' : `takes from ${trigger.sequences.join(', ')}`]),
]
