import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A secret that nothing but a leak can bring into an output: by name, so that a leak says whose it is. */
export interface Canary {
  readonly name: string
  readonly value: string
}

/**
 * A strong password, the same in every run, that looks different in every encoding: XML, JSON, URLs, shells and YAML each escape something in it. The two
 * halves of hexadecimal digits are searched for by themselves, so that neither a half nor an encoding nobody thought of goes unseen.
 */
export const canary = (name: string): Canary => {
  const digits = createHash('sha256').update(`canary ${name}`).digest('hex')
  return { name, value: `${digits.slice(0, 20)}<&"'%/+ ?>${digits.slice(20, 40)}` }
}

/** The same of letters and digits only, for places whose syntax would have to be escaped. */
export const plainCanary = (name: string): Canary => ({
  name,
  value: `Kn4ry${createHash('sha256').update(`plain ${name}`).digest('hex').slice(0, 32)}`,
})

/** Bytes (a key) as a canary: searched for as they are, in hexadecimal and in base64. */
export interface ByteCanary {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Which canaries are in an output, in which encoding: `storepass (base64)`. */
export const leaksIn = (output: string | Uint8Array, canaries: readonly (Canary | ByteCanary)[]): readonly string[] => {
  const bytes = Buffer.from(output)
  return canaries.flatMap((one) =>
    [...formsOf(one)].filter(([, needle]) => needle.length >= SHORTEST && bytes.includes(needle)).map(([form]) => `${one.name} (${form})`),
  )
}

/** The same over every file below a directory, with the file. Throws when there is none: an empty directory has not been looked at. */
export const leaksBelow = (directory: string, canaries: readonly (Canary | ByteCanary)[]): readonly string[] => {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  if (files.length === 0) throw new Error(`${directory} holds no file to search`)
  return files.flatMap((entry) => {
    const path = join(entry.parentPath, entry.name)
    return leaksIn(readFileSync(path), canaries).map((leak) => `${path}: ${leak}`)
  })
}

/** Shorter needles occur by chance. */
const SHORTEST = 12

const formsOf = (one: Canary | ByteCanary): ReadonlyMap<string, Buffer> => {
  if ('bytes' in one) return byteForms('', Buffer.from(one.bytes))
  const text = (value: string): Buffer => Buffer.from(value, 'utf8')
  const json = JSON.stringify(one.value).slice(1, -1)
  return new Map([
    ...byteForms('', text(one.value)),
    ...byteForms('UTF-16LE ', Buffer.from(one.value, 'utf16le')),
    ...byteForms('UTF-16BE ', Buffer.from(one.value, 'utf16le').swap16()),
    ['first half', text(one.value.slice(0, 20))],
    ['second half', text(one.value.slice(-20))],
    ['URL', text(encodeURIComponent(one.value))],
    ['form', text(new URLSearchParams({ '': one.value }).toString().slice(1))],
    ['JSON', text(json)],
    ['JSON in JSON', text(JSON.stringify(json).slice(1, -1))],
    ['reversed', text(one.value.split('').reverse().join(''))],
  ])
}

const byteForms = (name: string, bytes: Buffer): ReadonlyMap<string, Buffer> => {
  const hex = bytes.toString('hex')
  // At the two other alignments the first and last characters depend on what stands beside.
  const shifted = [1, 2].map((shift) =>
    Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replaceAll('=', '')
      .slice(4, -2),
  )
  const base64 = [bytes.toString('base64').replaceAll('=', '').slice(0, -2), ...shifted]
  return new Map([
    [`${name}raw`, bytes],
    [`${name}hex`, Buffer.from(hex)],
    [`${name}HEX`, Buffer.from(hex.toUpperCase())],
    [`${name}hex with colons`, Buffer.from(hex.replaceAll(/..(?=.)/g, '$&:'))],
    ...base64.flatMap((form, index): [string, Buffer][] => [
      [`${name}base64 at ${index}`, Buffer.from(form)],
      [`${name}base64url at ${index}`, Buffer.from(form.replaceAll('+', '-').replaceAll('/', '_'))],
    ]),
  ])
}
