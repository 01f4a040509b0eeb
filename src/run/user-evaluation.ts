import type { AnyCheck, FactRequests, Judgement } from '../core/check.ts'
import { evaluate, judgeHere, type Evaluation, type Judge, type PreparedInput } from '../core/evaluate.ts'
import { canonicalJson, isJsonObject, type JsonObject } from '../core/json.ts'
import type { Selection } from '../core/selection.ts'
import type { Snapshot } from '../core/snapshot.ts'
import { UserError } from '../core/user-error.ts'
import { printable } from '../formats/printable.ts'
import { LIMITS } from '../limits.ts'
import { assertSchemasOf } from './fact-schemas.ts'
import type { CheckDescription, EvaluateTask, RequestDescriptions } from './protocol.ts'
import type { ChildEnd } from './supervised-child.ts'
import { superviseTasks, type TaskResult } from './supervised-tasks.ts'
import { described, isJudgement } from './user-answers.ts'

/**
 * Checks of the user's own. They run in an evaluator process only; the supervisor knows them by a description in which every function is gone, and calls
 * them by sending the prepared input. One that loops, exits or throws is `error: internal` for itself.
 */

const TASK_GRACE_MS = 1_000
/** Starting a process and loading the modules, on a busy machine; the 5 s of a check begin after that. */
const LOADING_MS = 20_000

const ask = (
  modules: readonly string[],
  readable: readonly string[],
  tasks: readonly EvaluateTask[],
  signal: AbortSignal,
  onEnd: (end: ChildEnd) => void = () => {},
): Promise<ReadonlyMap<EvaluateTask, TaskResult>> =>
  superviseTasks({
    entry: 'evaluator-process',
    tasks,
    jobFor: (pending) => ({ modules, tasks: pending }),
    readable,
    timeLeft: LOADING_MS + (LIMITS.evaluatorDeadline.value + TASK_GRACE_MS) * tasks.length,
    taskDeadline: LIMITS.evaluatorDeadline.value,
    signal,
    onNote: () => false,
    onEnd,
  })

/** The user's checks, described. Throws UserError when a module cannot be loaded or exports nothing usable. */
export const describedChecks = async (
  modules: readonly string[],
  readable: readonly string[],
  parameters: { readonly [check: string]: JsonObject },
  signal: AbortSignal,
): Promise<readonly AnyCheck[]> => {
  if (modules.length === 0) return []
  const task: EvaluateTask = { ask: 'describe', parameters }
  let printed = ''
  const answers = await ask(modules, readable, [task], signal, (end) => (printed = end.printed))
  const result = answers.get(task)
  if (result === undefined || !('answer' in result) || !Array.isArray(result.answer)) {
    const why = errorPrinted(printed) ?? whyNotLoaded(result)
    throw new UserError(
      `the checks of your own could not be loaded: ${why}`,
      'Each file named under `checks` must export one check or collector by default; modules they share go into a subdirectory of a directory named there: see docs/writing-a-check.md.',
    )
  }
  const checks = result.answer.map(checkFrom)
  assertSchemas(checks)
  return checks
}

const checkFrom = (answer: unknown): AnyCheck => {
  const outcome = described(answer)
  if ('check' in outcome) return checkOf(outcome.check)
  const id = isJsonObject(answer) && typeof answer['id'] === 'string' ? ` ${printable(answer['id'], 100)}` : ''
  throw new UserError(`the check${id} of your own is not well formed: ${outcome.flaw}`, 'See docs/writing-a-check.md; TypeScript tells you more.')
}

/** Throws UserError when the schema of a fact, or of parameters, is none. */
const assertSchemas = (checks: readonly AnyCheck[]): void => {
  for (const check of checks)
    try {
      assertSchemasOf(check)
    } catch (error) {
      throw new UserError(
        `the check ${check.id} of your own declares a schema that is none: ${error instanceof Error ? printable(error.message, PRINTED_CHARACTERS) : 'unknown'}`,
      )
    }
}

const whyNotLoaded = (result: TaskResult | undefined): string => {
  if (result === undefined || !('failure' in result)) return 'no answer'
  return result.failure.code === 'deadline' ? 'loading them took too long' : result.failure.text
}

/** The line in which Node says why a process died, without the stack; it ran with no secrets. Null when there is none. */
const errorPrinted = (printed: string): string | null => {
  const line = printed.split('\n').find((one) => /^\w*Error\b.*: /.test(one))
  const resource = /^\s*resource: '(.*)',?$/m.exec(printed)?.[1]
  return line === undefined ? null : printable(resource === undefined ? line : `${line} (${resource})`, PRINTED_CHARACTERS)
}
const PRINTED_CHARACTERS = 500

const requestsOf = (described: RequestDescriptions): FactRequests =>
  Object.fromEntries(Object.entries(described).map(([request, { params, ...rest }]) => [request, { ...rest, params: () => params }]))

const checkOf = ({ facts, before, ...description }: CheckDescription): AnyCheck => ({
  ...description,
  facts: requestsOf(facts),
  ...(before === undefined ? {} : { before: requestsOf(before) }),
  evaluate: () => ({ outcome: 'error', code: 'internal', text: 'a check of your own is judged in its own process only' }),
})

/** Evaluates a snapshot with the built-in checks here and the user's in their process; `baseline` as in core/evaluate. */
export const evaluateAll = async (
  snapshot: Snapshot,
  checks: {
    readonly builtIn: readonly AnyCheck[]
    readonly own: readonly AnyCheck[]
    readonly modules: readonly string[]
    readonly readable: readonly string[]
  },
  selection: Selection,
  signal: AbortSignal,
  baseline: Snapshot | null = null,
): Promise<Evaluation> => {
  const all = [...checks.builtIn, ...checks.own]
  const own = new Set(checks.own)
  // First pass: everything is prepared, and the inputs of the user's checks are noted; second pass: their answers are put in.
  const asked = new Map<string, EvaluateTask>()
  const noting: Judge = (check, input) => {
    if (!own.has(check)) return judgeHere(check, input)
    asked.set(keyOf(check, input), { ask: 'judge', check: check.id, input })
    return pending
  }
  const first = evaluate(snapshot, all, selection, noting, baseline)
  if (asked.size === 0) return first
  const results = await ask(checks.modules, checks.readable, [...asked.values()], signal)
  const answering: Judge = (check, input) => {
    if (!own.has(check)) return judgeHere(check, input)
    const task = asked.get(keyOf(check, input))
    return judgementOf(task === undefined ? undefined : results.get(task))
  }
  return evaluate(snapshot, all, selection, answering, baseline)
}

const pending: Judgement = { outcome: 'error', code: 'internal', text: 'not judged yet' }
const keyOf = (check: AnyCheck, input: PreparedInput): string => `${check.id} ${canonicalJson(input)}`

const judgementOf = (result: TaskResult | undefined): Judgement => {
  if (result !== undefined && 'answer' in result && isJudgement(result.answer)) return result.answer
  const why = result !== undefined && 'failure' in result ? result.failure.text : 'it returned no judgement'
  return { outcome: 'error', code: 'internal', text: `the check broke: ${why}` }
}
