import { FactError } from '../../core/fact-error.ts'
import { FormatError } from '../../formats/format-error.ts'

/** What `read` makes of the content of a file; a FormatError becomes the FactError that names the file. */
export const understood = <T>(path: string, read: () => T): T => {
  try {
    return read()
  } catch (error) {
    if (error instanceof FormatError) throw new FactError(error.kind, `${path}: ${error.message}`)
    throw error
  }
}
