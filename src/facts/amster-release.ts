import { defineFact } from '../core/fact.ts'
import { keyedBy, list, nullable, object, text } from '../core/schema.ts'

/** Which release of Amster a directory holds, by its JAR. */
export const amsterRelease = defineFact({
  id: 'amster-release',
  title: 'The release of the Amster that the plan names',
  value: object({
    path: text('as the plan names it'),
    jars: keyedBy(
      list(
        object({ path: text('the JAR of Amster'), release: nullable(text('for example 8.1.0'), 'null: neither its name nor its manifest says') }),
        'sorted; several: two releases lie in one directory; empty: no Amster',
        100,
      ),
      'path',
    ),
  }),
})
