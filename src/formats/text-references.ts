import { asBuffer } from './byte-source.ts'
import { encodedScriptsIn, isNamedJson } from './encoded-scripts.ts'
import { FormatError } from './format-error.ts'
import { lineIndexOf } from './line-index.ts'
import type { FoundName, PackageMatcher } from './package-references.ts'
import type { Reference, ReferenceKind } from './reference.ts'
import { latin1TextOf, textOf } from './text-decoding.ts'
import { markupZones, propertiesZones, scriptZones, zoneFinder, type ScriptLanguage, type Zone } from './text-zones.ts'

/**
 * References to packages in a file that is no class file, with lines where it is text: manifests unfolded, service files, markup, properties, scripts and
 * sources with comment, string and code told apart. Text is UTF-8, UTF-16 (with a mark, or by its zeros), else Latin-1. Each name is told once a line.
 * Scripts in base64 in JSON, as AM exports them, are looked through too: their lines are those of the script.
 */
export function fileReferencesOf(name: string, bytes: Uint8Array, matcher: PackageMatcher): readonly Reference[] {
  if (isNamedJson(name) && !mayRefer(bytes, matcher)) return []
  const text = decodedText(bytes)
  if (text === null) return binaryReferences(bytes, matcher)
  if (/(?:^|\/)META-INF\/[^/]+\.(?:MF|SF)$/i.test(name)) return manifestReferences(text, matcher)
  const plain = unescaped(text)
  const { zones, outside } = zonesOf(name, plain)
  const zoneOf = zoneFinder(zones)
  const lineOf = lineIndexOf(plain)
  const own = matcher.namesIn(plain).map((found) => ({ kind: zoneOf(found.offset) ?? outside, name: found.name, line: lineOf(found.offset).line }))
  return distinct(isNamedJson(name) ? [...own, ...encodedReferences(text, matcher)] : own)
}

/** A look at JSON before it is decoded: of the many files with none of it few hold a script, or a part of a name. */
function mayRefer(bytes: Uint8Array, matcher: PackageMatcher): boolean {
  const content = asBuffer(bytes)
  return looksLikeUtf16(bytes, 0, bytes.length) || content.includes('"script"') || matcher.needles.some((needle) => content.includes(needle.bytes))
}

/** References in the scripts that an export of AM's configuration holds in base64. */
function encodedReferences(text: string, matcher: PackageMatcher): readonly Reference[] {
  return encodedScriptsIn(text).flatMap(({ bytes, language }) =>
    fileReferencesOf(`script${scriptEndingOf(language)}`, bytes, matcher).map((reference) => ({ ...reference, member: 'script' })),
  )
}

/** The ending of a name that says how comments and strings are told apart in a script of AM. */
export const scriptEndingOf = (language: string | null): string => ENDINGS[language?.toUpperCase() ?? ''] ?? '.txt'

const ENDINGS: Readonly<Record<string, string>> = { JAVASCRIPT: '.js', GROOVY: '.groovy' }

/** Bytes that look like UTF-16, of which a search for ASCII finds nothing. */
export function looksLikeUtf16(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < 2) return false
  const first = bytes[start] ?? 0
  const second = bytes[start + 1] ?? 0
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true
  if ((first === 0) === (second === 0)) return false
  return zerosAlternate(bytes, start, Math.min(end, start + 64))
}

/** Without a mark: every other byte is zero and no other is, as Latin letters are in UTF-16. */
function zerosAlternate(bytes: Uint8Array, start: number, end: number): boolean {
  const zeroAt = bytes[start] === 0 ? 0 : 1
  for (let at = start; at + 1 < end; at += 2) if (bytes[at + zeroAt] !== 0 || bytes[at + 1 - zeroAt] === 0) return false
  return true
}

/** Text of bytes; null when they are no text. */
function decodedText(bytes: Uint8Array): string | null {
  if (looksLikeUtf16(bytes, 0, bytes.length)) {
    const marked = bytes[0] !== 0 && bytes[1] !== 0
    const even = bytes.subarray(0, bytes.length - (bytes.length % 2))
    if (marked) return utf16Of(even)
    return new TextDecoder(bytes[0] === 0 ? 'utf-16be' : 'utf-16le').decode(even)
  }
  if (bytes.subarray(0, 8192).includes(0)) return null
  try {
    return textOf(bytes)
  } catch (error) {
    if (error instanceof FormatError) return latin1TextOf(bytes)
    throw error
  }
}

function utf16Of(bytes: Uint8Array): string {
  return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes)
}

/** JSON and properties write `\/`, `\u002e` and `\u002f`; lines stay where they are. */
const unescaped = (text: string): string => (text.includes('\\') ? text.replace(/\\(?:\/|u002f)/gi, '/').replace(/\\u002e/gi, '.') : text)

const SCRIPTS: Readonly<Record<string, ScriptLanguage>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  javascript: 'javascript',
  groovy: 'groovy',
  gvy: 'groovy',
  gradle: 'groovy',
  java: 'java',
}
const MARKUP = /^(?:xml|tld|jspx|tagx|xhtml|html?|xsd|xsl|xslt|wsdl|dtd|svg)$/
const JSP = /^(?:jsp|jspf|tag|tagf)$/

function zonesOf(name: string, text: string): { readonly zones: readonly Zone[]; readonly outside: ReferenceKind } {
  if (/(?:^|\/)META-INF\/services\/[^/]+$/.test(name)) return { zones: hashComments(text), outside: 'service' }
  const extension = /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  const language = Object.hasOwn(SCRIPTS, extension) ? SCRIPTS[extension] : undefined
  if (language !== undefined) return { zones: scriptZones(text, language), outside: 'code' }
  if (MARKUP.test(extension)) return { zones: markupZones(text, false), outside: 'text' }
  if (JSP.test(extension)) return { zones: markupZones(text, true), outside: 'text' }
  if (extension === 'properties') return { zones: propertiesZones(text), outside: 'text' }
  return { zones: [], outside: 'text' }
}

/** In a service file everything behind `#` is a comment. */
const hashComments = (text: string): readonly Zone[] =>
  [...text.matchAll(/#[^\r\n]*/g)].map((match) => ({ start: match.index, end: match.index + match[0].length, kind: 'comment' }))

/** A manifest with its lines joined: they are cut at 72 bytes, in the middle of a word. Lines are those of the file. */
function manifestReferences(text: string, matcher: PackageMatcher): readonly Reference[] {
  const folds = [...text.matchAll(/(?:\r\n|\r|\n) /g)]
  if (folds.length === 0) return distinct(atLines(text, matcher.namesIn(text), []))
  let unfolded = ''
  let from = 0
  /** Where in the unfolded text a fold was. */
  const foldedAt: number[] = []
  for (const fold of folds) {
    unfolded += text.slice(from, fold.index)
    foldedAt.push(unfolded.length)
    from = fold.index + fold[0].length
  }
  unfolded += text.slice(from)
  return distinct(atLines(unfolded, matcher.namesIn(unfolded), foldedAt))
}

function atLines(text: string, names: readonly FoundName[], foldedAt: readonly number[]): readonly Reference[] {
  const lineOf = lineIndexOf(text)
  let folds = 0
  return names.map(({ name, offset }) => {
    while ((foldedAt[folds] ?? Infinity) <= offset) folds++
    return { kind: 'manifest', name, line: lineOf(offset).line + folds }
  })
}

function binaryReferences(bytes: Uint8Array, matcher: PackageMatcher): readonly Reference[] {
  const text = latin1TextOf(bytes)
  return distinct([...matcher.namesIn(text), ...matcher.descriptorsIn(text)].map(({ name }) => ({ kind: 'binary', name, line: null })))
}

function distinct(references: readonly Reference[]): readonly Reference[] {
  return [
    ...new Map(
      references.map((reference) => [`${reference.kind} ${reference.line ?? ''} ${reference.member ?? ''} ${reference.name}`, reference]),
    ).values(),
  ]
}
