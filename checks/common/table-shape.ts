import { databaseCatalogue, defineCheck, judged, own, schemaDifferences, undetermined } from '../../src/api.ts'
import { expectedShapes, TABLE_SHAPES } from './data/table-shapes.ts'
import { differenceFinding, SHAPE_MESSAGES, shapeMessageOf } from './data/schema-findings.ts'

export default defineCheck({
  id: 'common/table-shape',
  title: 'The tables are as the plan describes them',
  why: 'Whoever relies on a table relies on its columns, keys and indexes',
  remedy: 'Have the table corrected by whoever owns the database, or change the parameters of this check',
  references: [{ title: 'The plan', section: 'parameters of common/table-shape' }],
  scope: 'target',
  type: 'database',
  phases: { 'pre-upgrade': 'high', staged: 'high', 'post-upgrade': 'high', compliance: 'high' },
  // What is missing from a catalogue that was read in part may be what was left out.
  quantifier: 'whole',
  parameters: TABLE_SHAPES,
  facts: { catalogue: own(databaseCatalogue) },
  messages: SHAPE_MESSAGES,
  traps: {
    'not-said': 'of what the parameters do not say, anything is right',
    'engine-spelling': 'types are spelt as the engine or as a script spells them',
    'folded-names': 'names in the parameters are folded as the engine folds unquoted names',
    'foreign-key-names': 'foreign keys are told by their columns, whatever they are called',
    'other-columns': 'a column that nothing was said of, and that must be filled',
    'unknown-type': 'a type that the engine does not have is an error of the plan',
    'not-readable': 'a column or key that is not written as it must be is an error of the plan',
    'nothing-asked': 'parameters without a table ask nothing: that is an error of the plan, not a pass',
  },
  evaluate: ({ facts: { catalogue }, parameters, target, finding }) => {
    const expected = expectedShapes(catalogue.engine, parameters)
    if (typeof expected === 'string') return undetermined('missing-evidence', `parameters of common/table-shape: ${expected}`)
    const findings = schemaDifferences(expected, catalogue).flatMap((one) => {
      const messageId = shapeMessageOf(one.kind)
      return messageId === null ? [] : [differenceFinding(finding, messageId, one, one.kind === 'index-renamed' ? 'info' : 'high')]
    })
    return judged(`${target?.name ?? ''}: ${expected.map(({ name }) => name).join(', ')} as described`, findings, 'high')
  },
})
