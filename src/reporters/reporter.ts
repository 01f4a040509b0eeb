import type { Report } from '../core/report.ts'

/** How the reader sees the text. Decided by commands/ (flags, NO_COLOR, terminal, locale), so that a reporter stays a pure function. */
export interface RenderOptions {
  readonly color: boolean
  /** Columns of the terminal; 100 where there is none. */
  readonly width: number
  readonly verbose: boolean
  readonly quiet: boolean
  /** Only ASCII: for terminals and locales without UTF-8. */
  readonly ascii: boolean
}

/** Report model to text: a projection, which decides nothing (DESIGN §2, law 2). The text ends with a newline. */
export interface Reporter {
  readonly name: string
  readonly title: string
  readonly render: (report: Report, options: RenderOptions) => string
}
