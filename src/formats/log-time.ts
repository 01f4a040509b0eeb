const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/**
 * The time that a line of Tomcat's log begins with, in milliseconds as if its local time were UTC: the log does not say its time zone. Null when it begins
 * with none, or with a month in another language than English. Formats: juli OneLineFormatter (`15-Jan-2026 10:01:12.114`), java.util.logging
 * SimpleFormatter (`Jan 15, 2026 10:01:12 AM`), and ISO 8601, which many configure.
 */
export const localTimeIn = (line: string): number | null => {
  const oneLine = /^(\d{1,2})-([A-Za-z]{3})\.?-(\d{4}) (\d{2}):(\d{2}):(\d{2})/.exec(line)
  if (oneLine !== null) return timeOf(oneLine[3], monthOf(oneLine[2]), oneLine[1], oneLine[4], oneLine[5], oneLine[6])
  const iso = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2}):(\d{2})/.exec(line)
  if (iso !== null) return timeOf(iso[1], Number(iso[2]), iso[3], iso[4], iso[5], iso[6])
  const simple = /^([A-Za-z]{3})[a-z]*\.? (\d{1,2}), (\d{4}) (\d{1,2}):(\d{2}):(\d{2}) ?([AP])M/i.exec(line)
  if (simple === null) return null
  const hour = (Number(simple[4]) % 12) + (simple[7]?.toUpperCase() === 'P' ? 12 : 0)
  return timeOf(simple[3], monthOf(simple[1]), simple[2], String(hour), simple[5], simple[6])
}

/** The last time that a line of a text begins with; null when none does. */
export const lastLocalTimeIn = (text: string): number | null => {
  for (const line of text.split(/\r\n|\r|\n/).reverse()) {
    const time = localTimeIn(line)
    if (time !== null) return time
  }
  return null
}

/** 1 to 12; 0 for what is no English month. */
const monthOf = (name: string | undefined): number => MONTHS.indexOf((name ?? '').toLowerCase().slice(0, 3)) + 1

const timeOf = (year?: string, month = 0, ...rest: readonly (string | undefined)[]): number | null => {
  const [day = 0, hour = 0, minute = 0, second = 0] = rest.map(Number)
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null
  return Date.UTC(Number(year), month - 1, day, hour, minute, second)
}
