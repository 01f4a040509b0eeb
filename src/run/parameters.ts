import { Ajv2020 } from 'ajv/dist/2020.js'
import { OWN_SCHEMAS } from '../config/own-schemas.ts'
import type { AnyCheck } from '../core/check.ts'
import type { JsonObject } from '../core/json.ts'

/**
 * What is wrong with the plan's parameters, a sentence each: for a check that is not run or takes none, a missing one, a value of the wrong kind. A
 * generic check the plan says nothing about asks nothing (standingOf), so nothing is missing there.
 */
export const parameterProblems = (checks: readonly AnyCheck[], parameters: { readonly [check: string]: JsonObject }): readonly string[] => {
  const ids = checks.map(({ id }) => id)
  const unasked = Object.keys(parameters).filter((id) => !ids.includes(id))
  const ajv = new Ajv2020({ ...OWN_SCHEMAS, allErrors: true, allowUnionTypes: true })
  const problems = checks.flatMap((check) => {
    const given = parameters[check.id]
    if (check.parameters === undefined) return given === undefined ? [] : [`parameters."${check.id}": this check takes no parameters`]
    if (given === undefined && check.defaults === undefined) return []
    const validate = ajv.compile(check.parameters.json)
    if (validate({ ...(check.defaults as JsonObject | undefined), ...given })) return []
    return (validate.errors ?? []).map(
      (error) => `parameters."${check.id}"${error.instancePath.replaceAll('/', '.')}: ${error.message ?? 'is not valid'}${extraKey(error.params)}`,
    )
  })
  return [...unasked.map((id) => `parameters."${id}": the profile does not run this check, so they would mean nothing`), ...problems]
}

const extraKey = (params: Readonly<Record<string, unknown>>): string => {
  const key = params['additionalProperty']
  return typeof key === 'string' ? ` ("${key}")` : ''
}
