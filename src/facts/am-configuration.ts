import { defineFact } from '../core/fact.ts'
import { choice, integer, nullable, object, text, volatile } from '../core/schema.ts'

/** Whether a configuration directory is there, and of which kind. */
export const amConfiguration = defineFact({
  id: 'am-configuration',
  title: 'The AM configuration directory: there or not, file-based or classic',
  params: object({ which: choice(['current', 'old'], "the plan's config, or its oldConfig") }),
  value: object({
    path: text('as the plan names it'),
    resolved: text('where links lead; the same when there is none'),
    state: choice(['absent', 'empty', 'present']),
    form: nullable(choice(['file-based', 'classic', 'unknown']), 'null: nothing is there'),
    entries: volatile(integer('entries at the top of it', 0)),
  }),
})
