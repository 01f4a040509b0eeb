import { Composer, isAlias, isMap, isPair, isScalar, isSeq, Lexer, Parser, type Document, type ParsedNode } from 'yaml'
import type { JsonValue } from '../core/json.ts'
import { LIMITS } from '../limits.ts'
import { problemWithFile, type Problem } from './problem.ts'
import { sourceText, type PlainNames, type Range, type SourceText } from './source-text.ts'
import { textOf } from './strict-text.ts'
import { syntaxProblem } from './yaml-syntax.ts'

/** A value of a YAML file with its place. A shared value (alias) has the place where it is used. */
export type YamlNode = {
  readonly range: Range
  /** Number of values it unfolds to. */
  readonly size: number
} & (
  | { readonly kind: 'scalar'; readonly value: string | number | boolean | null }
  | { readonly kind: 'list'; readonly items: readonly YamlNode[] }
  | { readonly kind: 'map'; readonly entries: ReadonlyMap<string, { readonly key: Range; readonly value: YamlNode }> }
)

export type YamlOutcome =
  | { readonly ok: true; readonly source: SourceText; readonly root: YamlNode }
  | { readonly ok: false; readonly problems: readonly Problem[] }

/**
 * The YAML 1.2 document in a file of our own, with places. What no plan needs and what serves only attacks is refused: tags, directives, merge keys,
 * several documents, keys that are not text, duplicate keys, aliases that lead in a circle or unfold beyond bounds (FAULTS Y1-Y11). Bounds hold before
 * the work is done: tokens are counted and nesting is measured while the parser is fed.
 */
export const yamlDocument = (file: string, bytes: Uint8Array, plain: PlainNames): YamlOutcome => {
  const text = textOf(bytes)
  if (!text.ok)
    return { ok: false, problems: [{ ...problemWithFile(file, text.message, text.hint), line: text.line, column: text.line === 0 ? 0 : 1 }] }
  const source = sourceText(file, text.text, plain)
  const composed = documentOf(source)
  if ('line' in composed) return { ok: false, problems: [composed] }
  const { contents } = composed
  if (contents === null || (isScalar(contents) && contents.value === null))
    return { ok: false, problems: [problemWithFile(file, 'the file is empty')] }

  const problems: Problem[] = []
  const root = new TreeBuilder(source, problems).nodeOf(contents)
  return problems.length === 0 && root !== null ? { ok: true, source, root } : { ok: false, problems }
}

/** The composed document, or the one problem that keeps it from being read: what follows a syntax error is rarely meant. */
const documentOf = (source: SourceText): Document.Parsed | Problem => {
  const parser = new Parser()
  const composer = new Composer({ uniqueKeys: false, stringKeys: true, merge: false, schema: 'core', version: '1.2', logLevel: 'silent' })
  const tokens = []
  let lexemes = 0
  let depth = 0
  let quote: number | null = null
  for (const lexeme of new Lexer().lex(source.text)) {
    lexemes += 1
    if (lexeme.startsWith('"') || lexeme.startsWith("'")) quote = parser.offset
    if (lexeme === '[' || lexeme === '{') depth += 1
    if (lexeme === ']' || lexeme === '}') depth -= 1
    if (lexemes > LIMITS.yamlTokens.value) return source.problemAt(parser.offset, `the file has more than ${LIMITS.yamlTokens.value} tokens`)
    // Each level of a block collection takes up to two places on the parser's stack.
    if (depth > LIMITS.yamlDepth.value || parser.stack.length > 2 * LIMITS.yamlDepth.value) return source.problemAt(parser.offset, TOO_DEEP)
    tokens.push(...parser.next(lexeme))
  }
  tokens.push(...parser.end())

  const directive = tokens.find(({ type }) => type === 'directive')
  if (directive !== undefined && 'offset' in directive)
    return source.problemAt(directive.offset, 'directives (lines that begin with %) are not read', 'leave the line out')
  const [, second] = tokens.filter(({ type }) => type === 'document')
  if (second !== undefined && 'offset' in second)
    return source.problemAt(second.offset, 'there is a second document (after ---) in the file', 'write one document a file')
  const [document] = composer.compose(tokens, true, source.text.length)
  if (document === undefined) return problemWithFile(source.file, 'the file is empty')
  const [error] = [...document.errors, ...document.warnings].sort((a, b) => a.pos[0] - b.pos[0])
  return error === undefined ? document : syntaxProblem(source, error, quote)
}

const TOO_DEEP = `the file is nested deeper than ${LIMITS.yamlDepth.value} levels`

class TreeBuilder {
  readonly #source: SourceText
  readonly #problems: Problem[]
  /** Values by anchor; null while the value is being built, so that an alias within it is seen to lead in a circle. */
  readonly #anchors = new Map<string, YamlNode | null>()
  #aliases = 0

  constructor(source: SourceText, problems: Problem[]) {
    this.#source = source
    this.#problems = problems
  }

  /** The node as a tree; null when there is a problem with it, which is then reported. */
  nodeOf(node: ParsedNode): YamlNode | null {
    if (isAlias(node)) return this.#shared(node.source, node.range)
    if (node.tag !== undefined) return this.#complain(node.range[0], 'tags (words that begin with !) are not read', 'leave the tag out')
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, null)
    const built = this.#built(node)
    if (node.anchor !== undefined && built !== null) this.#anchors.set(node.anchor, built)
    if (built !== null && built.size > LIMITS.yamlTokens.value)
      return this.#complain(built.range[0], `the aliases of the file unfold to more than ${LIMITS.yamlTokens.value} values`)
    return built
  }

  #shared(anchor: string, range: readonly number[]): YamlNode | null {
    this.#aliases += 1
    const start = range[0] ?? 0
    if (this.#aliases > LIMITS.yamlAliases.value) return this.#complain(start, `the file has more than ${LIMITS.yamlAliases.value} aliases`)
    const target = this.#anchors.get(anchor)
    // The name of an alias is not repeated: a password that begins with "*" and is not quoted looks like one.
    if (target === undefined)
      return this.#complain(start, 'the alias (a word that begins with *) has no anchor', 'put text that begins with * in quotes')
    if (target === null) return this.#complain(start, 'the alias leads in a circle')
    return { ...target, range: [start, range[1] ?? start] }
  }

  #built(node: Exclude<ParsedNode, { type: 'ALIAS' }>): YamlNode | null {
    const range: Range = [node.range[0], node.range[1]]
    if (isScalar(node)) return this.#scalar(node.value, range)
    if (isSeq(node)) {
      const items = node.items.map((item) => this.nodeOf(item)).filter((item) => item !== null)
      return { kind: 'list', range, items, size: sizeOf(items) }
    }
    return isMap(node) ? this.#map(node.items, range) : null
  }

  #scalar(value: unknown, range: Range): YamlNode | null {
    if (typeof value === 'number' && !(Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value))))
      return this.#complain(range[0], 'the number cannot be represented exactly', 'put it in quotes')
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null)
      return { kind: 'scalar', range, value, size: 1 }
    return this.#complain(range[0], 'the value is of a kind that is not read')
  }

  #map(items: readonly unknown[], range: Range): YamlNode {
    const entries = new Map<string, { readonly key: Range; readonly value: YamlNode }>()
    for (const pair of items) {
      if (!isPair<ParsedNode, ParsedNode | null>(pair)) continue
      const { key, value } = pair
      if (!isScalar(key) || typeof key.value !== 'string') {
        this.#complain(key.range[0], 'the key is not plain text')
        continue
      }
      const [start, end] = key.range
      const known = entries.get(key.value)
      if (key.tag !== undefined || key.anchor !== undefined) this.#complain(start, 'tags and anchors on keys are not read', 'leave it out')
      else if (key.value === '<<') this.#complain(start, 'merge keys (<<) are not read', 'write the entries out')
      else if (known !== undefined)
        this.#complain(
          start,
          `the key is there twice: lines ${this.#source.lineOf(known.key[0])} and ${this.#source.lineOf(start)}`,
          'remove or rename one of them',
        )
      else {
        const node = value === null ? this.#scalar(null, [end, end]) : this.nodeOf(value)
        if (node !== null) entries.set(key.value, { key: [start, end], value: node })
      }
    }
    return { kind: 'map', range, entries, size: sizeOf([...entries.values()].map((entry) => entry.value)) }
  }

  #complain(offset: number, message: string, hint: string | null = null): null {
    if (this.#problems.length < MOST_PROBLEMS && !(BOUND.test(message) && this.#problems.some((problem) => problem.message === message)))
      this.#problems.push(this.#source.problemAt(offset, message, hint))
    return null
  }
}

const MOST_PROBLEMS = 1_000
/** Said once: what follows a bound that was hit hits it again. */
const BOUND = /more than \d+/

const sizeOf = (nodes: readonly YamlNode[]): number => nodes.reduce((sum, { size }) => sum + size, 1)

/** The tree as plain JSON. Keys like `__proto__` are keys like any other. */
export const jsonOf = (node: YamlNode): JsonValue => {
  switch (node.kind) {
    case 'scalar':
      return node.value
    case 'list':
      return node.items.map(jsonOf)
    case 'map':
      return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, jsonOf(value)]))
  }
}
