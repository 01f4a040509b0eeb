import { describe, expect, test } from 'vitest'
import { CHECKS, loadCheck } from '../../src/registry/registry.ts'
import { assertSchemasOf } from '../../src/run/fact-schemas.ts'

describe('the schemas of the checks that come with the tool', () => {
  test.each(CHECKS.map(({ id }) => id))('%s: facts and parameters are sound, so that no run needs to ask', async (id) => {
    const check = await loadCheck(id)
    if (check === null) throw new Error('not in the registry')
    expect(() => assertSchemasOf(check)).not.toThrow()
  })

  test('a schema that is none is told', async () => {
    const check = await loadCheck('pingam/version')
    if (check === null) throw new Error('not in the registry')
    expect(() => assertSchemasOf({ ...check, parameters: { json: { type: 'string', maxLength: '4' } } })).toThrow(/maxLength/)
  })
})
