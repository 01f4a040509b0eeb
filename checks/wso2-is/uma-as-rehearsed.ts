import {
  choice,
  databaseCatalogue,
  defineCheck,
  expectedOf,
  judged,
  notApplicable,
  object,
  own,
  pass,
  schemaDifferences,
  umaScriptRehearsal,
  undetermined,
} from '../../src/api.ts'
import { subjectOf } from '../common/data/schema-findings.ts'
import { rightToMakeAnything } from './data/rehearsed-account.ts'
import { UMA_TABLES, withTokenId } from './data/uma-schema.ts'

export default defineCheck({
  id: 'wso2-is/uma-as-rehearsed',
  title: 'The UMA tables are what the rehearsal of the script predicted before the upgrade',
  why: 'What came out otherwise was not done by the script that was rehearsed, or not by it alone',
  remedy: 'Find out what was run in place of the script or after it, and whether it did more than to these tables',
  references: [
    { title: 'WSO2 IS as Key Manager 5.7.0 to IS 5.11.0', section: 'Step A: create the UMA tables' },
    { title: 'identity-migration-resources, 5.8.0', section: 'step2/uma: TOKEN_ID' },
  ],
  scope: 'target',
  type: 'database',
  roles: ['identity-db'],
  phases: { 'post-upgrade': 'high' },
  // What is missing from a catalogue that was read in part may be what was left out.
  quantifier: 'whole',
  parameters: object({
    runBy: choice(['the-account', 'an-administrator'], 'as the parameter of wso2-is/uma-script-rehearsal was before the upgrade'),
  }),
  defaults: { runBy: 'the-account' },
  facts: { catalogue: own(databaseCatalogue) },
  before: { rehearsal: own(umaScriptRehearsal, ({ runBy }: { runBy: 'the-account' | 'an-administrator' }) => ({ runBy })) },
  messages: { differs: '{what}: {actual}; the rehearsal predicted: {expected}' },
  traps: {
    'as-predicted': 'the tables are as predicted, with the column that the migration adds',
    'own-script': "the plan's own script made something else than the vendor's, and that is there",
    'beside-the-script': 'what is there beside the prediction is info',
    'script-fails': 'the rehearsal said that the script would fail: what was done then is not what was predicted',
    'only-read': 'the account that was rehearsed could make nothing: somebody else has run the script',
    'not-modelled': 'the rehearsal could not be thought to its end',
  },
  evaluate: ({ facts: { catalogue }, before, finding }) => {
    if (before === null) return pass(`${catalogue.schema} was read`)
    const { predicted, statements, user } = before.rehearsal
    if (predicted === null) return undetermined('missing-evidence', 'the rehearsal before the upgrade could not tell what the script would leave')
    if (rightToMakeAnything(before.rehearsal) !== null)
      return undetermined(
        'missing-evidence',
        `before the upgrade the script was rehearsed as ${user}, which may make nothing: what whoever ran it would leave was not predicted. Another time say so before the upgrade (parameters of wso2-is/uma-script-rehearsal and of this check: { runBy: an-administrator }), or accept the gap`,
      )
    const failing = statements.find(({ outcome }) => outcome === 'fails')
    if (failing !== undefined) return notApplicable(`the rehearsal before the upgrade predicted that ${failing.does} fails`)
    const expected = predicted.tables
      .filter(({ name }) => UMA_TABLES.some((table) => table === name.toUpperCase()))
      .map((table) => withTokenId(catalogue.engine, expectedOf(table)))
    if (expected.length === 0) return undetermined('missing-evidence', 'the script that was rehearsed makes none of the UMA tables')
    const findings = schemaDifferences(expected, catalogue).map((one) =>
      finding(
        'differs',
        { what: subjectOf(one), expected: one.expected, actual: one.actual },
        {
          subject: subjectOf(one),
          severity: one.kind.startsWith('extra-') || one.kind === 'index-renamed' ? 'info' : 'high',
          expected: one.expected,
          actual: one.actual,
          location: { table: one.table },
        },
      ),
    )
    return judged(`${expected.length} tables as predicted`, findings, 'high')
  },
})
