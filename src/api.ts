/**
 * The only door for authors of checks and collectors, ours and our users': what the package exports as `iam-preflight`.
 */
export {
  defineCheck,
  fail,
  judged,
  notApplicable,
  ofRole,
  own,
  ownIfNamed,
  pass,
  undetermined,
  type Check,
  type CheckFinding,
  type EvaluateInput,
  type Judgement,
  type Location,
  type Reference,
} from './core/check.ts'
export { defineCollector, known, partial, type Collector, type Touch } from './core/collector.ts'
export { FactError } from './core/fact-error.ts'
export { defineFact, type Fact, type ValueOf } from './core/fact.ts'
export { defineProfile, type Profile } from './core/profile.ts'
export { anything, choice, either, flag, integer, list, mapOf, nullable, object, text, textLike, type Schema, type TypeOf } from './core/schema.ts'
export { oneLower, type Phase, type ReasonCode, type Severity } from './core/vocabulary.ts'
