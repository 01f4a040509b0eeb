import type { AnyCheck, FactRequests } from '../core/check.ts'
import { judgeHere } from '../core/evaluate.ts'
import type { JsonObject } from '../core/json.ts'
import type { CheckDescription, EvaluateJob, EvaluateTask, RequestDescriptions } from './protocol.ts'
import { jobFromInput } from './job-input.ts'
import { writeRecord } from './record-writer.ts'
import { userChecks } from './user-modules.ts'

/** The evaluator process: judges the checks of the user's own. It reads the application and the user's check files, and nothing else; it gets no secret. */
const main = async (): Promise<void> => {
  const job = await jobFromInput<EvaluateJob>()
  const checks = await userChecks(job.modules)
  for (const [index, task] of job.tasks.entries()) {
    writeRecord({ t: 'start', index })
    writeRecord({ t: 'answer', index, answer: answerTo(task, checks) })
  }
  writeRecord({ t: 'done' })
}

const answerTo = (task: EvaluateTask, checks: readonly AnyCheck[]): object => {
  if (task.ask === 'describe') return checks.map((check) => descriptionOf(check, task.parameters))
  const check = checks.find((one) => one.id === task.check)
  return check === undefined ? { outcome: 'error', code: 'internal', text: 'the check is gone' } : judgeHere(check, task.input)
}

const descriptionOf = (check: AnyCheck, parameters: { readonly [check: string]: JsonObject }): CheckDescription => {
  const { evaluate: _function, facts, before, ...plain } = check
  const given: JsonObject = { ...(check.defaults as JsonObject | undefined), ...parameters[check.id] }
  const described = (requests: FactRequests): RequestDescriptions =>
    Object.fromEntries(
      Object.entries(requests).map(([request, { fact, select, params }]) => [request, { fact, select, params: params(given) }] as const),
    )
  return { ...plain, facts: described(facts), ...(before === undefined ? {} : { before: described(before) }) }
}

await main()
