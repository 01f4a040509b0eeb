import type { DriftRule, Profile } from '../../core/profile.ts'
import { canonicalJson } from '../../core/json.ts'
import { PHASES } from '../../core/vocabulary.ts'

/** A profile in words: what it is for, what the plan must say, its checks, and what the upgrade may, must and must not change. */
export const profileText = (profile: Profile): string => {
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)]
  return [
    profile.id,
    profile.title,
    ...section('Versions', [`from ${profile.from} to ${profile.to}`]),
    ...section(
      'Roles of targets',
      profile.roles.map(({ role, type, min, max }) => `${role} (${type}): ${min}${max === null ? ' or more' : max === min ? '' : ` to ${max}`}`),
    ),
    ...section(
      'Options of the plan',
      profile.options.map(({ name, values, why }) => `${name}: ${values.join(', ')} (${why})`),
    ),
    ...section(
      'Steps',
      PHASES.flatMap((phase) => (profile.steps[phase] === undefined ? [] : [`${phase}: ${profile.steps[phase].join(', ')}`])),
    ),
    ...section('Between a snapshot from before the upgrade and one from after it', profile.drift.map(clause)),
    ...section('Checks', profile.checks),
  ].join('\n')
}

const clause = (rule: DriftRule): string => {
  const parameters = rule.params === undefined ? '' : ` ${canonicalJson(rule.params)}`
  const kinds = 'must' in rule ? 'must change' : 'may' in rule ? `may have ${rule.may.join(', ')}` : `must not have ${rule.mustNot.join(', ')}`
  return `${rule.fact}${parameters} ${rule.pointer === '' ? '(the whole fact)' : rule.pointer} ${kinds}: ${rule.why}`
}
