import { memberSchema } from '../core/target-fields.ts'
import { jsonObjectOf, type JsonObject, type JsonValue } from '../core/json.ts'
import { anything, choice, list, mapOf, object, path, secret, text, textLike, type Schema } from '../core/schema.ts'
import { TARGET_FIELDS, TARGET_ROLES, TARGET_TYPES, type TargetType } from '../core/target.ts'
import { LIMITS } from '../limits.ts'
import { PHASES } from '../core/vocabulary.ts'

/**
 * The JSON Schema (2020-12) of preflight.yaml (DESIGN §6), closed at every level. Written to schemas/plan.schema.json for editors; what it cannot say
 * (roles of a profile, ids of checks) is in plan-rules.ts. Two keywords of our own: `x-kind: path` marks paths, `x-form` says in words what a pattern wants.
 */
export const planSchema = (): JsonObject => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Plan of iam-preflight',
  description: 'What is audited, on which upgrade path, and how it can be read.',
  ...plan().json,
  $defs: {
    secret: SECRET,
    ...Object.fromEntries(TARGET_TYPES.map((type) => [targetDefinition(type), targetSchema(type)])),
  },
})

/** Keys of the plan schema beyond the standard, as ajv has to be told. */
export const OWN_KEYWORDS = ['x-kind', 'x-form'] as const

/** A secret by reference: exactly one of the four. */
const SECRET: JsonObject = {
  description: 'a secret by reference; a literal is refused unless it is marked as insecure',
  type: 'object',
  properties: {
    env: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$', maxLength: 256, description: 'name of an environment variable' },
    file: { ...path('a file that holds the secret and nothing else; one newline at its end is not part of it').json },
    exec: {
      type: 'array',
      items: { type: 'string', maxLength: LIMITS.pathLength.value },
      minItems: 1,
      maxItems: 100,
      description: 'a command with its arguments; the secret is what it prints, without one newline at the end. No shell is involved',
    },
    insecure: { type: 'string', minLength: 1, maxLength: LIMITS.secretFile.value, description: 'the secret itself, for tests' },
  },
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
}

const formed = (pattern: string, form: string, description: string, max: number): Schema<string> => {
  const schema = textLike(pattern, description, max)
  return { json: { ...schema.json, 'x-form': form } }
}

/** A sentence that says something. */
const reason = (description: string): Schema<string> => formed('\\S', 'a sentence', description, 4096)

const attestation = object(
  {
    by: formed('\\S', 'a name', 'who says so', 256),
    on: formed('^\\d{4}-\\d{2}-\\d{2}$', 'a date: YYYY-MM-DD', 'since when', 10),
  },
  { note: text('what else is worth knowing') },
)

const variables = object(
  {},
  {
    env: mapOf(text(), 'environment variables of the audited host, for &{...} and $env{...}'),
    properties: mapOf(text(), 'system properties of the audited container, for &{...} and $sys{...}'),
  },
  "values that the host's files refer to; unresolved ones stay unresolved",
)

const plan = (): Schema<unknown> =>
  object(
    {
      version: { json: { const: 1, description: 'version of this format' } },
      profile: formed('\\S', 'the id of an upgrade path', 'the upgrade path; see `iam-preflight list profiles`', 256),
      targets: { json: TARGETS },
    },
    {
      phase: choice(PHASES, '--phase overrides it'),
      step: text('only for a phase that the profile divides; --step overrides it', 256),
      options: mapOf(text(undefined, 256), 'what the profile asks'),
      variables,
      fingerprintSalt: secret('needed only to compare keys across hosts that are collected apart'),
      parameters: mapOf(mapOf(anything()), 'by check id: its parameters'),
      gaps: mapOf(reason('why'), 'accepted gaps, by check id or glob'),
      alsoRead: list(path(), 'paths outside the targets that links may lead to', 1_000),
      checks: list(path(), "directories or files of the user's own checks", 1_000),
      attestations: mapOf(attestation, 'by check id: for what no machine can see'),
    },
  )

/** `/` is reserved for derived targets: <parent>/<name>. */
const TARGET_NAME = '^[A-Za-z0-9][A-Za-z0-9._-]*$'

const targetDefinition = (type: string): string => `target-${type}`

const TARGETS: JsonObject = {
  type: 'object',
  description: 'what is audited, by name',
  minProperties: 1,
  maxProperties: 1_000,
  propertyNames: { pattern: TARGET_NAME, maxLength: 128, 'x-form': 'letters, digits, ".", "_" and "-", beginning with a letter or digit' },
  additionalProperties: {
    type: 'object',
    properties: { type: { enum: TARGET_TYPES, description: 'decides which fields there are' } },
    required: ['type'],
    allOf: TARGET_TYPES.map((type) => ({
      if: { type: 'object', properties: { type: { const: type } }, required: ['type'] },
      then: { $ref: `#/$defs/${targetDefinition(type)}` },
    })),
  },
}

/** How a field of a target is written in the plan. `type` is taken by the target's own type, so a store's is `storetype`, as keytool calls it. */
export const planKey = (field: string): string => (field === 'type' ? 'storetype' : field)

/** A target type's fields as they are written in the plan, without type and role. */
export const planFields = (type: TargetType): JsonObject => {
  const { json } = TARGET_FIELDS[type]
  const properties = Object.keys(jsonObjectOf(json['properties'])).map((field): [string, JsonValue] => [
    planKey(field),
    memberSchema(json, field) ?? {},
  ])
  return { ...json, properties: Object.fromEntries(properties), required: requiredFields(type) }
}

const requiredFields = (type: TargetType): readonly string[] => {
  const { required } = TARGET_FIELDS[type].json
  return Array.isArray(required) ? required.filter((field) => typeof field === 'string').map(planKey) : []
}

const targetSchema = (type: TargetType): JsonObject => {
  const fields = planFields(type)
  const properties = jsonObjectOf(fields['properties'])
  const { roles, free } = TARGET_ROLES[type]
  const role = free ? textLike('^[a-z][a-z0-9-]*$', `a name, such as ${roles.join(', ')}`, 128) : choice(roles, `default: ${roles[0]}`)
  const required = requiredFields(type)
  // A target of which nothing is required must still name something to look at.
  const atLeastOne = required.length > 0 ? {} : { anyOf: Object.keys(properties).map((field) => ({ required: [field] })) }
  return {
    ...fields,
    properties: {
      type: { const: type },
      role: free ? { ...role.json, 'x-form': 'a lower-case name' } : role.json,
      ...properties,
    },
    required: ['type', ...required],
    ...atLeastOne,
  }
}

/** Names in the plan whose values are never secrets, for excerpts of lines whose structure is unknown. */
export const plainNames = (): ReadonlySet<string> => {
  const plain = new Set<string>(['type', 'role', 'by', 'on'])
  const collect = (schema: JsonObject): void => {
    for (const [name, member] of Object.entries(jsonObjectOf(schema['properties']))) {
      const declared = jsonObjectOf(member)
      if (declared['$ref'] === undefined) plain.add(name)
      collect(declared)
      collect(jsonObjectOf(declared['items']))
    }
  }
  for (const type of TARGET_TYPES) collect(planFields(type))
  for (const name of Object.keys(jsonObjectOf(plan().json['properties']))) if (name !== 'fingerprintSalt') plain.add(name)
  return plain
}
