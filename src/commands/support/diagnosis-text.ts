import { printable } from '../../reporters/printable.ts'
import type { Diagnosis, Obstacle, TargetDiagnosis } from '../../run/doctor.ts'

/** Checks that are named before the rest are counted. */
const NAMED = 6

/** The diagnosis in words. */
export const diagnosisText = ({ targets, secrets, ready }: Diagnosis): string =>
  [
    ...targets.map(targetText),
    ...(secrets.length === 0 ? [] : [`Secrets\n${secrets.map((line) => `  ! ${line}`).join('\n')}`]),
    ready ? 'READY: what the plan names can be read.' : 'NOT READY: some of what the plan names cannot be read.',
  ].join('\n\n')

const targetText = ({ target, type, role, asked, read, obstacles, remarks }: TargetDiagnosis): string =>
  [
    `${target} (${type}, ${role}): ${read} of ${asked} facts read`,
    ...obstacles.map(obstacleText),
    ...remarks.map((line) => `  ! ${printable(line)}`),
  ].join('\n')

const obstacleText = ({ code, text, facts, checks }: Obstacle): string => {
  const what = code === 'not-in-plan' ? `  - not in the plan: ${printable(text)}` : `  x ${code}: ${printable(text)}`
  const named = checks.slice(0, NAMED).join(', ')
  const more = checks.length > NAMED ? ` and ${checks.length - NAMED} more` : ''
  return `${what}\n      ${checks.length === 0 ? `facts: ${facts.join(', ')}` : `${code === 'not-in-plan' ? 'would serve' : 'without it no verdict of'} ${named}${more}`}`
}
