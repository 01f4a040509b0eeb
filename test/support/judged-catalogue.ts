import type { DatabaseCatalogue, Phase } from '../../src/api.ts'
import type { Check, FactRequest, Judgement } from '../../src/core/check.ts'
import { findingFrom } from '../../src/core/finding.ts'

type CatalogueCheck<M extends string> = Check<
  { readonly catalogue: FactRequest<DatabaseCatalogue, { of: 'own'; optional: false }> },
  Record<never, never>,
  M
>

/** What a check of one catalogue says in a phase. */
export const judgedIn = <M extends string>(
  check: CatalogueCheck<M>,
  catalogue: DatabaseCatalogue,
  phase: Phase,
  step: string | null = null,
): Judgement =>
  check.evaluate({
    facts: { catalogue },
    before: null,
    target: { name: 'identity', type: 'database', role: 'identity-db', line: 1 },
    parameters: {},
    options: {},
    phase,
    step,
    now: 0,
    attestation: null,
    finding: findingFrom(check.messages),
  })

export interface Told {
  readonly outcome: Judgement['outcome']
  /** Subjects of the findings above info, sorted. */
  readonly wrong: readonly string[]
  /** Subjects of the others. */
  readonly noted: readonly string[]
}

export const toldBy = (judgement: Judgement): Told => {
  const findings = judgement.outcome === 'pass' || judgement.outcome === 'fail' ? judgement.findings : []
  const subjects = (info: boolean): readonly string[] =>
    findings.filter(({ severity }) => (severity === 'info') === info).map(({ subject }) => subject)
  return { outcome: judgement.outcome, wrong: [...subjects(false)].sort(), noted: [...subjects(true)].sort() }
}
