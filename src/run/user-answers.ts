import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { firstErrorText } from '../config/schema-error-text.ts'
import type { Judgement } from '../core/check.ts'
import type { JsonObject } from '../core/json.ts'
import { location, references } from '../core/report-schema.ts'
import { anything, choice, either, flag, list, mapOf, nullable, object, text, textLike, type Schema } from '../core/schema.ts'
import { TARGET_TYPES } from '../core/target.ts'
import { PHASES, REASON_CODES, SEVERITIES } from '../core/vocabulary.ts'
import { LIMITS } from '../limits.ts'
import type { CheckDescription } from './protocol.ts'

/**
 * What the evaluator process answers, held against its shape before the engine, and the reporters after it, rely on it: it comes from code of the user's
 * own, which may be plain JavaScript.
 */

const sentence = text(undefined, LIMITS.factSize.value)
const severity = choice(SEVERITIES)
const is = (outcome: Judgement['outcome']): Schema<unknown> => ({ json: { const: outcome } })

const findings = list(
  object({ message: sentence, subject: sentence }, { messageId: sentence, severity, expected: sentence, actual: sentence, location }),
  undefined,
  1_000_000,
)

const judgement = either([
  object({ outcome: is('pass'), observed: sentence, findings }),
  object({ outcome: is('fail'), findings }, { remedy: sentence }),
  object({ outcome: is('error'), code: choice(REASON_CODES), text: sentence }),
  object({ outcome: is('not-applicable'), text: sentence }),
])

const schema = object({ json: mapOf(anything()) })
const request = object({
  fact: object({ id: text(), title: text(), value: schema, params: schema }),
  select: either([
    object({ of: choice(['own']), optional: flag() }, { types: list(choice(TARGET_TYPES)) }),
    object({ of: choice(['role']), role: text() }, { optional: flag(), type: choice(TARGET_TYPES) }),
    object({ of: choice(['type']), type: choice(TARGET_TYPES) }),
  ]),
  params: mapOf(anything()),
})

const description = object(
  {
    id: textLike('^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$', '<pack>/<name>', 200),
    title: sentence,
    why: sentence,
    remedy: sentence,
    references,
    scope: choice(['target', 'role', 'deployment']),
    type: either([nullable(choice(TARGET_TYPES)), list(choice(TARGET_TYPES))]),
    phases: object({}, Object.fromEntries(PHASES.map((phase) => [phase, severity]))),
    facts: mapOf(request),
    messages: mapOf(sentence),
    traps: mapOf(sentence),
  },
  {
    roles: list(text()),
    steps: list(text()),
    when: object({ option: text(), in: list(text()) }, { phases: list(choice(PHASES)) }),
    quantifier: choice(['every', 'any', 'whole']),
    before: mapOf(request),
    parameters: schema,
    defaults: mapOf(anything()),
    attested: flag(),
  },
)

/** Compiled on first use, since most plans bring no checks. */
const validatorOf = <T>(json: JsonObject): (() => ValidateFunction<T>) => {
  let validate: ValidateFunction<T> | undefined
  return () => (validate ??= new Ajv2020({ strict: true, allowUnionTypes: true }).compile<T>(json))
}
const judgementValidator = validatorOf<Judgement>(judgement.json)
const descriptionValidator = validatorOf<CheckDescription>(description.json)

export const isJudgement = (answer: unknown): answer is Judgement => judgementValidator()(answer)

/** The check that an answer describes, or what is wrong with it, in words. */
export const described = (answer: unknown): { readonly check: CheckDescription } | { readonly flaw: string } => {
  const validate = descriptionValidator()
  return validate(answer) ? { check: answer } : { flaw: firstErrorText(validate.errors, 'checks') }
}
