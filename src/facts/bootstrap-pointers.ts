import { defineFact } from '../core/fact.ts'
import { anyOrder, flag, keyedBy, list, nullable, object, text } from '../core/schema.ts'

/** Hidden files that tell AM where its configuration is: one line each, named after the real path of the web application (facts/pingam 2.1). */
export const bootstrapPointers = defineFact({
  id: 'bootstrap-pointers',
  title: 'The files in .openamcfg that lead AM to its configuration directory',
  value: object({
    directories: anyOrder(list(text('an existing .openamcfg or .openssocfg'), undefined, 2)),
    pointers: keyedBy(
      list(
        object({
          path: text(),
          name: text('for example AMConfig_usr_local_tomcat_webapps_am_'),
          legacy: flag('it lies in .openssocfg'),
          target: nullable(text('the configuration directory'), 'null: the file is not one line with an absolute path'),
        }),
      ),
      'path',
    ),
    webapps: anyOrder(
      list(
        text("a name the pointer of the plan's web application may have: by its path in the plan, and by where links lead"),
        'empty: the plan names no web application',
      ),
    ),
  }),
})
