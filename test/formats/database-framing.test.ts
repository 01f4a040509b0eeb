import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FormatError } from '../../src/formats/format-error.ts'
import { MysqlPackets, offersTls } from '../../src/formats/mysql-packets.ts'
import { PostgresMessages } from '../../src/formats/postgres-messages.ts'
import * as my from '../servers/scripted-mysql.ts'
import * as pg from '../servers/scripted-postgres.ts'

/** What databases send is cut into the same messages however it arrives, and whatever it is, it is cut, or refused as what it is. */
const LIMIT = 64 * 1024

interface Conversation {
  readonly framing: () => { readonly take: (chunk: Buffer) => readonly { readonly bytes: Buffer }[] }
  readonly bytes: Buffer
}

const CONVERSATIONS: Readonly<Record<string, Conversation>> = {
  PostgreSQL: {
    framing: () => new PostgresMessages(LIMIT),
    bytes: Buffer.concat([
      pg.LOGGED_IN,
      pg.answered('SELECT 1', () => ({
        names: ['a', 'is b'],
        rows: [
          ['x', 't'],
          [null, null],
          ['', 'f'],
        ],
      })),
      pg.problem('42501'),
      pg.ready(),
    ]),
  },
  MySQL: {
    framing: () => new MysqlPackets(LIMIT),
    bytes: Buffer.concat([my.packet(0, my.greeting(true)), my.packet(2, my.OK), my.prepared(2), my.executed({ names: ['a'], rows: [['x'], ['']] })]),
  },
}

/** A conversation in pieces of these lengths, over and over. */
const piecesOf = (bytes: Buffer, lengths: readonly number[]): readonly Buffer[] => {
  const pieces: Buffer[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1
    pieces.push(bytes.subarray(at, at + length))
    at += length
  }
  return pieces
}

const taken = ({ framing, bytes }: Conversation, lengths: readonly number[]): readonly string[] => {
  const one = framing()
  return piecesOf(bytes, lengths).flatMap((piece) => one.take(piece).map((message) => message.bytes.toString('hex')))
}

describe.each(Object.entries(CONVERSATIONS))('%s', (_name, conversation) => {
  test('the same messages, however they arrive', () => {
    const whole = taken(conversation, [conversation.bytes.length])
    expect(whole.join('')).toBe(conversation.bytes.toString('hex'))
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }), (lengths) => {
        expect(taken(conversation, lengths)).toEqual(whole)
      }),
    )
  })

  test('anything is cut, or refused as what it is', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.integer({ min: 0, max: conversation.bytes.length }), (noise, at) => {
        const framing = conversation.framing()
        const bytes = Buffer.concat([conversation.bytes.subarray(0, at), noise, conversation.bytes.subarray(at)])
        try {
          const messages = piecesOf(bytes, [7, 100]).flatMap((piece) => framing.take(piece))
          expect(
            bytes.subarray(
              0,
              messages.reduce((sum, message) => sum + message.bytes.length, 0),
            ),
          ).toEqual(Buffer.concat(messages.map((message) => message.bytes)))
        } catch (error) {
          if (!(error instanceof FormatError)) throw error
          expect(['parse-failed', 'limit']).toContain(error.kind)
        }
      }),
      { numRuns: 500 },
    )
  })
})

test.each([
  ['a type of COPY', pg.message('G', 'x'), 'parse-failed'],
  ['a length of less than itself', Buffer.from('Z\0\0\0\x03I'), 'parse-failed'],
  ['a length beyond the limit', Buffer.from([0x44, 0x7f, 0xff, 0xff, 0xff]), 'limit'],
  ['a row with a value beyond its end', pg.message('D', pg.int16(1), 5, 'x'), 'parse-failed'],
  ['a row with a value of a negative length', pg.message('D', pg.int16(1), -2), 'parse-failed'],
  ['a row with something behind its values', pg.message('D', pg.int16(1), 1, 'xy'), 'parse-failed'],
  ['a row that is no UTF-8', pg.row([Buffer.from([0xc3])]), 'parse-failed'],
  ['a column without an end', pg.message('T', pg.int16(1), 'name'), 'parse-failed'],
  ['an error without an end', pg.message('E', 'Sx'), 'parse-failed'],
  ['a setting without a value', pg.message('S', 'name\0'), 'parse-failed'],
  ['an authentication request of nothing', pg.message('R'), 'parse-failed'],
])('PostgreSQL: %s', (_what, bytes, kind) => {
  expect(() => new PostgresMessages(LIMIT).take(bytes)).toThrow(expect.objectContaining({ kind }))
})

test('MySQL: a packet that goes on in the next is too long, whatever the limit', () => {
  expect(() => new MysqlPackets(Infinity).take(Buffer.from([0xff, 0xff, 0xff, 0]))).toThrow(expect.objectContaining({ kind: 'limit' }))
})

test('MySQL: whether a greeting offers TLS', () => {
  expect(offersTls(my.greeting(true))).toBe(true)
  expect(offersTls(my.greeting(false))).toBe(false)
  for (const bytes of [Buffer.alloc(0), Buffer.from([9, 0]), Buffer.from([10, 0x35, 0]), Buffer.from('HTTP/1.1')])
    expect(() => offersTls(bytes)).toThrow(expect.objectContaining({ kind: 'parse-failed' }))
})
