import { choice, object } from '../../../src/api.ts'

/** To find duplicates a table is sorted, which one does not do to a large table of a server in use unless told to. */
export const LARGE_TABLES = object({
  largeTables: choice(['skip', 'ask'], '`ask`: look for duplicates in tables of more than a million rows as well'),
})
