import { inflateRawSync } from 'node:zlib'

/**
 * A second reading of archives, written apart from the scanner and without any of its short cuts: the whole archive in memory, every entry inflated by
 * itself, every constant pool parsed, every text searched. Slow, and the judge of what the scanner finds in healthy archives.
 */
export interface ExhaustiveFindings {
  /** `chain!/entry kind name`, sorted. */
  readonly references: readonly string[]
  readonly classes: number
}

export function exhaustiveScan(archive: Buffer, prefixes: readonly string[]): ExhaustiveFindings {
  const found = new Set<string>()
  let classes = 0
  const visit = (bytes: Buffer, chain: readonly string[]): void => {
    for (const { name, content } of entriesOf(bytes)) {
      const place = [...chain, name].join('!/')
      if (!name.endsWith('/')) for (const hit of hitsInFileName(name, prefixes)) found.add(`${place} ${hit}`)
      if (content.subarray(0, 4).equals(Buffer.from('PK\x03\x04')) || /\.(jar|war|ear|zip)$/.test(name)) visit(content, [...chain, name])
      else if (content.length >= 10 && content.readUInt32BE(0) === 0xcafebabe && content.readUInt16BE(6) >= 45) {
        classes += 1
        for (const hit of hitsInClass(content, prefixes)) found.add(`${place} ${hit}`)
      } else for (const hit of hitsInText(name, content, prefixes)) found.add(`${place} ${hit}`)
    }
  }
  visit(archive, [])
  return { references: [...found].sort(), classes }
}

/** The entries of an archive, each inflated by itself. */
export function entriesOf(bytes: Buffer): { readonly name: string; readonly content: Buffer }[] {
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06'))
  const count = bytes.readUInt16LE(end + 10)
  const size = bytes.readUInt32LE(end + 12)
  if (bytes.subarray(end - 20, end - 16).equals(Buffer.from('PK\x06\x07'))) {
    const wide = bytes.lastIndexOf(Buffer.from('PK\x06\x06'), end)
    const count = Number(bytes.readBigUInt64LE(wide + 32))
    const size = Number(bytes.readBigUInt64LE(wide + 40))
    return walked(bytes, wide - size, count, wide - size - Number(bytes.readBigUInt64LE(wide + 48)))
  }
  return walked(bytes, end - size, count, end - size - bytes.readUInt32LE(end + 16))
}

function walked(bytes: Buffer, directory: number, count: number, shift: number): { readonly name: string; readonly content: Buffer }[] {
  const entries = []
  let at = directory
  for (let index = 0; index < count; index++) {
    const nameLength = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const local = bytes.readUInt32LE(at + 42) + shift
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(start, start + bytes.readUInt32LE(at + 20))
    entries.push({ name, content: bytes.readUInt16LE(at + 10) === 0 ? packed : inflateRawSync(packed) })
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return entries
}

const isWord = (character: string | undefined): boolean => character !== undefined && /[A-Za-z0-9_$]/.test(character)

/** All places where a prefix stands as a whole name (rule R1), by trying every character; a constant may begin with a slash. */
function namesIn(text: string, prefixes: readonly string[], constant = false): string[] {
  const names = []
  for (let at = 0; at < text.length; at++) {
    for (const prefix of prefixes) {
      if (text[at] !== prefix[0]) continue
      const piece = text.slice(at, at + prefix.length)
      if (piece.replaceAll('/', '.') !== prefix || isWord(text[at + prefix.length])) continue
      const before = text.slice(0, at)
      const resource = constant && before === '/' && !piece.includes('.') && text[at + prefix.length] === '/'
      const plain = before.endsWith('Packages.') ? before.slice(0, -'Packages.'.length) : before
      const last = plain.at(-1)
      if (!resource && (isWord(last) || last === '.' || last === '/' || last === '-')) continue
      let end = at + prefix.length
      for (;;) {
        const more = /^[./][A-Za-z0-9_$]+/.exec(text.slice(end, end + 400))
        if (more === null) break
        end += more[0].length
      }
      if (text.startsWith('.*', end)) end += 2
      names.push(text.slice(at, end).replaceAll('/', '.').slice(0, 200))
    }
  }
  return names
}

/** Names of types in a descriptor or signature (rule R2). */
function typesIn(text: string, prefixes: readonly string[]): string[] {
  const names = []
  for (let at = text.indexOf('L'); at !== -1; at = text.indexOf('L', at + 1)) {
    if (at > 0 && !'[(<:;+*-BCDFIJSZ)'.includes(text[at - 1] ?? '')) continue
    const name = /^[A-Za-z0-9_$/]*/.exec(text.slice(at + 1))?.[0] ?? ''
    const follower = text[at + 1 + name.length]
    for (const prefix of prefixes) {
      const slashed = prefix.replaceAll('.', '/')
      const next = name === slashed ? follower : name[slashed.length]
      if (name.startsWith(slashed) && next !== undefined && '/;<.'.includes(next)) names.push(name.slice(0, 200).replaceAll('/', '.'))
    }
  }
  return names
}

/** The constant pool of a class file: its texts, by index, and what classes, strings and descriptors refer to which. */
function poolOf(bytes: Buffer) {
  const count = bytes.readUInt16BE(8)
  const texts = new Map<number, string>()
  const used = { class: new Map<number, number>(), string: new Set<number>(), descriptor: new Set<number>() }
  let at = 10
  for (let index = 1; index < count; index++) {
    const tag = bytes[at] ?? 0
    const u2 = (offset: number): number => bytes.readUInt16BE(at + offset)
    if (tag === 1) texts.set(index, bytes.toString('latin1', at + 3, at + 3 + u2(1)))
    if (tag === 7) used.class.set(index, u2(1))
    if (tag === 8) used.string.add(u2(1))
    if (tag === 12) used.descriptor.add(u2(3))
    if (tag === 16) used.descriptor.add(u2(1))
    if (tag === 1) at += 3 + u2(1)
    else if ([3, 4, 9, 10, 11, 12, 17, 18].includes(tag)) at += 5
    else if (tag === 5 || tag === 6) {
      at += 9
      index++
    } else if ([7, 8, 16, 19, 20].includes(tag)) at += 3
    else if (tag === 15) at += 4
    else throw new Error(`constant ${index} has tag ${tag}`)
  }
  return { texts, used, end: at }
}

/** All texts in the constant pool of a class file. */
export const constantTextsOf = (bytes: Buffer): readonly string[] => [...poolOf(bytes).texts.values()]

function hitsInClass(bytes: Buffer, prefixes: readonly string[]): string[] {
  const { texts, used, end } = poolOf(bytes)
  const nameOf = (place: number): string => texts.get(used.class.get(bytes.readUInt16BE(place)) ?? 0) ?? ''
  const own = nameOf(end + 2)
  const parent = nameOf(end + 4)
  if (prefixes.some((prefix) => own.replaceAll('/', '.') === prefix || own.replaceAll('/', '.').startsWith(`${prefix}.`)))
    return [`defines ${own.replaceAll('/', '.')}`]
  const isClass = new Set(used.class.values())
  const hits: string[] = []
  for (const [index, text] of texts) {
    const whole = (): string[] => namesIn(text, prefixes, true)
    if (isClass.has(index)) hits.push(...whole().map((name) => `${text === parent ? 'extends' : 'class'} ${name}`))
    const plain = !isClass.has(index) && !used.descriptor.has(index)
    if (used.string.has(index) || plain) hits.push(...whole().map((name) => `string ${name}`))
    const onlyString = used.string.has(index) && plain
    if (!onlyString) hits.push(...typesIn(text, prefixes).map((name) => `descriptor ${name}`))
  }
  return hits
}

function hitsInFileName(name: string, prefixes: readonly string[]): string[] {
  const service = /(^|\/)META-INF\/services\/[^/]+$/.test(name)
  return namesIn(name.split('/').at(-1) ?? '', prefixes).map((found) => `${service ? 'service-name' : 'name'} ${found}`)
}

/** Names in anything else, without telling kinds of text apart. */
function hitsInText(name: string, content: Buffer, prefixes: readonly string[]): string[] {
  const utf16 = content[0] === 0xff && content[1] === 0xfe
  if (!utf16 && content.subarray(0, 8192).includes(0)) {
    const text = content.toString('latin1')
    return [...namesIn(text, prefixes), ...typesIn(text, prefixes)].map((found) => `binary ${found}`)
  }
  const text = utf16 ? content.toString('utf16le') : content.toString('latin1')
  const manifest = /(^|\/)META-INF\/[^/]+\.(MF|SF)$/i.test(name)
  const joined = manifest
    ? text.replace(/(\r\n|\r|\n) /g, '')
    : text
        .replaceAll('\\/', '/')
        .replaceAll(/\\u002e/gi, '.')
        .replaceAll(/\\u002f/gi, '/')
  const scripts = name.endsWith('.json') ? scriptsIn(text) : []
  return [joined, ...scripts].flatMap((part) => namesIn(part, prefixes)).map((found) => `text ${found}`)
}

/** What the members `script` of a JSON document encode; nothing where it is no JSON. */
function scriptsIn(text: string): string[] {
  const found: string[] = []
  try {
    JSON.parse(text, (key, value: unknown) => {
      const script = Array.isArray(value) ? value.join('') : value
      if (key === 'script' && typeof script === 'string' && Buffer.from(script, 'base64').toString('base64') === script)
        found.push(Buffer.from(script, 'base64').toString('latin1'))
      return value
    })
  } catch {
    return []
  }
  return found
}
