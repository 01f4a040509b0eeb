import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadPlan, type Plan, type PlanOutcome } from '../../src/config/plan.ts'
import type { Known, Overrides } from '../../src/config/plan-rules.ts'
import { problemsText } from '../../src/config/problem-text.ts'
import { defineProfile } from '../../src/core/profile.ts'

export const PROFILE = defineProfile({
  id: 'pingam-8.1',
  title: 'PingAM',
  from: '>=7.0 <8.1',
  to: '8.1',
  roles: [
    { role: 'instance', type: 'pingam', min: 1, max: null },
    { role: 'reference', type: 'pingam', min: 0, max: 1 },
  ],
  options: [{ name: 'route', values: ['wizard', 'rest', 'amster', 'file-based'], why: 'how' }],
  steps: { staged: ['convert', 'swap', 'start'] },
  checks: ['pingam/backup-taken', 'pingam/tomcat-version', 'pingam/version'],
  drift: [],
})

export const KNOWN: Known = { profiles: new Map([[PROFILE.id, PROFILE]]), checks: [...PROFILE.checks, 'common/certificate'] }

/** The first three lines of most plans here. */
export const HEAD = 'version: 1\nprofile: pingam-8.1\nphase: pre-upgrade\n'
export const TARGETS = 'targets:\n  am-1: { type: pingam, config: openam }\n'

/** A directory of a test's own, with a plan in it. */
export const planDirectory = (): { readonly path: string; readonly plan: string; readonly remove: () => void } => {
  const path = mkdtempSync(join(tmpdir(), 'preflight-plan-'))
  return { path, plan: join(path, 'preflight.yaml'), remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Loads a text as a plan. */
export const loaded = async (content: string | Uint8Array, known: Known | null = KNOWN, overrides: Overrides = {}): Promise<PlanOutcome> => {
  const directory = planDirectory()
  try {
    writeFileSync(directory.plan, content)
    return await loadPlan(directory.plan, known, overrides)
  } finally {
    directory.remove()
  }
}

/** The plan of a text that is a good one. */
export const goodPlan = async (content: string | Uint8Array, known: Known | null = KNOWN, overrides: Overrides = {}): Promise<Plan> => {
  const outcome = await loaded(content, known, overrides)
  if (!outcome.ok) throw new Error(problemsText(outcome.problems))
  return outcome.plan
}

/** What a user is told about a bad plan, the directory taken out. */
export const complaints = async (content: string | Uint8Array, known: Known | null = KNOWN, overrides: Overrides = {}): Promise<string> => {
  const outcome = await loaded(content, known, overrides)
  if (outcome.ok) return 'no problems'
  return problemsText(outcome.problems.map((problem) => ({ ...problem, file: problem.file.replace(/^.*[\\/]/, '') })))
}
