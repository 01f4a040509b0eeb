import { defineCollector, known } from '../core/collector.ts'
import { FactError } from '../core/fact-error.ts'
import { lastStart } from '../facts/last-start.ts'
import { localTimeIn } from '../formats/log-time.ts'
import { containerNeeds, containerPathsOf } from './support/container-paths.ts'
import { lastStartOf, type LogTimes } from './support/last-start.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Time zones lie between UTC-12 and UTC+14, each a multiple of a quarter of an hour. */
const WEST = -12 * HOUR
const EAST = 14 * HOUR
const QUARTER = 15 * MINUTE

/** How far the time of a file may lie behind that of its last line, which is written at once. */
const WRITING = 2 * MINUTE

/** Within this time a change to or from summer time is not likely, and one hour either way beyond it. */
const SEASON = 7 * 24 * HOUR

export default defineCollector({
  fact: lastStart,
  type: 'pingam',
  needs: ({ fields }) => (containerPathsOf(fields, 'current') === null ? containerNeeds('current') : null),
  touches: ({ fields }) => {
    const paths = containerPathsOf(fields, 'current')
    return paths === null ? [] : [{ kind: 'tree', what: `${paths.base}/logs` }]
  },
  collect: async ({ files, target: { fields } }) => {
    const paths = containerPathsOf(fields, 'current')
    if (paths === null) throw new FactError('missing-evidence', `the plan names no ${containerNeeds('current')}`)
    const last = await lastStartOf(files, paths.base, [])
    if (last.path === null) return known({ start: null, unknown: last.unknown })
    const { path, start, log } = last
    if (log.cut.length > 0)
      return known({ start: null, unknown: `a later start may stand in the part of ${log.cut.join(', ')} that was too long to read` })
    const time = start.time?.slice(0, 64) ?? null
    return known({ start: { path, line: start.line, time, between: momentOf(time, log) }, unknown: null })
  },
})

/** Bounds of the moment that a local time means. The zone follows from the time of the file, which is that of its last line; where it does not, any zone counts. */
const momentOf = (time: string | null, { modifiedAt, lastLocalTime }: LogTimes): { earliest: number; latest: number } | null => {
  const local = time === null ? null : localTimeIn(time)
  if (local === null || lastLocalTime === null) return null
  const offset = Math.round((lastLocalTime - modifiedAt) / QUARTER) * QUARTER
  if (offset < WEST || offset > EAST || Math.abs(lastLocalTime - modifiedAt - offset) > WRITING)
    return { earliest: local - EAST, latest: local - WEST }
  const slack = lastLocalTime - local > SEASON ? HOUR : 0
  return { earliest: local - offset - slack, latest: local - offset + slack }
}
