import { SaxesParser } from 'saxes'
import { LIMITS } from '../limits.ts'
import { FormatError } from './format-error.ts'
import { lineIndexOf, type LinePlace } from './line-index.ts'
import { latin1TextOf, textOf } from './text-decoding.ts'

export interface XmlAttribute extends LinePlace {
  readonly name: string
  /** Entities and line breaks resolved; `${...}` placeholders of Tomcat are left as they stand. */
  readonly value: string
}

export interface XmlElement extends LinePlace {
  /** With its prefix, as written: namespaces are not interpreted. */
  readonly name: string
  readonly attributes: readonly XmlAttribute[]
  readonly children: readonly XmlElement[]
  /** Text and CDATA directly within, joined, not trimmed. */
  readonly text: string
}

/**
 * The root element of an XML document. Nothing is ever fetched or expanded: a DOCTYPE may only name a public or system identifier, entities are the
 * five predefined ones and character references, XInclude is an element like any other. Throws FormatError with `line:column`: `parse-failed`, and
 * `limit` above LIMITS.configFile (characters), LIMITS.xmlDepth or LIMITS.xmlAttributes.
 */
export function xmlDocumentOf(text: string): XmlElement {
  if (text.length > LIMITS.configFile.value) throw new FormatError('limit', `${text.length} characters of XML, more than ${LIMITS.configFile.value}`)
  const builder = new TreeBuilder(text)
  return builder.root()
}

/**
 * Bytes of an XML file as text: by its byte-order mark, else by the encoding its declaration names, else as UTF-8 (XML 1.0, appendix F). Throws
 * `parse-failed` on invalid bytes and `unsupported` on an encoding that is none of UTF-8, UTF-16 (with mark), US-ASCII, ISO-8859-1.
 */
export function xmlTextOf(bytes: Uint8Array): string {
  const start = latin1TextOf(bytes.subarray(0, 256))
  const declared = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(start)?.[1]?.toLowerCase() ?? 'utf-8'
  if (declared === 'utf-8' || declared === 'us-ascii' || declared === 'ascii') return textOf(bytes)
  if (declared === 'iso-8859-1' || declared === 'latin1') return latin1TextOf(bytes)
  throw new FormatError('unsupported', `the XML declares the encoding ${declared}, which is not read`)
}

/** An element and everything below it, in document order. */
export function* elementsOf(root: XmlElement): Generator<XmlElement> {
  const pending = [root]
  for (let element = pending.pop(); element !== undefined; element = pending.pop()) {
    yield element
    // Not by spreading: an element may have more children than a call takes arguments.
    for (const child of element.children.toReversed()) pending.push(child)
  }
}

/** Value of an attribute, or null when the element does not have it. */
export const attributeOf = (element: XmlElement, name: string): string | null =>
  element.attributes.find((attribute) => attribute.name === name)?.value ?? null

interface OpenElement extends LinePlace {
  readonly name: string
  readonly attributes: XmlAttribute[]
  readonly children: XmlElement[]
  text: string
}

/** Drives the parser over one text; positions come from offsets, since the parser reports where it is, not where a thing began. */
class TreeBuilder {
  readonly #text: string
  readonly #placeOf: (offset: number) => LinePlace
  readonly #open: OpenElement[] = []
  #attributes: XmlAttribute[] = []
  /** Offset behind the last thing seen within a start tag. */
  #seen = 0
  #root: XmlElement | null = null
  #hasDoctype = false

  constructor(text: string) {
    this.#text = text
    this.#placeOf = lineIndexOf(text)
  }

  root(): XmlElement {
    const parser = new SaxesParser({ xmlns: false })
    // What the parser says may quote a name after a colon; names of a damaged file can be anything.
    parser.on('error', (error) => this.#refuse('parse-failed', reasonIn(error.message), parser.position))
    parser.on('doctype', (doctype) => this.#doctype(doctype, parser.position))
    parser.on('opentagstart', (tag) => {
      this.#attributes = []
      this.#seen = parser.position - 1
      this.#push(tag.name, parser.position)
    })
    parser.on('attribute', (attribute) => this.#attribute(attribute.name, attribute.value, parser.position))
    parser.on('text', (text) => this.#append(text))
    parser.on('cdata', (text) => this.#append(text))
    parser.on('closetag', () => this.#pop())
    parser.write(this.#text).close()
    if (this.#root === null) return this.#refuse('parse-failed', 'there is no root element', this.#text.length)
    return this.#root
  }

  /** `position` is one behind the character that ended the name. */
  #push(name: string, position: number): void {
    const place = this.#placeOf(this.#text.lastIndexOf('<', position - 1))
    if (this.#open.length >= LIMITS.xmlDepth.value) this.#refuse('limit', `elements are nested deeper than ${LIMITS.xmlDepth.value}`, position)
    this.#open.push({ name, attributes: this.#attributes, children: [], text: '', ...place })
  }

  #attribute(name: string, value: string, position: number): void {
    if (this.#attributes.length >= LIMITS.xmlAttributes.value) {
      this.#refuse('limit', `an element has more than ${LIMITS.xmlAttributes.value} attributes`, position)
    }
    const start = this.#text.indexOf(name, this.#seen)
    this.#seen = position
    this.#attributes.push({ name, value, ...this.#placeOf(start) })
  }

  #append(text: string): void {
    const element = this.#open.at(-1)
    if (element !== undefined) element.text += text
  }

  #pop(): void {
    const element = this.#open.pop()
    if (element === undefined) return
    const parent = this.#open.at(-1)
    if (parent === undefined) this.#root = element
    else parent.children.push(element)
  }

  #doctype(doctype: string, position: number): void {
    if (this.#hasDoctype) this.#refuse('parse-failed', 'a second DOCTYPE', position)
    this.#hasDoctype = true
    if (!ALLOWED_DOCTYPE.test(doctype)) {
      this.#refuse('parse-failed', 'a DOCTYPE with declarations of its own is refused; only a public or system identifier is accepted', position)
    }
  }

  #refuse(kind: 'parse-failed' | 'limit', reason: string, offset: number): never {
    const { line, column } = this.#placeOf(Math.max(0, Math.min(offset, this.#text.length) - 1))
    throw new FormatError(kind, `${line}:${column}: ${reason}`)
  }
}

const ALLOWED_DOCTYPE = /^\s+[^\s[\]<>"']+(?:\s+(?:SYSTEM|PUBLIC\s+(?:"[^"<>[\]]*"|'[^'<>[\]]*'))\s+(?:"[^"<>[\]]*"|'[^'<>[\]]*'))?\s*$/

const reasonIn = (message: string): string =>
  message
    .replace(/^(?:\d+:\d+: )?/, '')
    .replace(/:[^]*$/, '')
    .replace(/\.$/, '')
