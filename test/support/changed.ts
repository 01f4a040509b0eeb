/** What `changed` puts in a place to take away what is there. */
export const REMOVED = Symbol('removed')

/** A deep copy of a JSON value in which the value at a JSON pointer is another. Throws when the pointer leads nowhere. */
export const changed = (value: unknown, pointer: string, replacement: unknown): unknown => {
  const copy: unknown = structuredClone(value)
  const keys = pointer.split('/').slice(1)
  const last = keys.pop()
  if (last === undefined) return replacement
  let place = copy
  for (const key of keys) place = isContainer(place) ? place[key] : undefined
  if (!isContainer(place)) throw new Error(`${pointer} leads nowhere`)
  if (replacement === REMOVED) {
    if (!(last in place)) throw new Error(`nothing is at ${pointer}`)
    delete place[last]
  } else place[last] = replacement
  return copy
}

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null
