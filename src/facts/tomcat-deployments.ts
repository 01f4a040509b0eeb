import { defineFact } from '../core/fact.ts'
import { anyOrder, flag, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'

const releases = anyOrder(list(text('release of AM by its core library'), 'more than one: core libraries of several releases; empty: not AM', 100))
const time = (description: string) => volatile(integer(`${description}, milliseconds since the epoch`))

/** What a Tomcat holds of each web application: the WAR, what was unpacked from it, and the working files. */
export const tomcatDeployments = defineFact({
  id: 'tomcat-deployments',
  title: 'WARs, exploded directories and working files of the web applications of a Tomcat',
  value: object({
    deployments: keyedBy(
      list(
        object({
          context: text('base name, for example am or ROOT'),
          am: flag('some form of it holds the core library of AM, or the plan names it as the web application'),
          war: nullable(object({ path: text(), modifiedAt: time('its time'), releases })),
          directory: nullable(
            object({
              path: text(),
              trackedAt: nullable(
                time('time of META-INF/war-tracker, which Tomcat sets to that of the WAR it unpacked'),
                'null: not unpacked by Tomcat',
              ),
              modifiedAt: time('newest time among the directory, WEB-INF, WEB-INF/lib, META-INF and WEB-INF/web.xml'),
              releases,
            }),
          ),
          work: keyedBy(list(object({ path: text(), modifiedAt: time('its time') }), 'work/<engine>/<host>/<context>', 100), 'path'),
        }),
      ),
      'context',
    ),
  }),
})
