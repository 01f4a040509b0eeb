import { describe, it } from 'vitest'
import check from '../../../checks/pingam/configuration-upgraded.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { comparison, earlier, files, gone, OLD_RULES, record, tree } from '../../support/services-facts.ts'

const LIVE = '/srv/am/config/services'
const OUTPUT = '/srv/upgraded'
const KEPT = '/srv/old-services'
const EXPORT = '/srv/export'

const oldTree = tree(KEPT, { configuration: record('8.0.0.0', OLD_RULES) })
/** Moved as the upgrade page says: the output directory is empty, the old tree is kept. */
const MOVED = { live: tree(LIVE), upgraded: gone(OUTPUT, 'empty'), old: oldTree, exported: null, comparison: null }
/** Copied: the output is still there to be held against. */
const COPIED = { ...MOVED, upgraded: tree(OUTPUT), comparison: comparison() }
const AMSTER = {
  live: gone(LIVE, 'absent'),
  upgraded: tree(OUTPUT, { amsterVersions: [{ version: '8.1.0', documents: 40 }] }),
  old: null,
  exported: tree(EXPORT, { configuration: record('8.0.0.0', OLD_RULES), amsterVersions: [{ version: '7.5.0', documents: 38 }] }),
  comparison: null,
}
const files75 = { options: { route: 'file-based' } } as const
const amster = { options: { route: 'amster' } } as const

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'moved into place',
      trap: 'moved-away',
      ...files75,
      facts: MOVED,
      observed: `${LIVE}: configuration version 9.0.0.0, 3 rules recorded, 40 documents, every realm of ${KEPT}`,
    },
    {
      name: 'copied into place, the old tree not named',
      trap: 'start-up-values',
      ...files75,
      facts: { ...COPIED, old: null },
      observed: `the same 42 files as ${OUTPUT}`,
    },
    { name: 'an old tree without a record', ...files75, facts: { ...MOVED, old: tree(KEPT, { configuration: null }) }, observed: 'every realm of' },
    {
      name: 'documents that are half an hour older',
      ...files75,
      facts: { ...MOVED, live: tree(LIVE, { oldest: earlier(0.5) }) },
      observed: '9.0.0.0',
    },
    {
      name: 'an old document that amupgrade left as it was, and the output is at hand',
      ...files75,
      facts: { ...COPIED, live: tree(LIVE, { oldest: earlier(900) }) },
      observed: 'the same 42 files',
    },
    { name: 'the converted export', trap: 'amster-not-imported', ...amster, facts: AMSTER, observed: `every realm of ${EXPORT}` },
  ],
  fail: [
    { name: 'nothing is there', ...files75, facts: { ...MOVED, live: gone(LIVE, 'empty') }, messages: ['absent'], subjects: [LIVE] },
    { name: 'no output on the Amster route', ...amster, facts: { ...AMSTER, upgraded: gone(OUTPUT, 'absent') }, messages: ['absent'] },
    {
      name: 'the directory in the directory',
      trap: 'one-level-too-deep',
      ...files75,
      facts: { ...MOVED, live: tree(LIVE, { realms: [], nested: ['upgraded-services'], configuration: null }) },
      messages: ['nested'],
      subjects: [`${LIVE}/upgraded-services`],
    },
    {
      name: 'the new directory within the old tree',
      ...files75,
      facts: { ...MOVED, live: tree(LIVE, { nested: ['upgraded-services'], configuration: record('8.0.0.0', OLD_RULES) }) },
      messages: ['nested', 'notUpgraded'],
    },
    { name: 'no root realm', ...files75, facts: { ...COPIED, live: tree(LIVE, { realms: ['root-alpha'] }), old: null }, messages: ['noRoot'] },
    {
      name: 'a realm is missing',
      ...files75,
      facts: { ...MOVED, live: tree(LIVE, { realms: ['root'] }) },
      messages: ['realmMissing'],
      says: ['root-alpha of /srv/old-services'],
    },
    {
      name: 'half a document',
      trap: 'cut-off',
      ...files75,
      facts: { ...MOVED, live: tree(LIVE, { damaged: { count: 7, examples: ['a.json', 'b.json', 'c.json', 'd.json', 'e.json', 'f.json'] } }) },
      messages: ['damaged'],
      subjects: [`${LIVE}/a.json`],
      says: ['7 documents', 'a.json, b.json, c.json, d.json, e.json and 2 more'],
    },
    {
      name: 'the old tree is in place',
      trap: 'never-converted',
      ...files75,
      facts: { ...MOVED, live: tree(LIVE, { configuration: record('8.0.0.0', OLD_RULES) }) },
      messages: ['notUpgraded'],
      says: ['configuration version 8.0.0.0, that of AM 7.5'],
    },
    {
      name: 'the conversion ended at 7.3',
      trap: 'converted-to-7.5',
      ...files75,
      facts: { ...COPIED, live: tree(LIVE, { configuration: record('6.0.0.0', [...OLD_RULES, 'AME-1']) }) },
      messages: ['notUpgraded'],
      says: ['AM 7.3'],
    },
    {
      name: 'no record',
      trap: 'rules-not-recorded',
      ...files75,
      facts: { ...MOVED, live: tree(LIVE, { configuration: null }) },
      messages: ['unrecorded'],
    },
    {
      name: 'no record in a converted export',
      ...amster,
      facts: { ...AMSTER, upgraded: tree(OUTPUT, { configuration: null }) },
      messages: ['unrecorded'],
      severity: 'high',
    },
    {
      name: 'a record without rules',
      ...files75,
      facts: { ...COPIED, old: null, live: tree(LIVE, { configuration: record('9.0.0.0', []) }) },
      messages: ['noRules'],
    },
    {
      name: 'a record that has not moved',
      ...files75,
      facts: { ...MOVED, old: tree(KEPT) },
      messages: ['notMoved'],
    },
    {
      name: 'a record without the rules of before',
      ...files75,
      facts: { ...MOVED, live: tree(LIVE, { configuration: record('9.0.0.0', ['AME-30001']) }) },
      messages: ['ruleLost'],
      severity: 'high',
      says: ['AME-23273, AME-21032'],
    },
    {
      name: 'copied over the old files',
      trap: 'copied-over',
      ...files75,
      facts: { ...COPIED, comparison: comparison({ leftOver: files('realm/root/sts/1.0/a.json', 'realm/root/sts/1.0/b.json') }) },
      messages: ['leftOver'],
      subjects: [`${LIVE}/realm/root/sts/1.0/a.json`],
    },
    {
      name: 'copied over the old files, the output no longer at hand',
      ...files75,
      facts: { ...MOVED, live: tree(LIVE, { oldest: earlier(48) }) },
      messages: ['older'],
      severity: 'high',
      says: ['2880 minutes older'],
    },
    {
      name: 'the copy broke off',
      trap: 'half-copied',
      ...files75,
      facts: { ...COPIED, comparison: comparison({ missing: { count: 900, examples: ['realm/root/x.json'] } }) },
      messages: ['missing'],
      says: ['900 files of /srv/upgraded are not in'],
    },
    {
      name: 'a file of before was put back',
      trap: 'old-put-back',
      ...files75,
      facts: { ...COPIED, comparison: comparison({ stillOld: files('global/realms/root.json') }) },
      messages: ['stillOld'],
    },
    {
      name: 'a file was edited',
      trap: 'edited-afterwards',
      ...files75,
      facts: { ...COPIED, comparison: comparison({ different: files('realm/root/script.json') }) },
      messages: ['edited'],
      severity: 'medium',
    },
    {
      name: 'files of nobody',
      ...files75,
      facts: { ...COPIED, comparison: comparison({ further: files('realm/root/copy.json') }) },
      messages: ['further'],
      severity: 'high',
    },
    {
      name: 'outputs of two conversions',
      trap: 'amster-two-outputs',
      ...amster,
      facts: {
        ...AMSTER,
        upgraded: tree(OUTPUT, {
          amsterVersions: [
            { version: '8.0.0', documents: 3 },
            { version: '8.1.0', documents: 37 },
          ],
        }),
      },
      messages: ['mixedVersions'],
      says: ['8.0.0 (3) and 8.1.0 (37)'],
    },
  ],
  error: [
    {
      name: 'nothing to hold it against',
      trap: 'nothing-to-hold-against',
      ...files75,
      facts: { ...MOVED, upgraded: null, old: null },
      code: 'missing-evidence',
      says: 'oldConfig',
    },
    { name: 'an empty output and no old tree', ...files75, facts: { ...MOVED, old: gone(KEPT, 'absent') }, code: 'missing-evidence' },
    { name: 'no export', ...amster, facts: { ...AMSTER, exported: null }, code: 'missing-evidence', says: 'amsterExport' },
    { name: 'no output named', ...amster, facts: { ...AMSTER, upgraded: null }, code: 'missing-evidence', says: 'upgradedConfig' },
    {
      name: 'the live directory named as the old one',
      trap: 'old-is-live',
      ...files75,
      facts: { ...MOVED, old: { ...oldTree, resolved: LIVE } },
      code: 'ambiguous',
    },
    {
      name: 'a version that is none',
      trap: 'not-a-version',
      ...files75,
      facts: { ...MOVED, live: tree(LIVE, { configuration: record(null, ['AME-1', ...OLD_RULES]) }) },
      code: 'parse-failed',
    },
  ],
})
