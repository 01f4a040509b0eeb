import { describe, expect, it } from 'vitest'
import umaSchema from '../../checks/wso2-is/uma-schema.ts'
import { ENGINES } from '../../src/api.ts'
import { judgedIn, toldBy } from '../support/judged-catalogue.ts'
import { after, scriptOf, worldOf } from '../support/rehearsal/rehearsal-facts.ts'

// Two descriptions of one script, made apart: the operations that the rehearsal runs, and the tables that uma-schema expects.
describe('what the rehearsal of the UMA script predicts', () => {
  it.each(ENGINES)('is what uma-schema expects on %s', (engine) => {
    const { catalogue } = after(worldOf(engine), scriptOf(engine))
    expect(toldBy(judgedIn(umaSchema, catalogue, 'staged', 'identity'))).toEqual({ outcome: 'pass', wrong: [], noted: [] })
  })
  it('is what uma-schema expects on a MySQL that gives timestamps defaults of its own', () => {
    const { catalogue } = after(worldOf('mysql', { settings: { explicit_defaults_for_timestamp: 'OFF', sql_mode: '' } }), scriptOf('mysql'))
    expect(toldBy(judgedIn(umaSchema, catalogue, 'staged', 'identity'))).toEqual({ outcome: 'pass', wrong: [], noted: [] })
  })
})
