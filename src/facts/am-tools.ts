import { defineFact } from '../core/fact.ts'
import { anyOrder, choice, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'

/** Tools that come with AM. `ssoadm` stands for the administration tools: ssoadm, ampassword, amverifyarchive. */
export const AM_TOOLS = ['amster', 'config-upgrader', 'ssoadm', 'configurator', 'upgrade-tool'] as const

/** Tools of AM in and beside the places that the plan names. */
export const amTools = defineFact({
  id: 'am-tools',
  title: 'Command-line tools of AM in the home of its user and beside the tools that the plan names',
  value: object({
    looked: volatile(list(text('directory looked into'), undefined, 100)),
    unseen: anyOrder(list(text('directory beside the tools of the plan that lies outside the plan'), undefined, 100)),
    tools: keyedBy(
      list(
        object({
          kind: choice(AM_TOOLS),
          path: text('the directory or file'),
          release: nullable(text('for example 7.5.0'), 'null: neither a file name nor the name of the directory says'),
        }),
        'sorted by path',
        1000,
      ),
      'path',
      'kind',
    ),
  }),
})
