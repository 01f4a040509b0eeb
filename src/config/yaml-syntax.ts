import type { YAMLError } from 'yaml'
import type { Problem } from './problem.ts'
import type { SourceText } from './source-text.ts'

/** What the parser's error codes mean, and what to do. Its own texts are not used: they quote the file, and so perhaps a secret. */
const MEANING: Readonly<Partial<Record<YAMLError['code'], readonly [message: string, hint: string | null]>>> = {
  BAD_DQ_ESCAPE: ['there is no such escape in double quotes', "use single quotes for Windows paths: 'C:\\openam'"],
  TAB_AS_INDENT: ['the line is indented by a tab', 'use spaces'],
  BAD_INDENT: ['the indentation does not fit, or a bracket is not closed', 'align the line with those above it, and close every { and ['],
  MISSING_CHAR: ['a quote, a bracket, a comma or a colon is missing', 'look here and in the lines above for what was opened and not closed'],
  BAD_SCALAR_START: ['a value may not begin with this character', 'put the value in quotes'],
  UNEXPECTED_TOKEN: ['something stands here that does not belong', null],
  BLOCK_AS_IMPLICIT_KEY: ['there are two keys on one line', 'put each on a line of its own, or the value in quotes'],
  MULTILINE_IMPLICIT_KEY: ['a key spans several lines, or its colon is missing', 'write KEY: VALUE, with a space after the colon'],
  KEY_OVER_1024_CHARS: ['a key is longer than 1024 characters', null],
  BLOCK_IN_FLOW: ['indented lines may not stand within { } or [ ]', null],
  NON_STRING_KEY: ['the key is not plain text', null],
  MULTIPLE_DOCS: ['there is a second document (after ---) in the file', 'write one document a file'],
  TAG_RESOLVE_FAILED: ['tags (words that begin with !) are not read', 'leave the tag out; put text that begins with ! in quotes'],
  MULTIPLE_TAGS: ['tags (words that begin with !) are not read', 'leave the tags out'],
  MULTIPLE_ANCHORS: ['a value has two anchors', null],
  BAD_ALIAS: ['the alias (a word that begins with *) is not well formed', 'put text that begins with * in quotes'],
  ALIAS_PROPS: ['an alias may not have an anchor or a tag', null],
  RESOURCE_EXHAUSTION: ['the file is nested too deeply', null],
}

/** The problem for an error of the YAML parser, at its place. `quote`: where the last quoted text of the file begins. */
export const syntaxProblem = (source: SourceText, error: YAMLError, quote: number | null): Problem => {
  // For a quote that is never closed the parser points at the end of the file; the line where it was opened is what helps.
  if (error.code === 'MISSING_CHAR' && quote !== null && error.pos[0] >= source.text.trimEnd().length)
    return source.problemAt(quote, 'the quote is not closed', 'close it on the same line')
  const [message, hint] = MEANING[error.code] ?? ['the line is not well-formed YAML', null]
  return source.problemAt(error.pos[0], message, hint)
}
