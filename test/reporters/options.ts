import type { RenderOptions } from '../../src/reporters/reporter.ts'

/** A terminal of 100 columns without colour. */
export const PLAIN: RenderOptions = { color: false, width: 100, verbose: false, quiet: false, ascii: false }
