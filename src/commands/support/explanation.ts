import type { AnyCheck } from '../../core/check.ts'
import { PHASES } from '../../core/vocabulary.ts'

/** A check in words: what must be true, why, when, what is read, what to do, and who says so. */
export const explanationOf = (check: AnyCheck): string => {
  const phases = PHASES.flatMap((phase) => (check.phases[phase] === undefined ? [] : [`  ${phase}: up to ${check.phases[phase]}`]))
  const readsOf = (requests: AnyCheck['facts'], from = ''): readonly string[] =>
    Object.values(requests).map(
      ({ fact, select }) => `  ${fact.id} (${fact.title})${select.of === 'role' ? `, of every target with role ${select.role}` : ''}${from}`,
    )
  const reads = [...readsOf(check.facts), ...readsOf(check.before ?? {}, ', as it was before the upgrade (post-upgrade: --baseline)')]
  const section = (title: string, lines: readonly string[]): readonly string[] => (lines.length === 0 ? [] : ['', title, ...lines])
  return [
    check.id,
    check.title,
    ...section('Why', [`  ${check.why}`]),
    ...section('Holds in', [
      ...phases,
      ...(check.steps === undefined ? [] : [`  steps of staged: ${check.steps.join(', ')}`]),
      ...(check.when === undefined ? [] : [`  with options.${check.when.option}: ${check.when.in.join(' or ')}`]),
    ]),
    ...section('Judged from', check.attested === true ? ['  an attestation in the plan'] : [...new Set(reads)]),
    ...section('What to do', [`  ${check.remedy}`]),
    ...section(
      'Cases that come out right',
      Object.values(check.traps).map((trap) => `  ${trap}`),
    ),
    ...section(
      'Source',
      check.references.map(({ title, section: where }) => `  ${title}, ${where}`),
    ),
  ].join('\n')
}
