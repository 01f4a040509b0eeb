import { describe, expect, it } from 'vitest'
import { lastLocalTimeIn, localTimeIn } from '../../src/formats/log-time.ts'

describe('localTimeIn', () => {
  it.for([
    ['15-Jan-2026 10:01:12.114 INFO [main] x', '2026-01-15T10:01:12Z'],
    ['5-Dec-2026 00:00:00 x', '2026-12-05T00:00:00Z'],
    ['2026-01-15 10:01:12,114 x', '2026-01-15T10:01:12Z'],
    ['2026-01-15T10:01:12Z x', '2026-01-15T10:01:12Z'],
    ['Jan 15, 2026 12:01:12 AM org.apache', '2026-01-15T00:01:12Z'],
    ['January 15, 2026 12:01:12 PM org.apache', '2026-01-15T12:01:12Z'],
    ['Jan 15, 2026 10:01:12 PM org.apache', '2026-01-15T22:01:12Z'],
  ] as const)('%s', ([line, time]) => expect(localTimeIn(line)).toBe(Date.parse(time)))

  it.for(['15-Mai-2026 10:01:12', '15-Jan-2026 25:01:12', '2026-13-01 10:00:00', '2026-00-01 10:00:00', ' 2026-01-01 10:00:00', '\tat x', ''])(
    'nothing in "%s"',
    (line) => expect(localTimeIn(line)).toBeNull(),
  )

  it('the last of a text is that of the last line that has one', () => {
    expect(lastLocalTimeIn('2026-01-15 10:00:00 a\r\n2026-01-15 11:00:00 b\r\n\tat x\r\n')).toBe(Date.parse('2026-01-15T11:00:00Z'))
    expect(lastLocalTimeIn('no time\n')).toBeNull()
  })
})
