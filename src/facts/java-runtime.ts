import { defineFact } from '../core/fact.ts'
import { choice, integer, keyedBy, list, nullable, object, text, volatile } from '../core/schema.ts'

/** What the `release` file of a Java home says. */
const release = object({
  path: text('the release file'),
  version: nullable(text('JAVA_VERSION', 64)),
  runtimeVersion: nullable(text('JAVA_RUNTIME_VERSION', 128)),
  implementor: nullable(text('IMPLEMENTOR', 128)),
})

/** The Java that runs the container: the Java home of the plan, what the start files declare, and what the last start logged. */
export const javaRuntime = defineFact({
  id: 'java-runtime',
  title: 'The Java that runs the container: as named in the plan, as declared by the start files, as logged by the last start',
  params: object({
    which: choice(
      ['current', 'new', 'tools'],
      "the container's; that of the one prepared (newTomcat), whose log is not looked for; or for command-line tools the Java home of the plan alone: nothing is declared or logged then",
    ),
  }),
  value: object({
    home: nullable(object({ path: text('javaHome of the plan'), release }), 'null: the plan does not name it'),
    declared: keyedBy(
      list(
        object({
          name: choice(['JAVA_HOME', 'JRE_HOME']),
          value: text('as written, quotes removed; variables are not expanded'),
          path: text('the start file'),
          line: volatile(integer('from 1', 1)),
          where: choice(['service', 'setenv'], 'service: the unit and what it leads to; setenv: setenv of this Tomcat and what it includes'),
          resolved: nullable(text(), 'where the path leads; null: it holds a variable, or lies outside the plan, or is not there'),
          release: nullable(release, 'null: not readable within the plan'),
        }),
        'in the order in which they take effect: service unit, its environment files, setenv',
      ),
      'path',
      'name',
    ),
    lastStart: nullable(
      object({
        path: text('the log file'),
        line: volatile(integer('of the start banner, from 1; counted from where reading began in a very large file', 1)),
        time: nullable(volatile(text('as logged', 64))),
        javaHome: nullable(text('Java Home')),
        jvmVersion: nullable(text('JVM Version', 128)),
      }),
      'null: no readable log of the container holds a start banner, or it was only prepared',
    ),
  }),
})
