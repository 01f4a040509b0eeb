/**
 * How schemas that come with the tool are compiled. A test holds them against the meta-schema, so no run does; and a document or two is validated with
 * each, which is over before ajv would have tidied the code it writes for it.
 */
export const OWN_SCHEMAS = { strict: true, validateSchema: false, code: { optimize: false } } as const
