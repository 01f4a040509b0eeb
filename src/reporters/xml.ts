import { printable } from './printable.ts'

/** An XML element: attributes in order, then child elements or one text. Foreign text may stand anywhere but in names. */
export interface Element {
  readonly name: string
  readonly attributes: readonly (readonly [name: string, value: string])[]
  readonly children: readonly Element[]
  readonly text: string | null
}

export const element = (name: string, attributes: Readonly<Record<string, string | number>>, content: readonly Element[] | string = []): Element => ({
  name,
  attributes: Object.entries(attributes).map(([key, value]) => [key, String(value)] as const),
  children: typeof content === 'string' ? [] : content,
  text: typeof content === 'string' ? content : null,
})

/** The document as text. What XML cannot hold is escaped visibly, as in every other output; newlines of a text stay. */
export const xmlDocument = (root: Element): string => `<?xml version="1.0" encoding="UTF-8"?>\n${[...linesOf(root, '')].join('\n')}\n`

function* linesOf({ name, attributes, children, text }: Element, indent: string): Generator<string> {
  const open = `${indent}<${[name, ...attributes.map(([key, value]) => `${key}="${escaped(value)}"`)].join(' ')}`
  if (text !== null) yield `${open}>${text.split('\n').map(escaped).join('\n')}</${name}>`
  else if (children.length === 0) yield `${open}/>`
  else {
    yield `${open}>`
    for (const child of children) yield* linesOf(child, `${indent}  `)
    yield `${indent}</${name}>`
  }
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const escaped = (value: string): string => printable(value, Number.POSITIVE_INFINITY).replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
