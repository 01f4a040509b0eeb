import type { Reporter } from './reporter.ts'

/** Every reporter by name, with what `list reporters` says of it. Loaded only when used, so that `--help` loads none. */
export const REPORTERS = [
  {
    name: 'table',
    title: 'for people at a terminal: worst first, with what to do',
    load: async (): Promise<Reporter> => (await import('./table.ts')).tableReporter,
  },
  {
    name: 'json',
    title: 'the whole report, for machines and for `render`',
    load: async (): Promise<Reporter> => (await import('./json.ts')).jsonReporter,
  },
  { name: 'junit', title: 'JUnit XML, for CI systems', load: async (): Promise<Reporter> => (await import('./junit.ts')).junitReporter },
] as const

export type ReporterName = (typeof REPORTERS)[number]['name']

/** The reporter of a name; null when there is none. */
export const loadReporter = async (name: string): Promise<Reporter | null> => {
  const entry = REPORTERS.find((reporter) => reporter.name === name)
  return entry === undefined ? null : entry.load()
}
