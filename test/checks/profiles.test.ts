import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import common from '../../checks/common/profile.ts'
import pingam from '../../checks/pingam/profile.ts'
import wso2 from '../../checks/wso2-is/profile.ts'

describe('the profiles', () => {
  for (const [pack, profile] of Object.entries({ common, pingam, 'wso2-is': wso2 })) {
    const folder = new URL(`../../checks/${pack}/`, import.meta.url)
    const there = readdirSync(folder).flatMap((name) => (name.endsWith('.ts') && name !== 'profile.ts' ? [`${pack}/${name.slice(0, -3)}`] : []))

    it(`${profile.id} runs every check of its pack, sorted`, () => expect(profile.checks).toEqual(there.sort()))

    it(`${profile.id} has every option, step and role its checks ask for`, async () => {
      for (const id of profile.checks) {
        const { default: check } = await import(new URL(`${id.split('/')[1]}.ts`, folder).href)
        expect(check.id).toBe(id)
        const option = profile.options.find(({ name }) => name === check.when?.option)
        if (check.when !== undefined) expect(option?.values, id).toEqual(expect.arrayContaining([...check.when.in]))
        expect(profile.steps.staged ?? [], id).toEqual(expect.arrayContaining([...(check.steps ?? [])]))
        if (check.roles !== undefined)
          expect(
            profile.roles.map(({ role }) => role),
            id,
          ).toEqual(expect.arrayContaining([...check.roles]))
      }
    })
  }
})
