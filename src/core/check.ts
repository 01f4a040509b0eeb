import type { Fact, ParamsOf, ValueOf } from './fact.ts'
import type { JsonObject } from './json.ts'
import type { Schema } from './schema.ts'
import type { TargetName, TargetType } from './target.ts'
import type { Phase, ReasonCode, Severity } from './vocabulary.ts'

/** Where a finding lies; only the fields that apply (DESIGN §7). */
export interface Location {
  readonly path?: string
  readonly line?: number
  readonly column?: number
  readonly entry?: string
  readonly pointer?: string
  readonly dn?: string
  readonly table?: string
  readonly url?: string
}

/** One concrete thing that is wrong, as a check reports it. */
export interface CheckFinding {
  readonly messageId: string
  readonly message: string
  /** What one can grep for: the file, the alias, the table, the DN. Findings of a result have distinct subjects. */
  readonly subject: string
  /** Absent: the check's severity in this phase. Never worse than that. */
  readonly severity?: Severity
  readonly expected?: string
  readonly actual?: string
  readonly location?: Location
}

/** The answer of `evaluate`. */
export type Judgement =
  | { readonly outcome: 'pass'; readonly observed: string; readonly findings: readonly CheckFinding[] }
  | { readonly outcome: 'fail'; readonly findings: readonly CheckFinding[]; readonly remedy?: string }
  | { readonly outcome: 'error'; readonly code: ReasonCode; readonly text: string }
  | { readonly outcome: 'not-applicable'; readonly text: string }

/** Whose fact is wanted. */
export type Selector =
  /** `types`: asked of targets of these types only. */
  | { readonly of: 'own'; readonly optional: boolean; readonly types?: readonly TargetType[] }
  /** `type`: of targets of this type, whichever the check judges. */
  | { readonly of: 'role'; readonly role: string; readonly optional?: boolean; readonly type?: TargetType }
  | { readonly of: 'type'; readonly type: TargetType }

export interface FactRequest<V = unknown, S extends Selector = Selector> {
  readonly fact: Fact
  readonly select: S
  readonly params: (parameters: JsonObject) => JsonObject
  readonly shape?: V
}

/**
 * What `evaluate` sees for a request: the value; null for an optional one that the plan does not name, or one not asked of this type of target; for several
 * targets, one row each by name.
 */
type Answer<R> =
  R extends FactRequest<infer V, infer S>
    ? S extends { of: 'own'; types: readonly TargetType[] }
      ? V | null
      : S extends { of: 'own'; optional: false }
        ? V
        : S extends { of: 'own' }
          ? V | null
          : S extends { of: 'role'; optional: true }
            ? readonly { readonly target: string; readonly value: V | null }[]
            : readonly { readonly target: string; readonly value: V }[]
    : never
export type Answers<R> = { readonly [K in keyof R]: Answer<R[K]> }

export interface Attestation {
  readonly by: string
  /** ISO date. */
  readonly on: string
  readonly note: string | null
}

export interface EvaluateInput<R, P, M extends string, B = Record<never, never>> {
  readonly facts: Answers<R>
  /**
   * In the phase post-upgrade, what the check asks of the snapshot from before the upgrade. Null when that is not to be had, and in every other phase: judge
   * what can be judged without; the engine lets only a fail of the worst severity stand then.
   */
  readonly before: Answers<B> | null
  /** The target judged; null for a check that spans targets. */
  readonly target: TargetName | null
  readonly parameters: P
  readonly options: { readonly [name: string]: string }
  readonly phase: Phase
  readonly step: string | null
  /** The snapshot's collection time, ms since the epoch: so that evaluating again gives the same answer. */
  readonly now: number
  /** The plan's attestation for this check, or null. */
  readonly attestation: Attestation | null
  /** Builds a finding from one of the check's messages; `{name}` in the template is replaced by the datum. */
  readonly finding: (
    messageId: M,
    data: { readonly [name: string]: string | number },
    more: Omit<CheckFinding, 'messageId' | 'message'>,
  ) => CheckFinding
}

export interface Reference {
  readonly title: string
  readonly section: string
}

export type FactRequests = Readonly<Record<string, FactRequest>>

/** A pure rule over facts. */
export interface Check<R extends FactRequests = FactRequests, P = JsonObject, M extends string = string, B extends FactRequests = FactRequests> {
  /** `<pack>/<name>`, the same as its path below checks/. */
  readonly id: string
  /** States what must be true; no full stop. */
  readonly title: string
  /** What breaks when it does not hold. */
  readonly why: string
  /** What to type or do. */
  readonly remedy: string
  readonly references: readonly Reference[]
  /** One result per target, one per role, or one for the deployment. */
  readonly scope: 'target' | 'role' | 'deployment'
  /** Targets it judges; null: of any type. */
  readonly type: TargetType | readonly TargetType[] | null
  readonly roles?: readonly string[]
  /** The worst severity the check can report, in each phase it holds in. */
  readonly phases: { readonly [K in Phase]?: Severity }
  /** Steps of the phase `staged` it belongs to; absent: all. */
  readonly steps?: readonly string[]
  /** Options of the profile under which the rule applies, e.g. { route: ['wizard', 'rest'] }; with another value it is not-applicable. `phases`: only there. */
  readonly when?: { readonly option: string; readonly in: readonly string[]; readonly phases?: readonly Phase[] }
  /**
   * `every` (default): never passes on an incomplete fact. `any`: one witness suffices to pass, and it never fails on an incomplete fact. `whole`: does
   * neither, since what is missing here may be what was left out.
   */
  readonly quantifier?: 'every' | 'any' | 'whole'
  readonly parameters?: Schema<P>
  readonly defaults?: P
  /** Judged from the operator's word: without an attestation the result is not-checked. */
  readonly attested?: boolean
  readonly facts: R
  /** Facts of the snapshot from before the upgrade (`--baseline`), asked in the phase post-upgrade; the phase pre-upgrade collects them. */
  readonly before?: B
  /** Sentences of its findings; `{name}` is filled from the finding's data. Every one is produced by a failing test case. */
  readonly messages: { readonly [K in M]: string }
  /** Cases that must come out right, each a row of the check's test: id → what it is (CATALOG, "traps"). */
  readonly traps: { readonly [id: string]: string }
  readonly evaluate: (input: EvaluateInput<R, P, M, B>) => Judgement
}

/** A check with its types forgotten, as the engine runs it. */
export interface AnyCheck extends Omit<Check, 'evaluate' | 'parameters' | 'defaults'> {
  readonly parameters?: Schema<never> | Schema<unknown>
  readonly defaults?: unknown
  readonly evaluate: (input: never) => Judgement
}

/** Declares a check; exists for inference. */
export const defineCheck = <
  const R extends FactRequests,
  M extends string,
  P = Record<never, never>,
  const B extends FactRequests = Record<never, never>,
>(
  check: Check<R, P, M, B>,
): Check<R, P, M, B> => check

const fixed = (params: JsonObject | ((parameters: never) => JsonObject) | undefined): ((parameters: JsonObject) => JsonObject) =>
  typeof params === 'function' ? (params as (parameters: JsonObject) => JsonObject) : () => params ?? {}

type ParamsArgument<F> =
  Record<never, never> extends ParamsOf<F>
    ? [params?: ParamsOf<F> | ((parameters: never) => ParamsOf<F>)]
    : [params: ParamsOf<F> | ((parameters: never) => ParamsOf<F>)]

/** The target's own fact. Without it the check is not evaluated: `error`, or `not-checked` when the plan does not name what it is read from. */
// A fact request keeps the declared fact; its value type travels in the phantom `shape`.
export const own = <F extends Fact>(fact: F, ...[params]: ParamsArgument<F>): FactRequest<ValueOf<F>, { of: 'own'; optional: false }> => ({
  fact,
  select: { of: 'own', optional: false },
  params: fixed(params),
})

/** As own, but null where the plan does not name what it is read from. A fact that could not be read is still an `error`. */
export const ownIfNamed = <F extends Fact>(fact: F, ...[params]: ParamsArgument<F>): FactRequest<ValueOf<F>, { of: 'own'; optional: true }> => ({
  fact,
  select: { of: 'own', optional: true },
  params: fixed(params),
})

/** As own, but asked only where the target is of one of these types; null where it is of another. */
export const ownOf = <F extends Fact>(
  types: readonly TargetType[],
  fact: F,
  ...[params]: ParamsArgument<F>
): FactRequest<ValueOf<F>, { of: 'own'; optional: false; types: readonly TargetType[] }> => ({
  fact,
  select: { of: 'own', optional: false, types },
  params: fixed(params),
})

/** The fact of every target with a role; all must be there. */
export const ofRole = <F extends Fact>(
  role: string,
  fact: F,
  ...[params]: ParamsArgument<F>
): FactRequest<ValueOf<F>, { of: 'role'; role: string }> => ({
  fact,
  select: { of: 'role', role },
  params: fixed(params),
})

/** As ofRole, but a row's value is null where the plan does not name what it is read from. */
export const ofRoleIfNamed = <F extends Fact>(
  role: string,
  fact: F,
  ...[params]: ParamsArgument<F>
): FactRequest<ValueOf<F>, { of: 'role'; role: string; optional: true }> => ({
  fact,
  select: { of: 'role', role, optional: true },
  params: fixed(params),
})

/** A request to targets with a role, made to those of a type that the check itself does not judge. */
export const fromType = <V, S extends Extract<Selector, { of: 'role' }>>(type: TargetType, request: FactRequest<V, S>): FactRequest<V, S> => ({
  ...request,
  select: { ...request.select, type },
})

export const pass = (observed: string, findings: readonly CheckFinding[] = []): Judgement => ({ outcome: 'pass', observed, findings })
export const fail = (findings: readonly CheckFinding[], remedy?: string): Judgement =>
  remedy === undefined ? { outcome: 'fail', findings } : { outcome: 'fail', findings, remedy }
export const undetermined = (code: ReasonCode, text: string): Judgement => ({ outcome: 'error', code, text })
export const notApplicable = (text: string): Judgement => ({ outcome: 'not-applicable', text })

/** `pass` when nothing above `info` was found, else `fail`. The usual last line of a check. */
export const judged = (observed: string, findings: readonly CheckFinding[], worst: Severity): Judgement =>
  findings.every((finding) => (finding.severity ?? worst) === 'info') ? pass(observed, findings) : fail(findings)
