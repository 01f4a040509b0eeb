import type { ArchiveNotes, Named } from './archive-notes.ts'
import { classVersionOf } from './class-file.ts'
import { classReferencesOf } from './class-references.ts'
import { isNamedJson } from './encoded-scripts.ts'
import { FormatError } from './format-error.ts'
import type { PackageMatcher } from './package-references.ts'
import { fileReferencesOf, looksLikeUtf16 } from './text-references.ts'

/** One file within a run of contents. */
export interface Piece extends Named {
  readonly start: number
  readonly end: number
}

/**
 * Looks through the contents of files that lie one after another in memory and notes what they refer to. One sweep for a short needle covers all of them;
 * only files it meets are parsed. Answers with the pieces that are archives, which it leaves to the caller.
 */
export function inspectContents<P extends Piece>(content: Buffer, pieces: readonly P[], matcher: PackageMatcher, notes: ArchiveNotes): readonly P[] {
  const archives: P[] = []
  const done = new Uint8Array(pieces.length)
  const classes = new Uint8Array(pieces.length)
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index]
    if (piece === undefined) break
    const { start, end } = piece
    const major = classVersionOf(content, start, end)
    if (major !== null) {
      classes[index] = 1
      notes.addClass(major, piece)
      continue
    }
    const name = piece.name()
    if (isArchive(content, start, end) || isNamedArchive(name)) {
      archives.push(piece)
      done[index] = 1
    } else {
      if (isNamedClass(name)) notes.leaveOut(name, new FormatError('parse-failed', 'it is named like a class file and is none'))
      if (mustBeRead(name) || looksLikeUtf16(content, start, end)) {
        done[index] = 1
        notes.add(name, fileReferencesOf(name, content.subarray(start, end), matcher))
      }
    }
  }
  for (const needle of matcher.needles) {
    let index = 0
    for (let at = content.indexOf(needle.bytes); at !== -1;) {
      while ((pieces[index]?.end ?? Infinity) <= at) index++
      const piece = pieces[index]
      if (piece === undefined) break
      const { start, end } = piece
      const within = at >= start && at + needle.bytes.length <= end
      // In text a separator may be written in more than one way, so that the parser must look for itself.
      const meant = within && done[index] === 0 && (classes[index] === 0 || matcher.standsAt(content, at, start, end, needle))
      if (meant) {
        done[index] = 1
        inspectOne(content.subarray(start, end), classes[index] === 1, piece, matcher, notes)
      }
      at = content.indexOf(needle.bytes, done[index] === 1 ? end : at + 1)
    }
  }
  return archives
}

function inspectOne(bytes: Buffer, isClass: boolean, piece: Piece, matcher: PackageMatcher, notes: ArchiveNotes): void {
  const name = piece.name()
  try {
    notes.add(name, isClass ? classReferencesOf(bytes, matcher) : fileReferencesOf(name, bytes, matcher))
  } catch (error) {
    notes.leaveOut(name, error)
  }
}

const LOCAL_ENTRY = 0x504b0304
const EMPTY_ARCHIVE = 0x504b0506
const END_SIZE = 22

/** A ZIP archive by its first bytes, or by its last ones where something stands in front. */
export function isArchive(content: Buffer, start: number, end: number): boolean {
  if (end - start < END_SIZE) return false
  const first = content.readUInt32BE(start)
  return first === LOCAL_ENTRY || first === EMPTY_ARCHIVE || content.readUInt32BE(end - END_SIZE) === EMPTY_ARCHIVE
}

/** Files that must be archives, whatever they begin with. Others are recognised by their content. */
export const isNamedArchive = (name: string): boolean => /\.(?:jar|war|ear|zip|jmod)$/i.test(name)

/** Files in which no needle can be relied on: manifests fold their lines, in the middle of a word too, and JSON may hold scripts in base64. */
export const mustBeRead = (name: string): boolean => /(?:^|\/)META-INF\/[^/]+\.MF$/i.test(name) || isNamedJson(name)

/** Files that must be class files. */
export const isNamedClass = (name: string): boolean => name.endsWith('.class')
