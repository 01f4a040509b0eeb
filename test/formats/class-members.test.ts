import { describe, expect, it } from 'vitest'
import { classOf, type ClassInput, type MemberInput } from '../../fixtures/archives/class-writer.ts'
import { classReferencesOf } from '../../src/formats/class-references.ts'
import { PackageMatcher } from '../../src/formats/package-references.ts'
import { JAVAX } from '../support/archive-scans.ts'

const MATCHER = new PackageMatcher(JAVAX)
const COOKIE = 'javax/servlet/http/Cookie'

/** References as `kind Name member`. */
const linesOf = (bytes: Buffer): readonly string[] =>
  classReferencesOf(bytes, MATCHER).map(({ kind, name, member }) => `${kind} ${name.split('.').at(-1)} ${member ?? '-'}`)
const linesIn = (input: Partial<ClassInput>): readonly string[] => linesOf(classOf({ name: 'com/acme/A', ...input }))

const method = (more: Partial<MemberInput>): MemberInput => ({ name: 'service', descriptor: '()V', ...more })

describe('the member that refers', () => {
  it.for<{ readonly name: string; readonly members: readonly MemberInput[]; readonly told: readonly string[] }>([
    { name: 'a field by its type', members: [{ name: 'cookie', descriptor: `L${COOKIE};` }], told: ['descriptor Cookie cookie'] },
    {
      name: 'a field by its generic type',
      members: [{ name: 'all', descriptor: 'Ljava/util/List;', signature: `Ljava/util/List<L${COOKIE};>;` }],
      told: ['descriptor Cookie all'],
    },
    { name: 'a method by its descriptor', members: [method({ descriptor: `(IL${COOKIE};)V` })], told: ['descriptor Cookie service()'] },
    { name: 'a method by what it throws', members: [method({ throws: [COOKIE] })], told: ['class Cookie service()'] },
    { name: 'code that creates', members: [method({ code: [{ create: COOKIE }] })], told: ['class Cookie service()'] },
    { name: 'code that catches', members: [method({ code: [{ catch: COOKIE }] })], told: ['class Cookie service()'] },
    {
      name: 'code that loads a string, in the second method',
      members: [method({ name: '<init>', code: [{ load: 'x' }] }), method({ code: [{ load: 'y' }, { load: 'javax.servlet.Filter' }] })],
      told: ['string Filter service()'],
    },
    {
      name: 'code that calls',
      members: [method({ code: [{ call: { of: COOKIE, descriptor: '()Ljavax/servlet/Filter;' } }] })],
      told: ['class Cookie service()', 'descriptor Filter service()'],
    },
    {
      name: 'the first of several',
      members: [method({ name: 'second', code: [{ create: COOKIE }] }), method({ descriptor: `(L${COOKIE};)V` }), { name: 'f', descriptor: 'I' }],
      told: ['class Cookie second()', 'descriptor Cookie service()'],
    },
  ])('$name', ({ members, told }) => {
    expect(linesIn({ members })).toEqual(told)
  })

  it('is none where the class itself refers, or nothing that is known', () => {
    expect(linesIn({ superName: COOKIE, members: [method({ code: [{ load: 'x' }] })] })).toEqual(['extends Cookie -'])
    expect(linesIn({ texts: [`L${COOKIE};`], members: [method({})] })).toEqual(['descriptor Cookie -'])
  })

  it('is printable and short, whatever it is called', () => {
    const told = linesIn({ members: [{ name: `a\u001b[31m${'\u{10ffff}'.repeat(300)}`, descriptor: `L${COOKIE};` }] })
    expect(told).toHaveLength(1)
    expect(told[0]).toMatch(/^descriptor Cookie a\\x1b\[31m/)
    expect(told[0]?.length).toBeLessThan(1024)
  })

  it('is left open where a class file is damaged behind its pool, and the reference is told all the same', () => {
    const bytes = classOf({
      name: 'com/acme/A',
      members: [{ name: 'cookie', descriptor: `L${COOKIE};` }, method({ code: [{ create: COOKIE }, { load: 'javax.servlet.Filter' }] })],
    })
    const references = (some: readonly string[]): readonly string[] => some.map((line) => line.replace(/ \S+$/, ''))
    const whole = linesOf(bytes)
    expect(whole).toEqual(['descriptor Cookie cookie', 'class Cookie service()', 'string Filter service()'])
    // Where the pool ends, by cutting until it is told as cut.
    let end = bytes.length
    for (; ; end--) {
      try {
        expect(references(linesOf(bytes.subarray(0, end)))).toEqual(references(whole))
      } catch (error) {
        expect(String(error)).toContain('right behind its constant pool')
        break
      }
    }
    expect(end).toBeLessThan(bytes.length - 50)
    for (let at = end + 1; at < bytes.length; at++) {
      const altered = Buffer.from(bytes)
      altered[at] = (altered[at] ?? 0) ^ 0xff
      let told: readonly string[] = []
      try {
        told = linesOf(altered)
      } catch (error) {
        expect(String(error)).toContain('does not name its class')
        continue
      }
      expect(references(told).length).toBe(whole.length)
    }
  })

  it('is looked for in bounded time, however attributes overlap and constants refer to themselves', () => {
    const bytes = classOf({ name: 'com/acme/A', classes: [COOKIE], texts: ['Code'] })
    const code = bytes.indexOf(COOKIE) + COOKIE.length + 3
    expect(bytes.toString('latin1', code + 3, code + 7)).toBe('Code')
    // One method of many attributes "Code" (constant 7), each stating code that reaches to the end of the file, lengths hidden by goto_w (c8).
    const attributes = Array.from({ length: MANY }, (_, index) => {
      const attribute = Buffer.from('000700000008000000c800000000', 'hex')
      attribute.writeUInt32BE((MANY - 1 - index) * attribute.length, 10)
      return attribute
    })
    const method = Buffer.from('0001000100070007', 'hex')
    const count = Buffer.alloc(2)
    count.writeUInt16BE(MANY)
    const overlapping = Buffer.concat([bytes.subarray(0, -4), method, count, ...attributes, Buffer.alloc(4)])
    // Constant 8, a Methodref of itself and itself, called by one method.
    const cyclic = classOf({ name: 'com/acme/A', classes: [COOKIE], members: [calling('service')] })
    const at = cyclic.indexOf(Buffer.from([11, 0]))
    cyclic.writeUInt16BE(indexOf(cyclic, at), at + 1)
    cyclic.writeUInt16BE(indexOf(cyclic, at), at + 3)
    const begun = process.cpuUsage()
    expect(linesOf(overlapping)).toEqual(['class Cookie -'])
    expect(linesOf(cyclic)).toEqual(['class Cookie -'])
    expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(5)
  })
})

const MANY = 30_000

const calling = (name: string): MemberInput => ({ name, descriptor: '()V', code: [{ call: { of: 'x/Y', descriptor: '()V' } }] })

/** The index of the constant that begins at an offset. */
const indexOf = (bytes: Buffer, offset: number): number => {
  let index = 1
  for (let at = 10; at < offset; index++) at += bytes[at] === 1 ? 3 + bytes.readUInt16BE(at + 1) : bytes[at] === 7 || bytes[at] === 8 ? 3 : 5
  return index
}
