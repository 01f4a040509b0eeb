import { describe, it } from 'vitest'
import check from '../../../checks/common/archive-references.ts'
import { testCheck } from '../../../src/testing/test-check.ts'
import { archive, group, NOTHING_THERE, scanned } from '../../support/archive-facts.ts'

const parameters = { prefixes: ['javax.servlet', 'javax.websocket'] }

testCheck({ describe, it }, check, {
  pass: [
    { name: 'nothing refers', parameters, facts: { scan: scanned(archive('/srv/lib/a.jar')) }, observed: 'javax.servlet, javax.websocket' },
    {
      name: 'comments and names',
      trap: 'comment-only',
      parameters,
      facts: { scan: scanned(archive('/srv/src', [group('comment', ['a']), group('name', ['b'])])) },
      observed: 'none refers',
      messages: ['mentions'],
    },
  ],
  fail: [
    {
      name: 'an archive with references to two packages',
      trap: 'several-prefixes',
      parameters,
      facts: {
        scan: scanned(archive('/srv/a.war!/b.jar', [group('class', ['com.acme']), group('string', ['com.acme'], { prefix: 'javax.websocket' })])),
      },
      messages: ['refers'],
      subjects: ['/srv/a.war!/b.jar'],
      says: ['javax.servlet, javax.websocket in 2 places', 'com/acme/A.class (class javax.servlet.Filter)'],
    },
    {
      name: 'a method is named with its class, a line with its file',
      parameters,
      facts: {
        scan: scanned(
          archive('/srv/lib/a.jar', [group('class', ['com.acme']), group('code', ['scripts'])], {
            references: [
              { entry: 'com/acme/A.class', kind: 'class', name: 'javax.servlet.Filter', line: null, member: 'service()' },
              { entry: 'scripts/a.js', kind: 'code', name: 'javax.servlet.Filter', line: 12 },
            ],
          }),
        ),
      },
      messages: ['refers'],
      says: ['com/acme/A.class service() (class javax.servlet.Filter); scripts/a.js:12 (code javax.servlet.Filter)'],
    },
    {
      name: 'bytes of another kind count too',
      parameters,
      phase: 'compliance',
      facts: { scan: scanned(archive('/srv/lib/a.jar', [group('binary', ['x'])])) },
      messages: ['refers'],
    },
  ],
  error: [{ name: 'an empty directory', trap: 'nothing-scanned', parameters, facts: { scan: NOTHING_THERE }, code: 'missing-evidence' }],
  trapsElsewhere: { 'longer-name': 'formats/archive-traps.test.ts' },
})
