import { styleText } from 'node:util'
import type { Screen } from './outputs.ts'

const DEFAULT_WIDTH = 100

/** How the terminal is used, from flags and environment: NO_COLOR, FORCE_COLOR, --no-color, width, locale. Everything but the report goes to standard error. */
export const screenOf = (flags: { readonly verbose: boolean; readonly quiet: boolean; readonly 'no-color': boolean }): Screen => ({
  // styleText knows NO_COLOR, FORCE_COLOR and terminals; what it leaves plain is not to be coloured.
  color: !flags['no-color'] && styleText('red', 'x', { stream: process.stdout }) !== 'x',
  width: process.stdout.columns ?? DEFAULT_WIDTH,
  verbose: flags.verbose,
  quiet: flags.quiet,
  ascii: process.stdout.isTTY && !/utf-?8/i.test(process.env['LC_ALL'] ?? process.env['LC_CTYPE'] ?? process.env['LANG'] ?? ''),
  say: (text) => void process.stderr.write(`${text}\n`),
})
