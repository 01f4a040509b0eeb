import { utimesSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import collector from '../../src/collectors/last-start.ts'
import { LIMITS } from '../../src/limits.ts'
import { collectedFrom } from '../support/tomcat-tree.ts'
import { treeOf } from '../support/trees.ts'

const banner = (time: string) =>
  `${time} INFO [main] org.apache.catalina.startup.VersionLoggerListener.log Server version name:   Apache Tomcat/10.1.60`
/** What is found in a log with these lines whose file was written at a time. */
const startIn = async (text: string, written: string) => {
  const root = treeOf({ 'logs/catalina.out': text })
  utimesSync(`${root}/logs/catalina.out`, new Date(written), new Date(written))
  return { root, value: (await collectedFrom(collector, { tomcat: root }, {})).value }
}
const at = (time: string): number => Date.parse(time)

describe('last-start', () => {
  it('takes the zone from the time of the file', async () => {
    const { root, value } = await startIn(
      `first\n${banner('15-Jan-2026 10:01:12.114')}\n15-Jan-2026 10:01:44.902 INFO [main] started\n\tat somewhere\n`,
      '2026-01-15T04:31:45Z',
    )
    expect(value).toEqual({
      start: {
        path: `${root}/logs/catalina.out`,
        line: 2,
        time: '15-Jan-2026 10:01:12.114',
        between: { earliest: at('2026-01-15T04:31:12Z'), latest: at('2026-01-15T04:31:12Z') },
      },
      unknown: null,
    })
  })

  it('allows for summer time where the log goes on for weeks', async () => {
    const { value } = await startIn(`${banner('15-Jan-2026 10:00:00.000')}\n15-Jul-2026 10:00:00.000 INFO x\n`, '2026-07-15T08:00:00Z')
    expect(value.start?.between).toEqual({ earliest: at('2026-01-15T07:00:00Z'), latest: at('2026-01-15T09:00:00Z') })
  })

  it('knows only the day or so where the file was written at another time than its last line', async () => {
    const { value } = await startIn(`${banner('15-Jan-2026 10:00:00.000')}\n`, '2026-01-15T10:07:00Z')
    expect(value.start?.between).toEqual({ earliest: at('2026-01-14T20:00:00Z'), latest: at('2026-01-15T22:00:00Z') })
    const copied = await startIn(`${banner('15-Jan-2026 10:00:00.000')}\n`, '2026-03-01T10:00:00Z')
    expect(copied.value.start?.between).toEqual({ earliest: at('2026-01-14T20:00:00Z'), latest: at('2026-01-15T22:00:00Z') })
  })

  it('says that a month is not understood, and that there is no log', async () => {
    const { value } = await startIn(`${banner('15-Mai-2026 10:00:00.000')}\n`, '2026-05-15T10:00:00Z')
    expect(value.start).toMatchObject({ time: '15-Mai-2026 10:00:00.000', between: null })
    expect((await startIn('nothing of a start\n', '2026-05-15T10:00:00Z')).value).toMatchObject({
      start: null,
      unknown: expect.stringContaining('no log'),
    })
  })

  it('trusts no older log when the beginning of a newer one was not read', async () => {
    const root = treeOf({
      'logs/catalina.out': 'x\n'.repeat(LIMITS.logTail.value / 2 + 10),
      'logs/catalina.2026-01-15.log': `${banner('15-Jan-2026 10:00:00.000')}\n`,
    })
    utimesSync(`${root}/logs/catalina.2026-01-15.log`, 1_000, 1_000)
    expect((await collectedFrom(collector, { tomcat: root }, {})).value).toMatchObject({
      start: null,
      unknown: expect.stringContaining(`${root}/logs/catalina.out`),
    })
  })
})
