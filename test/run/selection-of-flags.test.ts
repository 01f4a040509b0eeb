import { describe, expect, it } from 'vitest'
import profile from '../../checks/pingam/profile.ts'
import { selectionOf, type Said, type SelectionFlags } from '../../src/run/selection-of-flags.ts'

const SAID: Said = { phase: 'staged', step: 'swap', options: { route: 'rest' }, parameters: {}, targets: [{ name: 'am-1' }, { name: 'am-2' }] }
const NO_FLAGS: SelectionFlags = { targets: [], checks: [], exclude: [] }

const selected = (flags: Partial<SelectionFlags>, said: Partial<Said> = {}) => selectionOf(profile, { ...SAID, ...said }, { ...NO_FLAGS, ...flags })

describe('what is judged', () => {
  it.for<[string, Partial<SelectionFlags>, string, string | null]>([
    ['is what is said', {}, 'staged', 'swap'],
    ['keeps the step when the flag says the same phase', { phase: 'staged' }, 'staged', 'swap'],
    ['drops the step with its phase', { phase: 'post-upgrade' }, 'post-upgrade', null],
    ['is the step of the flag', { step: 'start' }, 'staged', 'start'],
    ['is the phase and step of the flags', { phase: 'staged', step: 'convert' }, 'staged', 'convert'],
  ])('%s', ([, flags, phase, step]) => {
    expect(selected(flags)).toMatchObject({ phase, step })
  })

  it.for<[string, Partial<SelectionFlags>, Partial<Said>, RegExp]>([
    ['a target there is none of', { targets: ['am-1', 'am-3'] }, {}, /--target am-3: there is no such target; did you mean "am-1"\?/],
    ['a step there is none of', { step: 'swop' }, {}, /no step "swop" in phase staged; did you mean "swap"\?/],
    ['a step of another phase', { phase: 'compliance', step: 'swap' }, {}, /compliance of pingam-8.1 has no steps/],
    ['a step that a snapshot was given by hand', {}, { step: 'nowhere' }, /no step "nowhere"/],
    ['a route that a snapshot was given by hand', {}, { options: { route: 'air' } }, /option route is none of wizard, rest/],
  ])('refuses %s, which would leave checks out', ([, flags, said, message]) => {
    expect(() => selected(flags, said)).toThrow(message)
  })
})
