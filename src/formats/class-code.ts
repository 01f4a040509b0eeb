/**
 * Bytes of each instruction by its opcode, itself included (JVMS 25, 6.5): a digit each; `0`: its length varies or there is no such instruction.
 */
const LENGTHS =
  // 0x00 nop to 0x0f dconst_1, 0x10 bipush to 0x14 ldc2_w, 0x15 iload to 0x19 aload, 0x1a to 0x35.
  `${'1'.repeat(16)}23233${'2'.repeat(5)}${'1'.repeat(28)}` +
  // 0x36 istore to 0x3a astore, 0x3b to 0x83, 0x84 iinc, 0x85 to 0x98.
  `${'2'.repeat(5)}${'1'.repeat(73)}3${'1'.repeat(20)}` +
  // 0x99 ifeq to 0xa8 jsr, 0xa9 ret, 0xaa tableswitch, 0xab lookupswitch, 0xac to 0xb1, 0xb2 getstatic to 0xb8 invokestatic.
  `${'3'.repeat(16)}200${'1'.repeat(6)}${'3'.repeat(7)}` +
  // 0xb9 invokeinterface, 0xba invokedynamic, 0xbb new, 0xbc newarray, 0xbd anewarray, 0xbe, 0xbf, 0xc0 checkcast, 0xc1 instanceof, 0xc2, 0xc3, 0xc4 wide.
  '553231133110' +
  // 0xc5 multianewarray, 0xc6 ifnull, 0xc7 ifnonnull, 0xc8 goto_w, 0xc9 jsr_w.
  '43355'

const LDC = 0x12
const TABLE_SWITCH = 0xaa
const LOOKUP_SWITCH = 0xab
const WIDE = 0xc4
const IINC = 0x84

/** Whether an instruction begins with the index of a constant of two bytes. */
const namesConstant = (opcode: number): boolean =>
  opcode === 0x13 || opcode === 0x14 || (opcode >= 0xb2 && opcode <= 0xbb) || opcode === 0xbd || opcode === 0xc0 || opcode === 0xc1 || opcode === 0xc5

/** Indices of the constants that the instructions between two offsets name, in their order; ends at one that is not known. Throws RangeError behind the bytes. */
export function* codeConstantsOf(bytes: Buffer, start: number, end: number): Generator<number> {
  for (let at = start; at < end;) {
    const opcode = bytes.readUInt8(at)
    if (opcode === LDC) yield bytes.readUInt8(at + 1)
    else if (namesConstant(opcode)) yield bytes.readUInt16BE(at + 1)
    const length = lengthAt(bytes, at, start)
    if (length <= 0) return
    at += length
  }
}

function lengthAt(bytes: Buffer, at: number, start: number): number {
  const opcode = bytes.readUInt8(at)
  if (opcode === WIDE) return bytes.readUInt8(at + 1) === IINC ? 6 : 4
  if (opcode !== TABLE_SWITCH && opcode !== LOOKUP_SWITCH) return Number(LENGTHS[opcode] ?? 0)
  // The operands begin at a multiple of four from the start of the code.
  const operands = at + 4 - ((at - start) % 4)
  const size =
    opcode === LOOKUP_SWITCH ? 8 + 8 * bytes.readInt32BE(operands + 4) : 16 + 4 * (bytes.readInt32BE(operands + 8) - bytes.readInt32BE(operands + 4))
  return size < 8 ? 0 : operands - at + size
}
