import { describe, expect, it } from 'vitest'
import { DRIFT_CONTRACT } from '../../checks/pingam/data/drift-contract.ts'
import type { AmAnswers } from '../../src/api.ts'
import { differencesBetween, pointersIn } from '../../src/core/difference.ts'
import { mustHaveChanged, rulesBetween, rulesFor, standingOfChange } from '../../src/core/drift-contract.ts'
import type { JsonObject, JsonValue } from '../../src/core/json.ts'
import { amAnswers } from '../../src/facts/am-answers.ts'
import { amRestVersion } from '../../src/facts/am-rest-version.ts'
import { tlsPeer } from '../../src/facts/tls-peer.ts'
import { answering, REFUSED } from '../support/am-answers.ts'
import { certificateOf } from '../support/keystore-facts.ts'
import { peerOf } from '../support/tls-facts.ts'

/** What the upgrade may change of the facts about what runs, and what it may not. */
const rules = rulesBetween(DRIFT_CONTRACT, 'pre-upgrade', 'post-upgrade')
const unexpected = (
  fact: { readonly id: string; readonly value: { readonly json: JsonObject } },
  before: object,
  after: object,
): readonly string[] => {
  const plain = (value: object): JsonValue => JSON.parse(JSON.stringify(value))
  const differences = differencesBetween(fact.value.json, plain(before), plain(after))
  const held = rulesFor(rules, fact.id, {})
  return [
    ...differences
      .filter(({ pointer, kind }) => kind === 'incomparable' || !standingOfChange(held, pointer, kind).expected)
      .map(({ pointer }) => pointer),
    ...mustHaveChanged(held, pointersIn(fact.value.json, plain(before)), differences).map(({ pointer }) => `unchanged ${pointer}`),
  ]
}

describe('drift of what runs', () => {
  it('AM stops and starts', () => {
    const stopped: AmAnswers = REFUSED
    expect(unexpected(amAnswers, stopped, answering())).toEqual([])
    expect(unexpected(amAnswers, answering(), answering({ status: 503 }))).toEqual([])
  })

  it('the running AM must be of another version afterwards', () => {
    const version = (release: string) => ({
      url: 'https://am.example.test/am',
      version: release,
      fullVersion: release,
      revision: release,
      date: null,
    })
    expect(unexpected(amRestVersion, version('7.5.0'), version('8.1.0'))).toEqual([])
    expect(unexpected(amRestVersion, version('7.5.0'), version('7.5.0'))).toEqual(['unchanged /version'])
  })

  it('a certificate is no matter of the upgrade', () => {
    const other = peerOf({ chain: [certificateOf({ selfIssued: false, serial: '02' })] })
    expect(unexpected(tlsPeer, peerOf(), peerOf())).toEqual([])
    expect(unexpected(tlsPeer, peerOf(), other)).toEqual(['/chain/0/serial'])
  })
})
