import { dirname } from 'node:path'
import { canonicalJson } from '../core/json.ts'
import type { KnownSecret } from '../core/scrubber.ts'
import { Secret } from '../core/secret.ts'
import type { WireSecret } from '../core/target-wire.ts'
import { LIMITS } from '../limits.ts'
import { readOwnFile, utf8Text } from './own-file.ts'
import type { Plan, PlanValue } from './plan-model.ts'
import { commandOutput, type CommandOptions } from './secret-command.ts'
import { sourceInWords, type SecretReference } from './secret-reference.ts'
import { weaknessOf } from './weak-secrets.ts'

/** The secrets of a plan, as far as they could be had. */
export interface ResolvedSecrets {
  /** The secret a reference of this plan stands for; unavailable ones say why, with the place in the plan. */
  readonly of: (reference: SecretReference) => Secret
  /** The same on its way to a collector process. */
  readonly wireOf: (reference: SecretReference) => WireSecret
  /** Every value there is, for the scrubber. */
  readonly known: readonly KnownSecret[]
  /** The plan's fingerprintSalt; null when it names none. */
  readonly salt: Secret | null
  /** Sentences for the user, in the order of the plan; never a value. */
  readonly warnings: readonly string[]
  /** Every source, in words, in the order of the plan: "environment variable AM_TOKEN (preflight.yaml:12:7)". */
  readonly described: readonly string[]
}

type Resolved = { readonly value: string; readonly note: string | null } | { readonly whyNot: string }

/** Commands at a time. */
const AT_ONCE = 4

/**
 * Reads every secret the plan refers to, each source once. What cannot be read is a Secret too, and says why when it is needed: nothing is thrown. One
 * newline (LF or CRLF) at the end of a file or of a command's output is not part of the secret, since editors and `echo` add it; further ones are.
 */
export const resolveSecrets = async (
  plan: Plan,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
  deadline: number = LIMITS.secretCommand.value,
): Promise<ResolvedSecrets> => {
  const options: CommandOptions = { directory: dirname(plan.file), env, signal, deadline }
  const sources = new Map(referencesOf(plan).map((reference) => [keyOf(reference), reference]))
  const resolved = new Map<string, Resolved>()
  const pending = [...sources]
  while (pending.length > 0)
    await Promise.all(
      pending.splice(0, AT_ONCE).map(async ([key, reference]) => {
        resolved.set(key, await resolvedFrom(reference, options))
      }),
    )
  return secretsOf(plan, resolved)
}

/** As resolveSecrets with nothing read, for a dry run. */
export const unresolvedSecrets = (plan: Plan): ResolvedSecrets =>
  secretsOf(
    plan,
    new Map(referencesOf(plan).map((reference) => [keyOf(reference), { whyNot: `${sourceInWords(reference)} is not read in a dry run` }])),
  )

const secretsOf = (plan: Plan, resolved: ReadonlyMap<string, Resolved>): ResolvedSecrets => {
  const references = referencesOf(plan)
  const outcomeOf = (reference: SecretReference): Resolved => resolved.get(keyOf(reference)) ?? { whyNot: `${sourceInWords(reference)} was not read` }
  const wireOf = (reference: SecretReference): WireSecret => {
    const outcome = outcomeOf(reference)
    return 'value' in outcome ? { value: outcome.value } : { unavailable: `${outcome.whyNot} (${reference.where})` }
  }
  const secretOf = (reference: SecretReference): Secret => {
    const wire = wireOf(reference)
    return 'value' in wire ? Secret.of(wire.value) : Secret.unavailable(wire.unavailable)
  }
  const known = new Map<string, KnownSecret>()
  for (const outcome of references.map(outcomeOf))
    if ('value' in outcome) known.set(outcome.value, { value: outcome.value, weak: weaknessOf(outcome.value) !== null })
  return {
    of: secretOf,
    wireOf,
    known: [...known.values()],
    salt: plan.fingerprintSalt === null ? null : secretOf(plan.fingerprintSalt),
    warnings: references.flatMap((reference) => warningsOn(reference, outcomeOf(reference))),
    described: references.map((reference) => `${sourceInWords(reference)} (${reference.where})`),
  }
}

const warningsOn = (reference: SecretReference, outcome: Resolved): readonly string[] => {
  const told = (text: string): string => `${reference.where}: ${text}`
  if (!('value' in outcome)) return [told(`${outcome.whyNot}; what needs this secret will be in error`)]
  const weakness = weaknessOf(outcome.value)
  return [
    ...(reference.from === 'insecure' ? [told('the secret is written in the plan; use env, file or exec')] : []),
    ...(outcome.note === null ? [] : [told(outcome.note)]),
    ...(weakness === null ? [] : [told(`the secret from ${sourceInWords(reference)} ${weakness}`)]),
  ]
}

const resolvedFrom = async (reference: SecretReference, options: CommandOptions): Promise<Resolved> => {
  const what = sourceInWords(reference)
  switch (reference.from) {
    case 'insecure':
      return { value: reference.secret.reveal(), note: null }
    case 'env': {
      const value = options.env[reference.name]
      if (value === undefined) return { whyNot: `${what} is not set` }
      return value === '' ? { whyNot: `${what} is empty` } : { value, note: null }
    }
    case 'file': {
      const file = await readOwnFile(reference.path, LIMITS.secretFile.value)
      if (!file.ok) return { whyNot: `${what} ${file.why}` }
      const open = process.platform !== 'win32' && (file.mode & 0o077) !== 0
      return textOf(
        file.bytes,
        what,
        open ? `${what} can be read by others than its owner (mode ${file.mode.toString(8).padStart(4, '0')}); run chmod 600` : null,
      )
    }
    case 'exec': {
      const outcome = await commandOutput(reference.command, options)
      return outcome.ok ? textOf(outcome.output, what, null) : { whyNot: `${what} ${outcome.why}` }
    }
  }
}

const textOf = (bytes: Buffer, what: string, note: string | null): Resolved => {
  const text = utf8Text(bytes)
  if (!text.ok) return { whyNot: `${what} does not give UTF-8 text` }
  const value = text.value.replace(/\r?\n$/, '')
  if (value === '') return { whyNot: `${what} is empty` }
  return value.includes('\0') ? { whyNot: `${what} does not give text: it holds a NUL byte` } : { value, note }
}

/** Every reference of a plan, in its order. */
const referencesOf = (plan: Plan): readonly SecretReference[] => [
  ...(plan.fingerprintSalt === null ? [] : [plan.fingerprintSalt]),
  ...plan.targets.flatMap(({ fields }) => referencesIn(fields)),
]

const referencesIn = (value: PlanValue): readonly SecretReference[] => {
  if (typeof value !== 'object' || value === null) return []
  if (isReference(value)) return [value]
  return Object.values(value).flatMap((member: PlanValue) => referencesIn(member))
}

/** `where` and `from` stand together in references only: no target has fields of these names. */
const isReference = (value: object): value is SecretReference => 'from' in value && 'where' in value

/** What tells sources apart. An insecure one is told by its place, so that no key holds a value. */
const keyOf = (reference: SecretReference): string => {
  const { where, ...source } = reference
  return reference.from === 'insecure' ? `insecure ${where}` : canonicalJson(source)
}
