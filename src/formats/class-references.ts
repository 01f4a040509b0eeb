import { classFileOf } from './class-file.ts'
import type { PackageMatcher } from './package-references.ts'
import { printable } from './printable.ts'
import type { Reference } from './reference.ts'

/**
 * References of a class file to packages: each name once for each kind, with the first member that refers to it. A class that belongs to such a package itself is told by `defines` alone, since
 * it refers to its neighbours at every turn. Throws FormatError `parse-failed` for a class file that is cut or damaged.
 */
export function classReferencesOf(bytes: Buffer, matcher: PackageMatcher): readonly Reference[] {
  const file = classFileOf(bytes, containsOneOf(placesOf(bytes, matcher)))
  const own = matcher.namesInConstant(file.name)
  if (own[0]?.offset === 0) return [{ kind: 'defines', name: file.name.replaceAll('/', '.').slice(0, 200), line: null }]
  const references = new Map<string, Reference>()
  for (const { text, isClass, isString, isDescriptor, member } of file.constants) {
    const by = member === null ? {} : { member: printable(member) }
    const add = (kind: Reference['kind'], names: readonly { readonly name: string }[]): void => {
      for (const { name } of names) {
        const key = `${kind} ${name}`
        if (references.get(key)?.member === undefined) references.set(key, { kind, name, line: null, ...by })
      }
    }
    if (isClass) add(file.superName === text ? 'extends' : 'class', matcher.namesInConstant(text))
    if (isString) add('string', matcher.namesInConstant(text))
    // Class names of arrays are descriptors; generic signatures and types in annotations are constants that the pool itself gives no role.
    if (!isString || isDescriptor || isClass) add('descriptor', matcher.descriptorsIn(text))
    if (!isClass && !isString && !isDescriptor) add('string', matcher.namesInConstant(text))
  }
  return [...references.values()]
}

/** Where the needles are, in ascending order. */
function placesOf(bytes: Buffer, matcher: PackageMatcher): readonly number[] {
  const places: number[] = []
  for (const { bytes: needle } of matcher.needles) for (let at = bytes.indexOf(needle); at !== -1; at = bytes.indexOf(needle, at + 1)) places.push(at)
  return places.sort((a, b) => a - b)
}

/** Whether one of the places lies within a range; ranges must be asked for in ascending order. */
function containsOneOf(places: readonly number[]): (start: number, end: number) => boolean {
  let next = 0
  return (start, end) => {
    while ((places[next] ?? Infinity) < start) next++
    return (places[next] ?? Infinity) < end
  }
}
