import { FormatError } from './format-error.ts'

/** A name of a package or class that was found in a text. */
export interface FoundName {
  /** Dotted, for example `javax.servlet.http.HttpServletRequest`; inner classes with `$`. */
  readonly name: string
  /** Where the name begins in the text. */
  readonly offset: number
}

/** A run of bytes to sweep for, and where the prefixes it stands for begin before it. */
export interface Needle {
  readonly bytes: Buffer
  readonly candidates: readonly { readonly prefix: Buffer; readonly before: number }[]
}

const LONGEST_NAME = 200
const SEGMENT = '[A-Za-z_$][A-Za-z0-9_$]*'
const PREFIX = new RegExp(`^${SEGMENT}(?:\\.${SEGMENT})*$`)

/**
 * Finds references to packages (`javax.servlet`) or classes by their names. Two patterns with boundaries, since a package name also turns up in shaded
 * packages, URLs, Maven paths and longer names, none of which is a reference (facts/pingam 5.3):
 *
 * - R1, names in text and constants: `(?<![\w$./-])(?:Packages\.)?javax[./]servlet(?![\w$])`; in a constant also `/javax/servlet/…`, a resource;
 * - R2, descriptors in class files: `(?:^|[\[(<:;+*\-BCDFIJSZ)])Ljavax/servlet[/;<.]`.
 */
export class PackageMatcher {
  /** Dotted, sorted, each once. */
  readonly prefixes: readonly string[]
  /** Sweeping for all of them meets every place where a prefix can be. */
  readonly needles: readonly Needle[]
  readonly #names: RegExp
  readonly #constants: RegExp
  readonly #descriptors: RegExp

  /** Throws FormatError `parse-failed` for what is no dotted Java name, and for none. */
  constructor(prefixes: readonly string[]) {
    const odd = prefixes.find((prefix) => !PREFIX.test(prefix))
    if (odd !== undefined || prefixes.length === 0) throw new FormatError('parse-failed', `"${odd ?? ''}" is not the name of a Java package`)
    this.prefixes = [...new Set(prefixes)].sort()
    this.needles = needlesFor(this.prefixes)
    // The longer first, so that of two prefixes that begin alike the more exact one is met.
    const longest = this.prefixes.toSorted((a, b) => b.length - a.length)
    const either = (separator: string): string => `(?:${longest.map((prefix) => prefix.replaceAll('$', '\\$').split('.').join(separator)).join('|')})`
    const rest = String.raw`(?![\w$])(?:[./][\w$]+)*(?:\.\*)?`
    const name = `(?:Packages\\.)?(${either('[./]')}${rest})`
    this.#names = new RegExp(String.raw`(?<![\w$./-])${name}`, 'dg')
    this.#constants = new RegExp(String.raw`(?:^\/(?=${either('/')}\/)|(?<![\w$./-]))${name}`, 'dg')
    this.#descriptors = new RegExp(String.raw`(?:^|[\[(<:;+*\-BCDFIJSZ)])L(${either('\\/')}(?=[\/;<.])[\w$\/]*)`, 'dg')
  }

  /** Names in a text (rule R1). */
  namesIn(text: string): readonly FoundName[] {
    return found(this.#names, text)
  }

  /** Names in a constant of a class file (rule R1, and the path of a resource). */
  namesInConstant(text: string): readonly FoundName[] {
    return found(this.#constants, text)
  }

  /** Names in a descriptor or generic signature (rule R2). */
  descriptorsIn(text: string): readonly FoundName[] {
    return found(this.#descriptors, text)
  }

  /** Whether a prefix stands around a needle met at `at`, within `from` and `end`, and no longer word does; says nothing of what is in front. */
  standsAt(bytes: Uint8Array, at: number, from: number, end: number, needle: Needle): boolean {
    return needle.candidates.some(({ prefix, before }) => {
      const start = at - before
      return start >= from && start + prefix.length <= end && isAt(bytes, start, prefix) && !isWord(bytes, start + prefix.length, end)
    })
  }
}

/** The prefix a found name belongs to: the longest of those that it begins with. */
export const prefixOf = (name: string, prefixes: readonly string[]): string =>
  prefixes
    .filter((prefix) => name === prefix || name.startsWith(`${prefix}.`))
    .reduce((longest, prefix) => (prefix.length > longest.length ? prefix : longest), '')

const found = (pattern: RegExp, text: string): readonly FoundName[] =>
  [...text.matchAll(pattern)].map((match) => ({
    name: (match[1] ?? '').slice(0, LONGEST_NAME).replaceAll('/', '.'),
    offset: match.indices?.[1]?.[0] ?? match.index,
  }))

const DOT = 0x2e
const SLASH = 0x2f

function isAt(bytes: Uint8Array, start: number, prefix: Uint8Array): boolean {
  for (let index = 0; index < prefix.length; index++) {
    const byte = bytes[start + index]
    if (byte !== prefix[index] && !(prefix[index] === DOT && byte === SLASH)) return false
  }
  return true
}

/** Letters, digits, `_` and `$`. */
function isWord(bytes: Uint8Array, at: number, end: number): boolean {
  const byte = at < end ? (bytes[at] ?? 0) : 0
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x5f || byte === 0x24
}

/**
 * As few needles as possible, each one segment of the prefixes it stands for (a separator may be "." or "/"): a sweep costs by the number of needles. A
 * short one costs least (memchr finds it), but a very short one is met everywhere.
 */
function needlesFor(prefixes: readonly string[]): readonly Needle[] {
  const needles: Needle[] = []
  let open = prefixes
  while (open.length > 0) {
    const segment = bestSegment(open)
    const covered = open.filter((prefix) => prefix.split('.').includes(segment))
    needles.push({
      bytes: Buffer.from(segment),
      candidates: covered.map((prefix) => {
        const segments = prefix.split('.')
        return {
          prefix: Buffer.from(prefix),
          before: segments.slice(0, segments.indexOf(segment)).join('.').length + (segments[0] === segment ? 0 : 1),
        }
      }),
    })
    open = open.filter((prefix) => !covered.includes(prefix))
  }
  return needles
}

/** The segment most prefixes share among those long enough to be rare, of equals the last of a name; else the longest of all. */
function bestSegment(prefixes: readonly string[]): string {
  const segments = prefixes.flatMap((prefix) => [...new Set(prefix.split('.'))])
  const count = (segment: string): number => segments.filter((other) => other === segment).length
  const ranked = [...new Set(segments)].reverse().sort((a, b) => count(b) - count(a))
  return ranked.find((segment) => segment.length >= 5) ?? ranked.toSorted((a, b) => b.length - a.length)[0] ?? ''
}
