import { describe, it } from 'vitest'
import check from '../../../checks/pingam/amster-version.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { gone, tree } from '../../support/services-facts.ts'

const PATH = '/opt/amster'
const amster = (...releases: readonly (string | null)[]) => ({
  path: PATH,
  jars: releases.map((release) => ({ path: `${PATH}/amster-${release}.jar`, release })),
})
const converted = (...versions: readonly string[]) =>
  tree('/srv/upgraded', { amsterVersions: versions.map((version) => ({ version, documents: 9 })) })

testCheck({ describe, it }, check, {
  pass: [
    {
      name: 'the Amster of 8.1, and an export converted for it',
      facts: { amster: amster('8.1.0'), upgraded: converted('8.1.0') },
      observed: '/opt/amster/amster-8.1.0.jar is Amster 8.1.0, and /srv/upgraded was converted for it',
    },
    {
      name: 'not converted yet',
      trap: 'not-converted-yet',
      step: 'convert',
      facts: { amster: amster('8.1.1'), upgraded: gone('/srv/upgraded', 'absent') },
      observed: 'run amupgrade with -a 8.1.1',
    },
    { name: 'not converted yet, the output not named', step: 'convert', facts: { amster: amster('8.1.0'), upgraded: null }, observed: '-a 8.1.0' },
    {
      name: 'after the upgrade, with the output of then',
      trap: 'after-the-upgrade',
      phase: 'post-upgrade',
      facts: { amster: amster('8.1.0'), upgraded: converted('7.5.0') },
      observed: 'is Amster 8.1.0',
    },
  ],
  fail: [
    {
      name: 'the Amster of 7.5',
      trap: 'old-amster',
      facts: { amster: amster('7.5.0'), upgraded: null },
      messages: ['notTarget'],
      subjects: [`${PATH}/amster-7.5.0.jar`],
    },
    { name: 'the Amster of 8.0', trap: 'other-minor', facts: { amster: amster('8.0.2'), upgraded: null }, messages: ['notTarget'] },
    {
      name: 'the Amster of 7.5 after the upgrade',
      phase: 'post-upgrade',
      facts: { amster: amster('7.5.0'), upgraded: null },
      messages: ['notTarget'],
      severity: 'low',
    },
    {
      name: 'converted for the old Amster',
      trap: 'wrong-a',
      facts: { amster: amster('8.1.0'), upgraded: converted('7.5.0') },
      messages: ['otherExport'],
      says: ['-a 7.5.0'],
    },
    {
      name: 'converted for another patch',
      trap: 'patch-differs',
      facts: { amster: amster('8.1.1'), upgraded: converted('8.1.0') },
      messages: ['otherPatch'],
      says: ['-a 8.1.0', 'is 8.1.1'],
    },
    {
      name: 'two releases',
      trap: 'two-jars',
      facts: { amster: amster('7.5.0', '8.1.0'), upgraded: null },
      messages: ['several', 'notTarget'],
      says: ['Amster 7.5.0 and 8.1.0'],
    },
  ],
  error: [
    { name: 'no Amster', trap: 'no-jar', facts: { amster: amster(), upgraded: null }, code: 'missing-evidence', says: 'extracted Amster' },
    { name: 'no release', trap: 'no-release', facts: { amster: amster(null), upgraded: null }, code: 'parse-failed' },
    {
      name: 'the output is not named',
      trap: 'output-not-named',
      facts: { amster: amster('8.1.0'), upgraded: null },
      code: 'missing-evidence',
      says: 'upgradedConfig',
    },
    {
      name: 'the output is not there',
      step: 'swap',
      facts: { amster: amster('8.1.0'), upgraded: gone('/srv/upgraded', 'empty') },
      code: 'missing-evidence',
    },
    {
      name: 'an output that says no version',
      step: 'convert',
      facts: { amster: amster('8.1.0'), upgraded: converted() },
      code: 'missing-evidence',
      says: 'metadata.amsterVersion',
    },
  ],
})
