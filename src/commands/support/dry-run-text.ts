import type { DryRun } from '../../run/dry-run.ts'

/** The dry run in words, for a change board. */
export const dryRunText = ({ targets, secrets }: DryRun): string => {
  const KIND = { file: 'file ', tree: 'tree ', host: 'host ', statement: 'runs ' } as const
  const lines = targets.flatMap(({ target, touches, notInPlan }) => [
    `${target} would be read:`,
    ...touches.map(({ kind, what }) => `  ${KIND[kind]} ${what.replaceAll('\n', '\n        ')}`),
    ...(touches.length === 0 ? ['  nothing'] : []),
    ...notInPlan.map((line) => `  not in the plan: ${line}`),
    '',
  ])
  return [
    ...lines,
    secrets.length === 0 ? 'No secret would be fetched.' : `Secrets would be fetched from:\n${secrets.map((one) => `  ${one}`).join('\n')}`,
    '',
    'Nothing was contacted, and nothing would be written but the report. A tree is listed and read below the path.',
  ].join('\n')
}
